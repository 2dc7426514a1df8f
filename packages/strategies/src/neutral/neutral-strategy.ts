import {
  HOLD,
  plannedLeverage,
  type Decision,
  type Leg,
  type RunConfig,
  type StrategyView,
} from '@basis/core-types';
import { REMAINS_QUOTE, hedgedBase, isFlat, leavesBase, type Least } from '../basis/basis-legs.js';
import { BasisStrategyManager, type BasisState } from '../basis/basis-strategy.js';
import { newCarryMemory, type CarryMemory } from '../carry/carry-gate.js';
import { dustLegs } from '../staking/dust-legs.js';
import { LoanKeeper } from '../staking/loan-keeper.js';
import { loopCarryApr, loopCostRate, stakeCostRate } from '../staking/stake-carry.js';
import {
  atHandEth,
  gatherLegs,
  leastReleaseEth,
  owes,
  paysItsGas,
  releaseLegs,
  spendableEth,
  stakePlan,
  type StakePlan,
} from '../staking/stake-legs.js';
import { stakesOf, type Stakes } from '../staking/stakes-of.js';

/** What the strategy remembers between steps. */
export type NeutralState = BasisState & { loan_carry: CarryMemory };

/**
 * The basis trade with ETH that works: what is bought on the spot market goes to the wallet and is staked, with a loan on
 * top where `target_ltv` says so, while the short stays what it is. Hedged is the ETH equity of the chain, debt taken off:
 * staked, in the queue or on its way, it keeps its hedge until it is sold.
 *
 * To sell, ETH is freed on the chain, moved to the spot venue, and sold there with as much of the short closed. Each is a
 * decision of its own, made from where things are by then.
 */
export class NeutralStrategyManager extends BasisStrategyManager<NeutralState> {
  readonly #plan: StakePlan;
  readonly #loans: LoanKeeper;

  constructor(config: RunConfig) {
    super(config);
    this.#plan = stakePlan(config);
    this.#loans = new LoanKeeper(this.#plan, config);
  }

  override initial(): NeutralState {
    return { ...super.initial(), loan_carry: newCarryMemory() };
  }

  override decide(view: StrategyView, state: NeutralState): Decision {
    const chain = stakesOf(view);
    this.#loans.look(chain, chain.equityEth, view.nowMs, state.loan_carry);
    const relief = this.#loans.relieve(view, chain);
    // A loan that is not in danger waits for ETH that has no hedge: it would pay that back, and leave less to sell.
    const isFirst = view.risks.health !== 'ok' || this.#unhedgedEth(view, chain) === 0;
    if (relief !== undefined && isFirst)
      return this.decision(relief.action, relief.reason, relief.legs);
    const dust = paysItsGas(chain) ? this.#dustLegs(view) : [];
    if (dust.length > 0) return this.decision('sell_dust', 'reward tokens', dust);
    const decision = super.decide(view, state);
    if (decision === HOLD && relief !== undefined && view.inTransitBase === 0)
      return this.decision(relief.action, relief.reason, relief.legs);
    const isSettled = decision === HOLD && !state.adjusting && state.leaving === '';
    return isSettled ? this.#settle(view, state) : decision;
  }

  protected override held(view: StrategyView): number {
    return view.spot.baseHeld + view.inTransitBase + stakesOf(view).equityEth;
  }

  protected override isFlat(view: StrategyView): boolean {
    const chain = stakesOf(view);
    const unwound = chain.equityEth - chain.gasEth;
    const { priceQuote } = view.spot;
    return isFlat(view) && view.inTransitBase === 0 && unwound * priceQuote < REMAINS_QUOTE;
  }

  /** The yield of the stake and its loan, and the funding: the same ETH earns both. */
  protected override carryApr(view: StrategyView): number {
    const { stake, loan } = stakesOf(view);
    const { targetLtv } = this.#plan;
    const onTop = targetLtv > 0 && loan !== undefined ? loopCarryApr(stake, loan, targetLtv) : 0;
    return super.carryApr(view) + stake.stakingApr + Math.max(0, onTop);
  }

