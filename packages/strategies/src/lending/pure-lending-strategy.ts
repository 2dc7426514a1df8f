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
 * configured horizon is worth the gas of putting it there and taking it out again; there is nothing to hedge.
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
    const idle = this.#supplyable(view);
    const least = this.config.component_config.strategy_manager.min_move_ratio * view.equity;
    if (idle < Math.max(least, DUST_QUOTE) || !this.#isWorthIt(view, idle)) return HOLD;
    return deposit.suppliedQuote > DUST_QUOTE ? this.entryPartial(view, 1) : this.entryFull(view);
  }

  /** Dollars in the wallet, as far as the reserve still takes them. */
  #supplyable(view: StrategyView): number {
    const { quoteHeld, deposit } = lenderOf(view);
    return Math.min(quoteHeld, deposit.roomQuote);
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
    return this.decision('exit_full', reason, withdraw(view, 1));
  }

  exitPartial(view: StrategyView, share: number): Decision {
    return this.decision('exit_partial', `leave ${share}`, withdraw(view, share));
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

/** As much of what is supplied as can be had: where others have borrowed it, the rest follows when they pay back. */
function withdraw(view: StrategyView, share: number): Leg[] {
  const { deposit } = lenderOf(view);
  const amount = Math.min(deposit.suppliedQuote * share, deposit.withdrawableQuote);
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
