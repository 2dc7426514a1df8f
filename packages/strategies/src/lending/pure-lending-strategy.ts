import {
  DAY_MS,
  HOLD,
  YEAR_MS,
  type ChainRoleView,
  type Decision,
  type DepositView,
  type Leg,
  type StrategyView,
} from '@basis/core-types';
import { BaseStrategyManager } from '../base-strategy-manager.js';

/** What the strategy remembers between steps: nothing. */
export type LendingState = Record<string, never>;

/** Below this an amount counts as nothing. */
const DUST_QUOTE = 0.01;

type Lender = ChainRoleView & { readonly deposit: DepositView };

/**
 * Dollars lent at the lending venue for its interest. What lies idle is supplied as soon as its interest over the
 * configured horizon is worth the gas of putting it there and taking it out again; there is nothing to hedge. Kept in the
 * wallet is what investors are owed and the reserve for those to come, and withdrawn what is missing of it.
 */
export class PureLendingStrategyManager extends BaseStrategyManager<LendingState> {
  initial(): LendingState {
    return {};
  }

  decide(view: StrategyView): Decision {
    const { deposit } = lenderOf(view);
    if (view.riskLevel === 'critical') {
      return deposit.suppliedQuote > DUST_QUOTE ? this.exitFull(view, 'risk is critical') : HOLD;
    }
    const missing = this.#missing(view);
    if (missing > 0) return this.#free(view, missing);
    const idle = this.#supplyable(view);
    if (idle < this.#least(view) || !this.#isWorthIt(view, idle)) return HOLD;
    return deposit.suppliedQuote > DUST_QUOTE ? this.entryPartial(view, 1) : this.entryFull(view);
  }

  /** Dollars that lie in the wallet beyond what must, as far as the lending reserve still takes them. */
  #supplyable(view: StrategyView): number {
    const { quoteHeld, deposit } = lenderOf(view);
    return Math.max(0, Math.min(quoteHeld - this.#kept(view), deposit.roomQuote));
  }

  /** What is owed to investors, and the share of equity that is to lie ready. */
  #kept({ payable, equity }: StrategyView): number {
    const { reserve_ratio } = this.config.component_config.strategy_manager;
    return payable + reserve_ratio * Math.max(0, equity);
  }

  /** Dollars that the wallet lacks: anything that is owed, of the reserve only what is worth moving. */
  #missing(view: StrategyView): number {
    const { quoteHeld } = lenderOf(view);
    const missing = this.#kept(view) - quoteHeld;
    const isOwed = view.payable - quoteHeld > DUST_QUOTE;
    return isOwed || missing >= this.#least(view) ? missing : 0;
  }

  #least({ equity }: StrategyView): number {
    const { min_move_ratio } = this.config.component_config.strategy_manager;
    return Math.max(min_move_ratio * equity, DUST_QUOTE);
  }

  /** As much of it as can be had; a part not worth its gas waits until there is more. */
  #free(view: StrategyView, missing: number): Decision {
    const { quoteHeld, deposit } = lenderOf(view);
    const available = Math.min(deposit.suppliedQuote, deposit.withdrawableQuote);
    const owed = view.payable - quoteHeld;
    const settles = owed > DUST_QUOTE && available >= owed;
    if (!settles && available < deposit.roundTripCostQuote) return HOLD;
    const reason = owed > DUST_QUOTE ? 'pay withdrawals' : 'fill the cash reserve';
    return this.decision('exit_partial', reason, withdraw(view, missing));
  }

  /** Whether the interest of the horizon pays for both ways. */
  #isWorthIt(view: StrategyView, amount: number): boolean {
    const { deposit } = lenderOf(view);
    const { carry_gate, carry_horizon_days } = this.config.component_config.strategy_manager;
    if (!carry_gate) return true;
    const interest = amount * deposit.supplyApr * ((carry_horizon_days * DAY_MS) / YEAR_MS);
    return interest > deposit.roundTripCostQuote;
  }

  entryFull(view: StrategyView): Decision {
    return this.decision('entry_full', 'enter', this.#supply(view, 1));
  }

  entryPartial(view: StrategyView, share: number): Decision {
    return this.decision('entry_partial', `enter ${share}`, this.#supply(view, share));
  }

  exitFull(view: StrategyView, reason: string): Decision {
    return this.decision('exit_full', reason, withdraw(view, lenderOf(view).deposit.suppliedQuote));
  }

  exitPartial(view: StrategyView, share: number): Decision {
    const amount = lenderOf(view).deposit.suppliedQuote * share;
    return this.decision('exit_partial', `leave ${share}`, withdraw(view, amount));
  }

  /** Nothing but dollars is ever held here. */
  sellDust(): Decision {
    return HOLD;
  }

  #supply(view: StrategyView, share: number): Leg[] {
    const amount = this.#supplyable(view) * share;
    return amount > DUST_QUOTE
      ? [{ does: 'supply', role: 'chain', token: view.quote, amount }]
      : [];
  }
}

/** As much of the amount as can be had: where others have borrowed it, the rest follows when they pay back. */
function withdraw(view: StrategyView, asked: number): Leg[] {
  const { deposit } = lenderOf(view);
  const amount = Math.min(asked, deposit.suppliedQuote, deposit.withdrawableQuote);
  return amount > DUST_QUOTE
    ? [{ does: 'withdraw', role: 'chain', token: view.quote, amount }]
    : [];
}

function lenderOf({ chain, quote }: StrategyView): Lender {
  if (chain?.deposit === undefined) {
    throw new Error(`lending needs a wallet and a lending venue that takes ${quote}`);
  }
  return chain as Lender;
}
