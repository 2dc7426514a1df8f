import {
  HOLD,
  HOUR_MS,
  plannedLeverage,
  type Decision,
  type Gauges,
  type Leg,
  type RunConfig,
  type StrategyView,
} from '@basis/core-types';
import { BaseStrategyManager } from '../base-strategy-manager.js';
import { CarryGate, newCarryMemory, type CarryMemory } from '../carry/carry-gate.js';
import { actionOf } from './action-of.js';
import { fundingCarryApr, hedgeCostRate } from './basis-carry.js';
import {
  ANY,
  carriedHedge,
  closingLegs,
  evenOutLegs,
  hedgedBase,
  increaseLegs,
  isFlat,
  isWorthItsWay,
  marginsOfNow,
  moveLegs,
  quoteAfter,
  reduceLegs,
  type Least,
} from './basis-legs.js';
import { LEAST_MOVE_QUOTE, basisTarget, plannedMargin, type BasisTarget } from './basis-target.js';
import { bridgeLegs } from './margin-bridge.js';
import { ordersTakeTime } from './orders-take-time.js';
import { Bands, REASONS, notionalQuote, reasonToAdjust } from './reason-to-adjust.js';

/** What the strategy remembers between steps. */
export type BasisState = {
  /** On the way to the target: steps follow each other, with waits for money in motion, until nothing is left to do. */
  adjusting: boolean;
  /** Why. */
  reason: string;
  /** Why the position is being left, until nothing of it is there; '' while it is not. */
  leaving: string;
  /** When a risk exit was decided; null if none or long past. */
  exited_at_ms: number | null;
  carry: CarryMemory;
};

/** Of a bound on the shorts: where less than this is left, prices that move back and forth would be followed by trades. */
const LEAST_ROOM = 0.1;

const CARRY_IS_NEGATIVE = 'the carry has turned negative';

/** Below this a balance in motion counts as nothing. */
const DUST_QUOTE = 1e-6;

/**
 * Spot long and perps short in the same amount, for the funding. Long on one venue, short over several by allocation.
 *
 * Capital is laid out so that every short stands at `hedge_leverage`. Prices then move the margins. One that is low gets
 * idle cash, then what other margins can spare; where that is not enough, where one is high, or where spot and hedge drift
 * apart, the position is brought back to the target for the equity of now. That takes several steps, because margins are
 * filled by transfers that travel; trades that add risk wait for them, trades that reduce it do not.
 */
export class BasisStrategyManager<
  S extends BasisState = BasisState,
