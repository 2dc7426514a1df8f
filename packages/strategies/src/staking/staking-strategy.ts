import {
  HOLD,
  HOUR_MS,
  type Decision,
  type Gauges,
  type Leg,
  type RunConfig,
  type StrategyView,
} from '@basis/core-types';
import { BaseStrategyManager } from '../base-strategy-manager.js';
import { CarryGate, newCarryMemory, type CarryMemory } from '../carry/carry-gate.js';
import { dustLegs } from './dust-legs.js';
import { LoanKeeper } from './loan-keeper.js';
import { stakeCostRate } from './stake-carry.js';
import {
  DUST_ETH,
  atHandEth,
  paysItsGas,
  releaseLegs,
  spendableEth,
  stakePlan,
  type StakePlan,
} from './stake-legs.js';
import { stakesOf, type Stakes } from './stakes-of.js';

/** What the strategy remembers between steps. */
export type StakingState = {
  /** When a risk exit was decided; null if none or long past. */
  exited_at_ms: number | null;
  stake_carry: CarryMemory;
  loan_carry: CarryMemory;
};

/**
 * ETH staked for its yield, counted in ETH: nothing is hedged, because ETH is what is wanted. With `target_ltv` more ETH is
 * borrowed against the staking token and staked too, for as long as staking pays more than the loan costs.
 */
export class StakingStrategyManager extends BaseStrategyManager<StakingState> {
  readonly gauges: Gauges;
  readonly #plan: StakePlan;
  readonly #loans: LoanKeeper;
  /** Whether staking itself is worth its gas. */
  readonly #gate: CarryGate;

  constructor(config: RunConfig) {
    super(config);
    this.#plan = stakePlan(config);
    this.#loans = new LoanKeeper(this.#plan, config);
    this.#gate = new CarryGate(config);
    this.gauges = this.#plan.targetLtv > 0 ? this.#loans.gauges : this.#gate.gauges;
  }

  initial(): StakingState {
    return { exited_at_ms: null, stake_carry: newCarryMemory(), loan_carry: newCarryMemory() };
  }

  decide(view: StrategyView, state: StakingState): Decision {
    const chain = stakesOf(view);
    this.#look(view, chain, state);
    const relief = this.#loans.relieve(view, chain);
    if (!paysItsGas(chain)) return HOLD;
    if (relief !== undefined) {
      if (relief.action === 'exit_full') state.exited_at_ms = view.nowMs;
      return this.decision(relief.action, relief.reason, relief.legs);
    }
    const dust = this.sellDust(view);
    if (dust !== HOLD) return dust;
    const wanted = this.cashToRaise(view, chain.freeEth);
    if (wanted - chain.freeEth > DUST_ETH) {
      // A little more than is asked for, less than would be staked again: the next gas must not be the next withdrawal.
      const spare = (this.settings.min_move_ratio * view.equity) / 2;
      const legs = releaseLegs(chain, this.#plan, wanted + Math.max(0, spare));
      return this.decision('exit_partial', 'withdrawals are to be paid', legs);
    }
    if (this.#isCoolingDown(view, state) || view.risks.discount === 'critical') return HOLD;
    const legs = this.#place(view, 1, this.settings.min_move_ratio * view.equity);
    const { heldTokens, pledgedTokens } = chain.stake;
    const isFirst = heldTokens + pledgedTokens <= DUST_ETH;
    // A loan beyond its plan is paid back with it.
    if (legs.some(({ does }) => does === 'repay'))
      return this.decision('rebalance', 'loan-to-value is high', legs);
    return isFirst
      ? this.decision('entry_full', 'enter', legs)
      : this.decision('entry_partial', 'ETH is put to work', legs);
  }

  #look(view: StrategyView, chain: Stakes, state: StakingState): void {
    const { equity, nowMs } = view;
    this.#loans.look(chain, equity, nowMs, state.loan_carry);
    const { heldTokens, pledgedTokens, stakingApr } = chain.stake;
    const isHeld = heldTokens + pledgedTokens > DUST_ETH;
    const cost = stakeCostRate(chain, this.config, equity);
    this.#gate.look(stakingApr, cost, isHeld, nowMs, state.stake_carry);
  }

  #isCoolingDown({ nowMs }: StrategyView, state: StakingState): boolean {
    if (state.exited_at_ms === null) return false;
    if (nowMs - state.exited_at_ms < this.settings.reentry_cooldown_hours * HOUR_MS) return true;
    state.exited_at_ms = null;
    return false;
  }

  entryFull(view: StrategyView): Decision {
    this.#look(view, stakesOf(view), this.initial());
    return this.decision('entry_full', 'enter', this.#place(view, 1, 0));
  }

  entryPartial(view: StrategyView, share: number): Decision {
    this.#look(view, stakesOf(view), this.initial());
    return this.decision('entry_partial', `enter ${share}`, this.#place(view, share, 0));
  }

  #place(view: StrategyView, share: number, leastEth: number): readonly Leg[] {
    const chain = stakesOf(view);
    const free = Math.max(0, spendableEth(chain) - this.cashToKeep(view)) * share;
    return this.#loans.placeLegs(chain, this.#gate.opens ? free : 0, leastEth);
  }

  exitFull(view: StrategyView, reason: string): Decision {
    return this.decision('exit_full', reason, this.#release(view, 1));
  }

  exitPartial(view: StrategyView, share: number): Decision {
    return this.decision('exit_partial', `leave ${share}`, this.#release(view, share));
  }

  #release(view: StrategyView, share: number): readonly Leg[] {
    const chain = stakesOf(view);
    const free = atHandEth(chain) + chain.stake.queuedEth;
    return releaseLegs(chain, this.#plan, free + (chain.equityEth - chain.gasEth - free) * share);
  }

  sellDust(view: StrategyView): Decision {
    const legs = dustLegs(stakesOf(view), this.settings.dust_delta * view.equity);
    return this.decision('sell_dust', 'reward tokens', legs);
  }
}
