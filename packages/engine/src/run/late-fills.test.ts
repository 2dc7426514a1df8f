import { describe, expect, it } from 'vitest';
import type { CexVenueConfig, ExecutionRecord } from '@basis/core-types';
import type { MarketShape } from '@basis/sample-data';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from '../testing/basis-market.js';

const STEPS = 12;
const MINUTE_MS = 60_000;
/** Up and down by a tenth of a per cent: no two hours have the same price, and nothing is rebalanced. */
const spot = (i: number) => 42_000 + 20 * i - 7 * ((i * i) % 5);
const moving: MarketShape = { steps: STEPS, spot, funding: () => 0 };

// As configured: 1 bp of slippage, 5 bps of taker fee, ticks of 0.1, 2 USDT for each of two withdrawals.
const SLIPPAGE = 1e-4;
const FEE = 5e-4;
const CAPITAL = 1_000_000;
const WITHDRAWALS = 4;
const filledAt = (reference: number, side: string) =>
  side === 'buy'
    ? Math.ceil(reference * (1 + SLIPPAGE) * 10 - 1e-6) / 10
    : Math.floor(reference * (1 - SLIPPAGE) * 10 + 1e-6) / 10;

function run(fillAt: CexVenueConfig['fill_at']) {
  const config = basisConfig((document) => {
    for (const venue of Object.values(document.venue_configs))
      if (venue.venue_type === 'cex') venue.fill_at = fillAt;
  });
  const engine = new EventDrivenStrategyEngine({ config, dataProvider: basisMarket(moving) });
  const { results, summary } = engine.runBacktestSync();
  const trades = results!.executions.filter(({ side }) => side === 'buy' || side === 'sell');
  return { trades, finalEquity: summary.final_equity };
}

/** What is left of the capital when spot was bought first and then shorted at these prices, valued at the last one. */
function equityAfter(trades: readonly ExecutionRecord[], prices: readonly number[]): number {
  const last = spot(STEPS - 1);
  return trades.reduce((equity, { side, quantity }, k) => {
    const price = prices[k]!;
    return side === 'buy'
      ? equity + quantity * (1 - FEE) * last - quantity * price
      : equity + quantity * (price - last) - quantity * price * FEE;
  }, CAPITAL - WITHDRAWALS);
}

/** Money has arrived and the entry is decided on at step 1: spot, then the three shorts, one after another. */
const SIDES = ['buy', 'sell', 'sell', 'sell'];

describe('an entry whose orders are filled', () => {
  it('at once has the price of its step four times', () => {
    const { trades, finalEquity } = run({ when: 'now' });
    const prices = SIDES.map((side) => filledAt(spot(1), side));
    expect(trades.map(({ timestampMs }) => timestampMs)).toEqual(
      SIDES.map(() => MARKET_START_MS + HOUR_MS),
    );
    expect(trades.map(({ fillPrice }) => fillPrice)).toEqual(prices);
    expect(finalEquity).toBeCloseTo(equityAfter(trades, prices), 4);
  });

  it('at the next open has the open of one candle after another, each known when it has closed', () => {
    const { trades, finalEquity } = run({ when: 'next_open' });
    // The candle that follows step i opens at the close of step i.
    const prices = SIDES.map((side, k) => filledAt(spot(1 + k), side));
    expect(trades.map(({ side }) => side)).toEqual(SIDES);
    expect(trades.map(({ timestampMs }) => timestampMs)).toEqual(
      SIDES.map((_, k) => MARKET_START_MS + (2 + k) * HOUR_MS),
    );
    expect(trades.map(({ fillPrice }) => fillPrice)).toEqual(prices);
    expect(finalEquity).toBeCloseTo(equityAfter(trades, prices), 4);
  });

  it('after a delay has the last close known by then', () => {
    const { trades, finalEquity } = run({ when: 'delay', seconds: 20 * 60 });
    // Twenty minutes each: the third falls on the close of the next candle, which is seen before it.
    const prices = SIDES.map((side, k) => filledAt(spot(1 + Math.floor((k + 1) / 3)), side));
    expect(trades.map(({ timestampMs }) => timestampMs)).toEqual(
      SIDES.map((_, k) => MARKET_START_MS + HOUR_MS + (k + 1) * 20 * MINUTE_MS),
    );
    expect(trades.map(({ fillPrice }) => fillPrice)).toEqual(prices);
    expect(finalEquity).toBeCloseTo(equityAfter(trades, prices), 4);
  });
});