> extends BaseStrategyManager<S> {
  readonly gauges: Gauges;
  protected readonly gate: CarryGate;
  /** Then what lies where, and for how much, is not known before they are told: whatever follows is decided then. */
  readonly #ordersTakeTime: boolean;
  readonly #bands = new Bands();

  constructor(config: RunConfig) {
    super(config);
    this.gate = new CarryGate(config);
    this.gauges = this.gate.gauges;
    this.#ordersTakeTime = ordersTakeTime(config);
    const { margin_ratio_low, margin_ratio_high } = config.component_config.risk_monitor;
    const { max_venue_share } = this.settings;
    this.#bands.marginLow = margin_ratio_low;
    this.#bands.marginHigh = margin_ratio_high;
    // What is owed to investors lies there too, beside all of equity.
    this.#bands.maxVenueShare = max_venue_share === 1 ? Infinity : max_venue_share;
    this.#bands.plannedMarginQuote = (view) => plannedMargin(config, view);
  }

  initial(): S {
    const state: BasisState = {
      adjusting: false,
      reason: '',
      leaving: '',
      exited_at_ms: null,
      carry: newCarryMemory(),
    };
    return state as S;
  }

  decide(view: StrategyView, state: S): Decision {
    const flat = this.isFlat(view);
    this.gate.look(this.carryApr(view), this.costRate(view), !flat, view.nowMs, state.carry);
    this.#lookForTheDoor(view, flat, state);
    if (state.leaving !== '') return this.#leave(view, state.leaving);
    const isCoolingDown = this.#isCoolingDown(view, state);
    if (view.inTransitQuote > DUST_QUOTE || view.inTransitBase > 0) return HOLD;
    if (!state.adjusting) {
      const reason = flat ? this.#reasonToEnter(view) : this.#reasonToAdjust(view);
      if (reason === '' || (isCoolingDown && reason !== REASONS.withdrawal)) return HOLD;
      const first = this.#firstRemedy(view, reason);
      if (first !== HOLD) return first;
      state.adjusting = true;
      state.reason = reason;
    }
    if (state.reason === REASONS.withdrawal && this.#stillMissingQuote(view) <= LEAST_MOVE_QUOTE) {
      state.adjusting = false;
      return HOLD;
    }
    const step = this.#towardsTarget(view, flat, state.reason);
    // Once more is held there is nothing left to do; prices that move on meanwhile are no part of it.
    if (step === HOLD || step.legs.some(({ does }) => does === 'short')) state.adjusting = false;
    return step;
  }

  /** A position is left until it is gone; one left for its carry stays if that comes back. */
  #lookForTheDoor(view: StrategyView, flat: boolean, state: BasisState): void {
    const carryIsBack = state.leaving === CARRY_IS_NEGATIVE && this.gate.opens;
    if (flat || carryIsBack) state.leaving = '';
    if (flat) return;
    const risk = this.riskToLeaveFor(view);
    if (risk !== '') {
      state.leaving = risk;
      state.exited_at_ms = view.nowMs;
    } else if (state.leaving === '' && this.gate.closes) state.leaving = CARRY_IS_NEGATIVE;
    if (state.leaving !== '') state.adjusting = false;
  }

  /**
   * Leaving may wait for a queue; what is held meanwhile goes on earning, and that is hedged too. Its margin is kept up with
   * the cash that there is, or the hedge would be liquidated beside it.
   */
  #leave(view: StrategyView, reason: string): Decision {
    const exit = this.exitFull(view, reason);
    const isCovering = exit.legs.some(({ does }) => does === 'cover');
    const margins = isCovering || view.inTransitQuote > DUST_QUOTE ? [] : this.#marginLegs(view);
    if (margins.length > 0) return this.decision('rebalance', REASONS.marginLow, margins);
    if (reason !== CARRY_IS_NEGATIVE || view.inTransitBase > 0) return exit;
    const held = this.held(view);
    const isFitting = Math.abs(held - hedgedBase(view)) <= this.settings.delta_tolerance * held;
    // What is lost while a queue is waited for is covered once there is enough of it, as it is while nothing is left.
    if (isFitting && exit.legs.every(({ does }) => does === 'cover')) return HOLD;
    if (exit !== HOLD || this.#isMarginLow(view)) return exit;
    const low = this.config.component_config.risk_monitor.margin_ratio_low;
    return isFitting
      ? HOLD
      : this.decision('rebalance', REASONS.drift, evenOutLegs(view, held, low));
  }

  #isCoolingDown({ nowMs }: StrategyView, state: BasisState): boolean {
    if (state.exited_at_ms === null) return false;
    if (nowMs - state.exited_at_ms < this.settings.reentry_cooldown_hours * HOUR_MS) return true;
    state.exited_at_ms = null;
    return false;
  }

  /** Base units that the hedge is there for. */
  protected held(view: StrategyView): number {
    return view.spot.baseHeld;
  }

  /** Whether nothing is held but cash. */
  protected isFlat(view: StrategyView): boolean {
    return isFlat(view);
  }

  /** What the position is expected to earn a year, and what both ways cost, per unit of what is hedged. */
  protected carryApr(view: StrategyView): number {
    return fundingCarryApr(view);
  }
  protected costRate(view: StrategyView): number {
    return hedgeCostRate(view);
  }

  /** What can be sold of what is held, once it is at the spot venue. */
  protected leavable(view: StrategyView): number {
    return this.held(view);
  }

  /** Why to leave at any price; '' where there is no such risk. */
  protected riskToLeaveFor(view: StrategyView): string {
    return view.riskLevel === 'critical' ? 'risk is critical' : '';
  }

  /** Legs that bring what is missing at the spot venue there to be sold; here everything is there. */
  protected fetchLegs(_view: StrategyView, _hedgeBase: number, _least: Least): readonly Leg[] {
    return [];
  }

  #reasonToEnter(view: StrategyView): string {
    if (this.#missingQuote(view) > LEAST_MOVE_QUOTE) return REASONS.withdrawal;
    if (!view.mayAddRisk) return '';
    return this.gate.opens && isWorthItsWay(view, this.#bufferQuote(view)) ? 'enter' : '';
  }

  /** Cash for withdrawals and their reserve that the spot wallet lacks; nothing or less where it has it. */
  #missingQuote(view: StrategyView): number {
    const { quoteHeld } = view.spot;
    return this.cashToRaise(view, quoteHeld) - quoteHeld;
  }
  #stillMissingQuote(view: StrategyView): number {
    const { quoteHeld } = view.spot;
    return this.cashStillToRaise(view, quoteHeld) - quoteHeld;
  }

  #bufferQuote(view: StrategyView): number {
    return this.settings.cash_buffer_ratio * view.equity;
  }

  #reasonToAdjust(view: StrategyView): string {
    const { min_move_ratio, delta_tolerance } = this.settings;
    const bands = this.#bands;
    const band = 2 * min_move_ratio * view.equity;
    bands.notionalLimitQuote = this.#notionalBound + band;
    // The larger side of the two: where more is hedged than held, what is held and what is beyond it.
    const larger = this.held(view) + Math.max(0, -view.netDeltaBase);
    bands.toleratedDriftBase = delta_tolerance * larger;
    bands.missingCashQuote = this.#missingQuote(view);
    bands.idleQuote = this.gate.opens && view.mayAddRisk ? this.#idleQuote(view) : 0;
    bands.idleLimitQuote = band;
    return reasonToAdjust(view, bands);
  }

  /** Cash at the spot wallet that is no part of the plan and could be. */
  #idleQuote(view: StrategyView): number {
    const beyond = view.spot.quoteHeld - this.cashToKeep(view) - this.#bufferQuote(view);
    return this.#notionalBound === Infinity ? beyond : Math.min(beyond, this.#roomQuote(view));
  }

  get #notionalBound(): number {
    return this.settings.max_total_notional ?? Infinity;
  }

  /** Capital that the plan could still take on before the shorts are as large as they may be. */
  #roomQuote(view: StrategyView): number {
    const leverage = plannedLeverage(this.config);
    if (this.settings.max_total_notional === null) return Infinity;
    const room = this.#notionalBound - notionalQuote(view);
    return room > LEAST_ROOM * this.#notionalBound ? (room * (1 + leverage)) / leverage : 0;
  }

  /** What leaves the position as large as it is: money for a margin, or orders that even out a drift. */
  #firstRemedy(view: StrategyView, reason: string): Decision {
    const { margin_ratio_low: low } = this.config.component_config.risk_monitor;
    if (reason === REASONS.drift)
      return this.decision('rebalance', reason, evenOutLegs(view, this.held(view), low));
    if (reason !== REASONS.marginLow) return HOLD;
    return this.decision('rebalance', reason, this.#marginLegs(view));
  }

  /** Money for the margins that are low, as long as it is enough. */
  #marginLegs(view: StrategyView): readonly Leg[] {
    const cash = view.spot.quoteHeld - this.cashToKeep(view);
    const { margin_ratio_low: low } = this.config.component_config.risk_monitor;
    return bridgeLegs(view, cash, low, plannedLeverage(this.config));
  }

  /** The next step towards the target: less risk first, then money to where it is needed, then more risk. */
  #towardsTarget(view: StrategyView, flat: boolean, reason: string): Decision {
    const target = this.#target(view, reason);
    let legs = this.#lessRisk(view, flat, target);
    if (legs.length === 0 && !flat && this.#isShort(view, reason)) {
      const hedgeBase = hedgedBase(view) - this.leastSale(view) / view.spot.priceQuote;
      legs = this.#lessRisk(view, flat, { ...target, hedgeBase: Math.max(0, hedgeBase) });
    }
    if (legs.length > 0) return this.decision(actionOf(reason, flat, legs), reason, legs);
    if (flat && (!this.gate.opens || reason === REASONS.withdrawal)) return HOLD;
    // A withdrawal makes smaller sales worth it, not smaller purchases and shorts.
    const least = basisTarget(this.config, view);
    const more = this.#increase(view, carriedHedge(view, target), least);
    return this.decision(actionOf(reason, flat, more), reason, more);
  }

  #lessRisk(view: StrategyView, flat: boolean, target: BasisTarget): Leg[] {
    const held = this.held(view);
    const reduce = flat ? [] : reduceLegs(view, target.hedgeBase, target, held);
    if (reduce.length > 0 && this.#ordersTakeTime) return reduce;
    const marginQuote =
      reduce.length === 0
        ? marginsOfNow(view, target, plannedLeverage(this.config))
        : target.marginQuote;
    const free =
      quoteAfter(view, reduce) - this.cashToKeep(view) - this.#quoteToBuy(view, target, held);
    return [
      ...reduce,
      ...moveLegs(view, { ...target, marginQuote }, free),
      ...(flat ? [] : this.fetchLegs(view, target.hedgeBase, target)),
    ];
  }

  #isShort(view: StrategyView, reason: string): boolean {
    return reason === REASONS.withdrawal && this.#stillMissingQuote(view) > LEAST_MOVE_QUOTE;
  }

  /** What a withdrawal too small for the orders and transfers of its plan is raised by: the least that every venue takes, in quote. */
  protected leastSale(view: StrategyView): number {
    const { spot, hedges } = view;
    let least = Math.max(this.#stillMissingQuote(view), spot.minNotionalQuote);
    for (const { allocation, minNotionalQuote, lotBase } of hedges)
      if (allocation > 0)
        least = Math.max(least, (minNotionalQuote + lotBase * spot.priceQuote) / allocation);
    return least + spot.lotBase * spot.priceQuote;
  }

  /** What is owed is freed however little it is; else a change has to be worth making. */
  #target(view: StrategyView, reason: string): BasisTarget {
    const target = basisTarget(this.config, view);
    if (reason !== REASONS.withdrawal) return target;
    const missing = this.#stillMissingQuote(view);
    if (missing <= LEAST_MOVE_QUOTE) return target;
    const leastQuote = Math.min(target.leastQuote, Math.max(missing / 4, LEAST_MOVE_QUOTE));
    const leastDriftQuote = Math.min(target.leastDriftQuote, leastQuote);
    return { ...target, leastQuote, leastDriftQuote };
  }

  /** Cash the spot wallet keeps back for what it still has to buy. */
  #quoteToBuy(view: StrategyView, target: BasisTarget, held: number): number {
    return Math.max(0, target.hedgeBase - held) * view.spot.priceQuote;
  }

  #isMarginLow({ hedges }: StrategyView): boolean {
    const { margin_ratio_low } = this.config.component_config.risk_monitor;
    return hedges.some(
      ({ positionBase, markPriceQuote, marginEquityQuote }) =>
        marginEquityQuote < margin_ratio_low * Math.abs(positionBase) * markPriceQuote,
    );
  }

  #increase(view: StrategyView, hedgeBase: number, least: Least): Leg[] {
    // A short is not made larger on a margin that is low: a venue would refuse it, or liquidate it sooner.
    if (!view.mayAddRisk || this.#isMarginLow(view)) return [];
    const cashQuote = view.spot.quoteHeld - this.cashToKeep(view);
    return increaseLegs(view, hedgeBase, least, { held: this.held(view), cashQuote });
  }

  entryFull(view: StrategyView): Decision {
    const target = basisTarget(this.config, view);
    const legs = this.#increase(view, carriedHedge(view, target), target);
    return this.decision('entry_full', 'enter', legs);
  }

  entryPartial(view: StrategyView, share: number): Decision {
    const target = basisTarget(this.config, view);
    const hedged = hedgedBase(view);
    const hedgeBase = hedged + Math.max(0, carriedHedge(view, target) - hedged) * share;
    const legs = this.#increase(view, hedgeBase, target);
    return this.decision('entry_partial', `enter ${share}`, legs);
  }

  exitFull(view: StrategyView, reason: string): Decision {
    const legs = this.#lessLegs(view, 0, ANY, this.leavable(view));
    return this.decision('exit_full', reason, legs);
  }

  exitPartial(view: StrategyView, share: number): Decision {
    const hedgeBase = hedgedBase(view) * (1 - share);
    const target = basisTarget(this.config, view);
    const legs = this.#lessLegs(view, hedgeBase, target, this.held(view));
    return this.decision('exit_partial', `leave ${share}`, legs);
  }

  #lessLegs(view: StrategyView, hedgeBase: number, least: Least, held: number): readonly Leg[] {
    const reduce = reduceLegs(view, hedgeBase, least, held);
    if (reduce.length > 0 && this.#ordersTakeTime) return reduce;
    return [...closingLegs(view), ...reduce, ...this.fetchLegs(view, hedgeBase, least)];
  }

  /** Remains of the asset once nothing is hedged any more. */
  sellDust(view: StrategyView): Decision {
    const legs: Leg[] = hedgedBase(view) === 0 ? reduceLegs(view, 0, ANY) : [];
    return this.decision('sell_dust', 'remains of the asset', legs);
  }
}
