import { fundingSeries, fxSeries, GAS_SERIES, perpSeries, spotSeries } from '@basis/core-types';
import { roundTo } from '../maths/round-to.js';
import { basisLevels } from '../market/basis-regimes.js';
import type { Candles } from '../market/candles.js';
import { fundingRates } from '../market/funding-rates.js';
import { fxRates, STABLE_COINS, type FxRates } from '../market/fx-rates.js';
import { gasPrices } from '../market/gas-prices.js';
import { lendingReserve, RESERVES, type Reserve } from '../market/lending-reserves.js';
import { perpMarket } from '../market/perp-market.js';
import { PERP_VENUES } from '../market/perp-venues.js';
import { rewardTokenMarket, weeklyRewards } from '../market/reward-market.js';
import { COINS, spotMarkets, type Coin, type SpotMarket } from '../market/spot-market.js';
import { STAKING_TOKENS, stakingRates, type StakingRates } from '../market/staking-rates.js';
import { candleClosingAt, timelineOf, type Timeline } from '../market/timeline.js';
import { checkOptions, type SampleOptions } from '../options.js';
import type { SampleSeries } from './sample-series.js';

const ORACLE_DECIMALS = 5;

/**
 * The sample as arrays, ready for `createDataProvider`: nothing is written or read. The same options give the same
 * numbers on every machine.
 */
export function generateSampleSeries(options: SampleOptions): SampleSeries[] {
  checkOptions(options);
  const { seed } = options;
  const timeline = timelineOf(options);
  const spot = spotMarkets(seed, timeline);
  const fx = fxRates(seed, timeline);
  const staking = {
    wstETH: stakingRates(seed, timeline, 'wstETH'),
    weETH: stakingRates(seed, timeline, 'weETH'),
  };
  return [
    ...COINS.map((coin) => spotOf(coin, timeline, spot[coin])),
    ...perpsAndFunding(seed, timeline, spot, fx),
    ...RESERVES.map((token) => reserveOf(seed, timeline, token, spot.ETH, fx, staking)),
    ...STAKING_TOKENS.map((token) => stakingOf(token, staking[token])),
    ...rewardsOf(seed, timeline),
    ...STABLE_COINS.map((coin) => ({
      id: fxSeries(coin, 'USD'),
      timestampsMs: fx.timestampsMs,
      columns: { rate: fx.rates[coin] },
      note: 'daily',
    })),
    gasOf(seed, timeline),
  ].filter((series) => series.timestampsMs.length > 0);
}

function openTimes(timeline: Timeline): Float64Array {
  const { candles, firstShown, firstOpenMs, intervalMs } = timeline;
  return Float64Array.from(
    { length: candles - firstShown },
    (_, at) => firstOpenMs + (firstShown + at) * intervalMs,
  );
}

function shown(timeline: Timeline, candles: Candles): Record<keyof Candles, Float64Array> {
  const from = timeline.firstShown;
  return {
    open: candles.open.subarray(from),
    high: candles.high.subarray(from),
    low: candles.low.subarray(from),
    close: candles.close.subarray(from),
  };
}

function spotOf(coin: Coin, timeline: Timeline, market: SpotMarket): SampleSeries {
  return {
    id: spotSeries('binance', `${coin}-USDT`),
    timestampsMs: openTimes(timeline),
    columns: {
      ...shown(timeline, market.candles),
      volume: market.volume.subarray(timeline.firstShown),
    },
    intervalMs: timeline.intervalMs,
    note: 'stamped with the opening time',
  };
}

function perpsAndFunding(
  seed: number,
  timeline: Timeline,
  spot: Record<Coin, SpotMarket>,
  fx: FxRates,
): SampleSeries[] {
  const levels = basisLevels(seed, timeline);
  return PERP_VENUES.flatMap((venue) =>
    COINS.flatMap((coin): SampleSeries[] => {
      const symbol = `${coin}-${venue.quote}`;
      const market = perpMarket(seed, timeline, coin, venue, spot[coin], levels, fx);
      const funding = fundingRates(timeline, venue, market.premium);
      const index = venue.quote === 'USDT' ? 'spot close' : `spot close in ${venue.quote}`;
      return [
        {
          id: perpSeries(venue.venue, symbol),
          timestampsMs: openTimes(timeline),
          columns: {
            ...shown(timeline, market.candles),
            index: market.index.subarray(timeline.firstShown),
          },
          intervalMs: timeline.intervalMs,
          note: `mark price; index = ${index}`,
        },
        {
          id: fundingSeries(venue.venue, symbol),
          timestampsMs: funding.timestampsMs,
          columns: { rate: funding.rates },
          note: 'mean premium P + clamp(1 bp - P, 5 bp)',
        },
      ];
    }),
  );
}

function reserveOf(
  seed: number,
  timeline: Timeline,
  token: Reserve,
  eth: SpotMarket,
  fx: FxRates,
  staking: Record<'wstETH' | 'weETH', StakingRates>,
): SampleSeries {
  const { timestampsMs, ...columns } = lendingReserve(seed, timeline, token);
  const oracle = timestampsMs.map((timeMs, day) => {
    const usdt = fx.at('USDT', timeMs);
    if (token === 'USDT') return usdt;
    const ethUsd = eth.candles.close[candleClosingAt(timeline, timeMs)]! * usdt;
    const ratio = token === 'WETH' ? 1 : staking[token].exchangeRate[day]!;
    return roundTo(ethUsd * ratio, ORACLE_DECIMALS);
  });
  return {
    id: `aave_v3/${token}`,
    timestampsMs,
    columns: { ...columns, oracle_price_usd: oracle },
    note: 'daily; indexes grow by the rates of the row before',
  };
}

function stakingOf(token: string, rates: StakingRates): SampleSeries {
  return {
    id: `lst/${token}`,
    timestampsMs: rates.timestampsMs,
    columns: { exchange_rate: rates.exchangeRate, market_price_eth: rates.marketPriceEth },
    note: 'daily; the market price lies below the rate, further after a crash',
  };
}

function rewardsOf(seed: number, timeline: Timeline): SampleSeries[] {
  const rewards = weeklyRewards(seed, timeline);
  const market = rewardTokenMarket(seed, timeline);
  return [
    {
      id: 'rewards/weETH',
      timestampsMs: rewards.timestampsMs,
      columns: { token: rewards.token, amount_per_unit: rewards.amountPerUnit },
      note: 'per eETH for the period that ends at the timestamp; the first is six weeks long',
    },
    {
      id: spotSeries('uniswap', 'EIGEN-WETH'),
      timestampsMs: market.timestampsMs,
      columns: { ...market.candles, volume: market.volume },
      intervalMs: timeline.intervalMs,
      note: 'from the first distribution on',
    },
  ];
}

function gasOf(seed: number, timeline: Timeline): SampleSeries {
  const gas = gasPrices(seed, timeline);
  return {
    id: GAS_SERIES,
    timestampsMs: gas.timestampsMs,
    columns: { base_fee_gwei: gas.baseFeeGwei, priority_fee_gwei: gas.priorityFeeGwei },
    note: 'hourly',
  };
}