  protected override costRate(view: StrategyView): number {
    const chain = stakesOf(view);
    const leverage = plannedLeverage(this.config);
    const stakedEth = (view.equity * leverage) / (1 + leverage) / view.spot.priceQuote;
    const onChain =
      this.#plan.targetLtv > 0
        ? loopCostRate(chain, this.#plan.targetLtv, stakedEth)
        : stakeCostRate(chain, this.config, stakedEth);
    return super.costRate(view) + onChain;
  }

  /** The ETH for gas stays; its hedge goes with the last of the rest. */
  protected override leavable(view: StrategyView): number {
    const { equityEth, gasEth } = stakesOf(view);
    const elsewhere = equityEth - gasEth + view.inTransitBase;
    const isLast = elsewhere * view.spot.priceQuote < REMAINS_QUOTE;
    return this.held(view) - (isLast ? gasEth : 0);
  }

  /** A hedge that went missing is put back, as far as the margins carry it: leaving would take days, and sell more. */
  protected override riskToLeaveFor(view: StrategyView): string {
    return view.risks.margin === 'critical' ? 'margin is critical' : '';
  }

  protected override fetchLegs(view: StrategyView, hedgeBase: number, least: Least): Leg[] {
    const chain = stakesOf(view);
    if (!paysItsGas(chain)) return [];
    const { spot } = view;
    // The ETH for gas is hedged like the rest, and stays.
    const wanted = chain.equityEth - Math.max(chain.gasEth, hedgeBase);
    const leastQuote = Math.max(least.leastQuote, REMAINS_QUOTE);
    if (!(wanted * spot.priceQuote > leastQuote)) return [];
    // What has no hedge is sold before anything: a loan that is paid back with it would leave it unhedged for days.
    const unhedged = Math.min(this.#unhedgedEth(view, chain), wanted);
    if (unhedged > 0)
      return [{ does: 'move', role: 'chain', to: 'spot', token: view.asset, amount: unhedged }];
    // What is in the queue comes by itself, where no loan has to be paid back with it.
    const toCome = atHandEth(chain) + (owes(chain) ? 0 : chain.stake.queuedEth);
    const isEnough = (wanted - toCome) * spot.priceQuote <= leastQuote;
    const legs = isEnough ? gatherLegs(chain) : releaseLegs(chain, this.#planNow(view), wanted);
    // What is sold now is there with the next decision, and travels with the rest then; what pays a loan back does not.
    if (legs.some(keepsEther)) return legs;
    const moved = Math.min(chain.freeEth, wanted);
    if (moved * spot.priceQuote > leastQuote)
      legs.push({ does: 'move', role: 'chain', to: 'spot', token: view.asset, amount: moved });
    return legs;
  }

  /** ETH in the wallet that has no hedge, where that is too much to be left so; what lies at the market is sold anyway. */
  #unhedgedEth(view: StrategyView, { freeEth }: Stakes): number {
    const { spot, netDeltaBase } = view;
    const unhedged = Math.min(freeEth, netDeltaBase - spot.baseHeld);
    const isAdrift = unhedged > this.settings.delta_tolerance * this.held(view);
    return isAdrift && unhedged * spot.priceQuote > REMAINS_QUOTE ? unhedged : 0;
  }

  /** Where the market has less than that to sell, the chain has to bring at least what is worth its gas, on top. */
  protected override leastSale(view: StrategyView): number {
    const { spot, netDeltaBase } = view;
    const least = super.leastSale(view);
    const coveredEth = spot.baseHeld - netDeltaBase;
    if (coveredEth * spot.priceQuote >= least) return least;
    const chain = stakesOf(view);
    const released = Math.max(leastReleaseEth(chain), chain.stake.leastRequestEth) + spot.lotBase;
    const atHand = atHandEth(chain);
    // What was released for it already only has to be brought.
    const broughtEth = atHand < released ? atHand + released : atHand;
    return Math.max(least, (coveredEth + broughtEth) * spot.priceQuote);
  }

  /** A margin close to liquidation waits for no queue and no better price. */
  #planNow({ risks }: StrategyView): StakePlan {
    if (risks.margin !== 'critical') return this.#plan;
    return { ...this.#plan, unwind: 'fast', maxSaleDiscount: 1 };
  }

  /** With nothing else to do: ETH goes to the wallet and is put to work there. */
  #settle(view: StrategyView, state: NeutralState): Decision {
    const { spot, inTransitBase } = view;
    const isWaiting = state.exited_at_ms !== null || hedgedBase(view) === 0;
    if (isWaiting || inTransitBase > 0 || view.risks.discount === 'critical') return HOLD;
    const chain = stakesOf(view);
    const leastEth =
      Math.max(this.settings.min_move_ratio * view.equity, REMAINS_QUOTE) / spot.priceQuote;
    const legs: Leg[] = [];
    // The venue's fee comes out of what arrives, and the hedge with it.
    if (spot.baseHeld >= leastEth && leavesBase(view, spot.baseHeld))
      legs.push({
        does: 'move',
        role: 'spot',
        to: 'chain',
        token: view.asset,
        amount: spot.baseHeld,
      });
    legs.push(...this.#loans.placeLegs(chain, spendableEth(chain), leastEth));
    return this.decision('rebalance', 'ETH is put to work', legs);
  }

  #dustLegs(view: StrategyView): Leg[] {
    const least = (this.settings.dust_delta * view.equity) / view.spot.priceQuote;
    return dustLegs(stakesOf(view), least);
  }

  override sellDust(view: StrategyView): Decision {
    const dust = this.#dustLegs(view);
    return dust.length > 0
      ? this.decision('sell_dust', 'reward tokens', dust)
      : super.sellDust(view);
  }
}

/** Whether the ETH in the wallet is not to be moved in the same decision. */
function keepsEther(leg: Leg): boolean {
  return (
    leg.does === 'repay' ||
    leg.does === 'unlever' ||
    (leg.does === 'unstake' && leg.by === 'market')
  );
}
