import type {
  EpochMs,
  Gauges,
  Leg,
  RunConfig,
  StrategyAction,
  StrategyView,
} from '@basis/core-types';
import { CarryGate, type CarryMemory } from '../carry/carry-gate.js';
import { loopCarryApr, loopCostRate } from './stake-carry.js';
import {
  DUST_ETH,
  gatherLegs,
  isSaleDear,
  owes,
  paysItsGas,
  placeLegs,
  releaseLegs,
  unleverLegs,
  type StakePlan,
} from './stake-legs.js';
import type { Stakes } from './stakes-of.js';

/** Gas may take no more than a twentieth of what it puts to work. */
const LEAST_OVER_GAS = 20;

export interface Relief {
  readonly action: StrategyAction;
  readonly reason: string;
  readonly legs: readonly Leg[];
}

/**
 * Looks after the loan on what is staked: whether it is worth having, whether it has grown too large for its collateral or
 * too small for the plan. Where the plan has none it stakes what lies free and no more.
 */
export class LoanKeeper {
  readonly #gate: CarryGate;
  readonly #plan: StakePlan;

  constructor(plan: StakePlan, config: RunConfig) {
    this.#plan = plan;
    this.#gate = new CarryGate(config);
  }

  get gauges(): Gauges {
    return this.#gate.gauges;
  }

  /** Holds the loan's carry on equity of `equityEth` against what building and leaving it costs. */
  look(chain: Stakes, equityEth: number, nowMs: EpochMs, memory: CarryMemory): void {
    const { loan, stake } = chain;
    const { targetLtv } = this.#plan;
    if (targetLtv === 0 || loan === undefined) return;
    const cost = loopCostRate(chain, targetLtv, equityEth);
    this.#gate.look(loopCarryApr(stake, loan, targetLtv), cost, owes(chain), nowMs, memory);
  }

  /** What the loan needs before anything else is done; undefined where it is as it should be. */
  relieve(view: StrategyView, chain: Stakes): Relief | undefined {
    if (!owes(chain) || !paysItsGas(chain)) return undefined;
    const { targetLtv, ltvTolerance } = this.#plan;
    const { health } = view.risks;
    if (health === 'critical')
      return relief('exit_full', 'health factor is critical', this.#lowerLegs(chain, 0, true));
    const isUrgent = health !== 'ok';
    if (this.#gate.closes) {
      const legs = this.#lowerLegs(chain, 0, isUrgent);
      return relief('rebalance', 'the loan costs more than staking pays', legs);
    }
    const { owedEth, collateralEth } = chain.loan!;
    const isHigh = owedEth > (targetLtv + ltvTolerance) * collateralEth;
    if (!isHigh && !isUrgent) return undefined;
    const legs = this.#lowerLegs(chain, targetLtv, isUrgent);
    return relief('rebalance', 'loan-to-value is high', legs);
  }

  /** Down to this loan-to-value; what is ours stays staked. Close to liquidation any price is better than that one. */
  #lowerLegs(chain: Stakes, targetLtv: number, isUrgent: boolean): readonly Leg[] {
    const { stake } = chain;
    const { owedEth, collateralEth } = chain.loan!;
    // While what is in the queue pays back as much as that takes, nothing else is taken for it.
    const isComing = stake.queuedEth >= owedEth - targetLtv * collateralEth;
    if (isComing && !isUrgent) return gatherLegs(chain);
    const sells = isUrgent || (this.#plan.unwind === 'fast' && !isSaleDear(stake, this.#plan));
    const sold = sells ? unleverLegs(chain, this.#plan, 0, targetLtv) : [];
    if (sold.length > 0) return sold;
    return releaseLegs(chain, { ...this.#plan, targetLtv, unwind: 'slow' }, 0);
  }

  /**
   * Stakes `freeEth` where that is worth moving, and borrows on what is staked where the loan is below its plan. Empty
   * where neither is.
   */
  placeLegs(chain: Stakes, freeEth: number, leastEth: number): Leg[] {
    if (!paysItsGas(chain)) return [];
    const { stake } = chain;
    const borrows = this.#plan.targetLtv > 0 && this.#gate.opens;
    const unpledgedEth = borrows ? stake.heldTokens * stake.rateEth : 0;
    const least = Math.max(leastEth, chain.roundTripGasEth * LEAST_OVER_GAS);
    const isIdle = freeEth >= Math.max(least, DUST_ETH);
    if (!isIdle && unpledgedEth < least && !(borrows && this.#isLow(chain))) return [];
    return [...gatherLegs(chain), ...placeLegs(chain, this.#plan, Math.max(0, freeEth), borrows)];
  }

  /** Whether the loan is below its band, and as much could be borrowed as the band is wide: less is not worth its gas. */
  #isLow({ loan, stake }: Stakes): boolean {
    const { targetLtv, ltvTolerance } = this.#plan;
    if (loan === undefined || !(loan.mostLoanToValue > targetLtv)) return false;
    const { owedEth, collateralEth, availableEth, roomTokens } = loan;
    const most = Math.min(availableEth, roomTokens * stake.rateEth);
    return (
      owedEth < (targetLtv - ltvTolerance) * collateralEth && most >= ltvTolerance * collateralEth
    );
  }
}

function relief(action: StrategyAction, reason: string, legs: readonly Leg[]): Relief | undefined {
  return legs.length === 0 ? undefined : { action, reason, legs };
}
