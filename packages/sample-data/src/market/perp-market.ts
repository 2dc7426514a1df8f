import { roundTo } from '../maths/round-to.js';
import { Random } from '../random/random.js';
import { RevertingNoise } from '../random/reverting-noise.js';
import { emptyCandles, type Candles } from './candles.js';
import type { FxRates } from './fx-rates.js';
import type { PerpVenue } from './perp-venues.js';
import type { Coin, SpotMarket } from './spot-market.js';
import type { Timeline } from './timeline.js';

export interface PerpMarket {
  /** Of the mark price. */
  readonly candles: Candles;
  /** Spot price in the venue's quote at the close. */
  readonly index: Float64Array;
  /** Mark price over index less one, at the close. */
  readonly premium: Float64Array;
}

/** Around the level that all venues share; both kinds together give the hourly spread seen on exchanges. */
const COMMON_NOISE = { sd: 1.2e-4, memoryHours: 4 };
const VENUE_NOISE = { sd: 1.4e-4, memoryHours: 6 };
/** In a crash perps fall this share further than spot at the low. */
const CRASH_OVERSHOOT = 0.05;
const CRASH_RANGE = 0.03;

const TICK_DECIMALS: Record<Coin, number> = { BTC: 1, ETH: 2 };
const INDEX_DECIMALS = 2;

/** Mark candles of one coin at one venue, from spot, the common basis and the venue's own deviation. */
export function perpMarket(
  seed: number,
  timeline: Timeline,
  coin: Coin,
  venue: PerpVenue,
  spot: SpotMarket,
  levels: Float64Array,
  fx: FxRates,
): PerpMarket {
  const { stepHours } = timeline;
  const common = new RevertingNoise(new Random(seed, `basis/${coin}`), {
    ...COMMON_NOISE,
    stepHours,
  });
  const own = new RevertingNoise(new Random(seed, `basis/${coin}/${venue.venue}`), {
    ...VENUE_NOISE,
    stepHours,
  });
  const decimals = TICK_DECIMALS[coin];
  const candles = emptyCandles(timeline);
  const index = new Float64Array(timeline.candles);
  const premium = new Float64Array(timeline.candles);
  let price = NaN;
  for (let at = 0; at < timeline.candles; at += 1) {
    const openMs = timeline.firstOpenMs + at * timeline.intervalMs;
    const perUsdt = venue.quote === 'USDT' ? 1 : fx.at('USDT', openMs) / fx.at(venue.quote, openMs);
    const basis = levels[at]! + common.next() + own.next();
    const toMark = perUsdt * (1 + basis);
    const spotLow = spot.candles.low[at]!;
    const drop = 1 - spotLow / spot.candles.open[at]!;
    const overshoot = drop > CRASH_RANGE ? 1 - CRASH_OVERSHOOT * drop : 1;

    index[at] = roundTo(spot.candles.close[at]! * perUsdt, INDEX_DECIMALS);
    const close = roundTo(spot.candles.close[at]! * toMark, decimals);
    const open = at === 0 ? roundTo(spot.candles.open[at]! * toMark, decimals) : price;
    candles.open[at] = open;
    candles.close[at] = close;
    candles.high[at] = Math.max(open, close, roundTo(spot.candles.high[at]! * toMark, decimals));
    candles.low[at] = Math.min(open, close, roundTo(spotLow * overshoot * toMark, decimals));
    premium[at] = close / index[at]! - 1;
    price = close;
  }
  return { candles, index, premium };
}
