import { HOLD, HOUR_MS, type Decision, type Leg, type StrategyView } from '@basis/core-types';
import { BaseStrategyManager } from '../base-strategy-manager.js';
import { basisTarget, type BasisTarget } from './basis-target.js';
import {
  ANY,
  carriedHedge,
  hedgedBase,
  increaseLegs,
  isFlat,
  isShortable,
  moveLegs,
  quoteAfter,
  reduceLegs,
} from './basis-legs.js';

/** What the strategy remembers between steps. */
export type BasisState = {
  /** On the way to the target: steps follow each other, with waits for money in motion, until nothing is left to do. */
  adjusting: boolean;
  /** Why. */
  reason: string;
  /** When a risk exit was decided; null if none or long past. */
  exited_at_ms: number | null;
};

/** Below this a balance in motion counts as nothing. */
const DUST_QUOTE = 1e-6;

/**
 * Spot long and perps short in the same amount, for the funding. Long on one venue, short over several by allocation.
 *
 * Capital is laid out so that every short stands at `hedge_leverage`. Prices then move the margins: when one leaves its
 * band, or spot and hedge drift apart, the position is brought back to the target for the equity of now. That takes
 * several steps, because margins are filled by transfers that travel; trades that add risk wait for them, trades that
 * reduce it do not.
 */
export class BasisStrategyManager extends BaseStrategyManager<BasisState> {
  initial(): BasisState {
    return { adjusting: false, reason: '', exited_at_ms: null };
  }

  decide(view: StrategyView, state: BasisState): Decision {
    const flat = isFlat(view);
    if (view.riskLevel === 'critical' && !flat) {
      state.adjusting = false;
      state.exited_at_ms = view.nowMs;
      return this.exitFull(view, 'risk is critical');
    }
    if (state.exited_at_ms !== null) {
      if (view.nowMs - state.exited_at_ms < this.#cooldownMs) return HOLD;
      state.exited_at_ms = null;
    }
    if (!state.adjusting) {
      const reason = flat ? 'enter' : this.#reasonToAdjust(view);
      if (reason === '') return HOLD;
      state.adjusting = true;
      state.reason = reason;
    }
    if (view.inTransitQuote > DUST_QUOTE || view.inTransitBase > 0) return HOLD;
    const step = this.#towardsTarget(view, flat, state.reason);
    if (step === HOLD) state.adjusting = false;
    return step;
  }

  get #cooldownMs(): number {
    return this.config.component_config.strategy_manager.reentry_cooldown_hours * HOUR_MS;
  }

  #reasonToAdjust(view: StrategyView): string {
    const { margin_ratio_low, margin_ratio_high } = this.config.component_config.risk_monitor;
    const { delta_tolerance } = this.config.component_config.strategy_manager;
    for (let i = 0; i < view.hedges.length; i++) {
      const hedge = view.hedges[i]!;
      const notional = Math.abs(hedge.positionBase) * hedge.markPriceQuote;
      if (hedge.marginEquityQuote < margin_ratio_low * notional) return 'margin is low';
      if (notional > 0 && hedge.marginEquityQuote > margin_ratio_high * notional)
        return 'margin is high';
    }
    const drift = Math.abs(view.netDeltaBase);
    // A difference that no order can correct is no reason: it would be one at every step.
    const tolerated = delta_tolerance * Math.max(view.spot.baseHeld, hedgedBase(view));
    if (drift > tolerated && isShortable(view, drift)) return 'spot and hedge have drifted apart';
    return '';
  }

  /** The next step towards the target: less risk first, then money to where it is needed, then more risk. */
  #towardsTarget(view: StrategyView, flat: boolean, reason: string): Decision {
    const target = basisTarget(this.config, view);
    const reduce = flat ? [] : reduceLegs(view, target.hedgeBase, target);
    const free = quoteAfter(view, reduce) - this.#quoteToBuy(view, target);
    const moves = moveLegs(view, target, free);
    if (reduce.length > 0 || moves.length > 0) {
      return this.decision(flat ? 'entry_full' : 'rebalance', reason, [...reduce, ...moves]);
    }
    if (flat) return this.entryFull(view);
    return this.decision(
      'rebalance',
      reason,
      increaseLegs(view, carriedHedge(view, target), target),
    );
  }

  /** Cash the spot wallet keeps back for what it still has to buy. */
  #quoteToBuy(view: StrategyView, target: BasisTarget): number {
    return Math.max(0, target.hedgeBase - view.spot.baseHeld) * view.spot.priceQuote;
  }

  entryFull(view: StrategyView): Decision {
    const target = basisTarget(this.config, view);
    return this.decision(
      'entry_full',
      'enter',
      increaseLegs(view, carriedHedge(view, target), target),
    );
  }

  entryPartial(view: StrategyView, share: number): Decision {
    const target = basisTarget(this.config, view);
    const hedged = hedgedBase(view);
    const hedgeBase = hedged + Math.max(0, carriedHedge(view, target) - hedged) * share;
    return this.decision('entry_partial', `enter ${share}`, increaseLegs(view, hedgeBase, target));
  }

  exitFull(view: StrategyView, reason: string): Decision {
    return this.decision('exit_full', reason, reduceLegs(view, 0, ANY));
  }

  exitPartial(view: StrategyView, share: number): Decision {
    const hedgeBase = hedgedBase(view) * (1 - share);
    return this.decision(
      'exit_partial',
      `leave ${share}`,
      reduceLegs(view, hedgeBase, basisTarget(this.config, view)),
    );
  }

  /** Remains of the asset once nothing is hedged any more. */
  sellDust(view: StrategyView): Decision {
    const legs: Leg[] = hedgedBase(view) === 0 ? reduceLegs(view, 0, ANY) : [];
    return this.decision('sell_dust', 'remains of the asset', legs);
  }
}
