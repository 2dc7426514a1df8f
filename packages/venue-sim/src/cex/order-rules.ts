import {
  sideSign,
  sizeBounds,
  type DataProvider,
  type FieldIndex,
  type MarketView,
  type OrderRequest,
  type Outcome,
  type SeriesId,
  type SpotInstrumentConfig,
} from '@basis/core-types';
import { roundToStep, sizeProblem, slippageRate } from '@basis/maths';
import { refuse } from '../refuse.js';

/** Who an order met: a taker crosses the book and moves it, a maker waited in it and gets the price it asked for. */
export type Liquidity = 'taker' | 'maker';

/** What the size of an order is refused for. `closesAll` closes a position whole. */
export function checkSize(
  { quantityBase: quantity }: OrderRequest,
  rules: SpotInstrumentConfig,
  referencePrice: number,
  closesAll = false,
): Outcome | undefined {
  const bounds = sizeBounds(rules);
  switch (sizeProblem(quantity, bounds, referencePrice, closesAll)) {
    case undefined:
      return undefined;
    case 'lots':
      return refuse(
        'VEN-003',
        `${quantity} in lots of ${bounds.lotBase}, least ${bounds.leastBase}`,
      );
    case 'most':
      return refuse('VEN-020', `${quantity} of at most ${bounds.mostBase}`);
    case 'notional':
      return refuse('VEN-004', `${quantity * referencePrice} of at least ${bounds.leastNotional}`);
  }
}

/** The column of what was traded in the last 24 hours, where an instrument's impact is counted in it. */
export function volumeField(
  data: DataProvider,
  series: SeriesId,
  { impact }: SpotInstrumentConfig,
): FieldIndex | undefined {
  return impact?.daily_volume_base === null ? data.field(series, 'volume_24h') : undefined;
}

/** The market that an order meets. */
export interface MetMarket {
  readonly rules: SpotInstrumentConfig;
  readonly slippageBps: number;
  readonly volume: FieldIndex | undefined;
  readonly view: MarketView;
}

/** The price of a fill, on the venue's grid, rounded against us. Not above 0 where the market cannot take the order. */
export function fillPrice(
  { side, quantityBase }: OrderRequest,
  referencePrice: number,
  liquidity: Liquidity,
  { rules, slippageBps, volume, view }: MetMarket,
): number {
  const sign = sideSign(side);
  const volumeBase = volume === undefined ? NaN : view.value(volume);
  const lost =
    liquidity === 'maker' ? 0 : slippageRate(slippageBps, rules.impact, quantityBase, volumeBase);
  return roundToStep(referencePrice * (1 + sign * lost), rules.tick_size, sign > 0 ? 'up' : 'down');
}

/** What an order is refused for that would trade at a worse price than it takes: whole or not at all, there is no book. */
export function checkPrice(
  { side, worstPriceQuote: worst }: OrderRequest,
  fill: number,
): Outcome | undefined {
  if (worst === undefined || (side === 'buy' ? fill <= worst : fill >= worst)) return undefined;
  return refuse('VEN-027', `${side} at ${fill}, worst ${worst}`);
}
