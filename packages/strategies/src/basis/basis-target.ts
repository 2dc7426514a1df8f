import { plannedLeverage, type RunConfig, type StrategyView } from '@basis/core-types';

/** Where a basis position should stand for the equity of now. */
export interface BasisTarget {
  /** The hedge in base units, equal to the spot held. */
  readonly hedgeBase: number;
  /** Margin at each perp venue, in quote. */
  readonly marginQuote: readonly number[];
  /** Changes of size below this are not worth a trade or a transfer. */
  readonly leastQuote: number;
  /** A difference between spot and hedge is corrected from here on: well below the tolerance that starts it. */
  readonly leastDriftQuote: number;
  /** No short is made larger that would leave its margin below this ratio. */
  readonly leastMarginRatio: number;
}

/**
 * A venue moves money in whole small units, so a transfer falls short of what was asked by less than one. Where that
 * remainder was worth moving, it would be asked for again at every step and nothing would ever be bought.
 */
export const LEAST_MOVE_QUOTE = 0.01;

/**
 * Spot = W x L / (1 + L), margin = W / (1 + L) split by allocation, with W the equity less a buffer for costs and the
 * reserve for withdrawals. At this target every short stands at leverage L. A bound on the notional makes both smaller.
 */
export function basisTarget(config: RunConfig, view: StrategyView): BasisTarget {
  const settings = config.component_config.strategy_manager;
  const { cash_buffer_ratio, reserve_ratio, delta_tolerance, min_move_ratio } = settings;
  const leverage = plannedLeverage(config);
  const bound = settings.max_total_notional ?? Infinity;
  const deployable = Math.min(
    view.equity * Math.max(0, 1 - cash_buffer_ratio - reserve_ratio),
    (bound * (1 + leverage)) / leverage,
  );
  return {
    hedgeBase: (deployable * leverage) / (1 + leverage) / view.spot.priceQuote,
    marginQuote: view.hedges.map((hedge) => (deployable / (1 + leverage)) * hedge.allocation),
    leastQuote: Math.max(view.equity * min_move_ratio, LEAST_MOVE_QUOTE),
    leastDriftQuote: (view.equity * delta_tolerance) / 4,
    leastMarginRatio: config.component_config.risk_monitor.margin_ratio_low,
  };
}
