/** The basis modes as wholes: funding less costs, whatever the price does. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  largestMiss,
  modeConfig,
  runMode,
  withoutCosts,
  withoutLots,
} from '../testing/mode-config.js';
import { HOUR_MS, START_MS, type YieldShape } from '../testing/yield-market.js';

const HOURS = 24 * 14;
const CAPITAL = 1_000_000;
const VENUES = ['binance', 'bybit', 'okx'];
/** Of the example, on every market: a fee and half a spread. */
const [FEE, HALF_SPREAD] = [5e-4, 1e-4];
/** The margins are filled in the first hour, and bought and shorted is in the second. */
const ENTRY = 1;

/** Inside the margin bands, so that the quantity stays what it was bought as. */
const gentle = (hour: number) => 2_000 * (1 + 0.05 * Math.sin(hour / 20));
/** Far outside them: a position is brought back several times. */
const wild = fc
  .array(fc.double({ min: -0.04, max: 0.04, noNaN: true }), { minLength: 60, maxLength: 60 })
  .map((steps) => {
    const path = [2_000];
    for (const step of steps) path.push(Math.max(900, Math.min(4_500, path.at(-1)! * (1 + step))));
    return (hour: number) => path[Math.floor(hour / 6)]!;
  });
const rates = fc.array(fc.double({ min: -5e-4, max: 1e-3, noNaN: true }), {
  minLength: 7,
  maxLength: 7,
});

describe.each(['btc_basis', 'eth_basis'] as const)('%s', (mode) => {
  const asset = mode === 'btc_basis' ? 'BTC' : 'ETH';
  const inEth = mode === 'btc_basis' ? 20 : 1;

  // Condition: no costs at all. Each trade is at the mark, so not even a rebalance moves anything.
  it('identity 28: without rates and costs is worth what it was, on any price path, rebalances and all', () => {
    let most = 0;
    fc.assert(
      fc.property(wild, (price) => {
        const shape = { hours: HOURS, price };
        const { results, summary } = runMode(modeConfig(mode, withoutCosts), shape);
        most = Math.max(most, summary.executions);
        expect(largestMiss(results.column('equity'), () => CAPITAL)).toBeLessThan(1e-9);
      }),
      { numRuns: 8 },
    );
    expect(most).toBeGreaterThan(7);
  });

  // Condition: a position is what it was at the step before the stamp; the engine trades after what has happened is booked.
  it('identity 16: is paid position x mark x rate by every venue at every stamp, and nothing between', () => {
    fc.assert(
      fc.property(wild, rates, (price, rate) => {
        const funding = (stamp: number, venue: string) => rate[(stamp + venue.length) % 7]!;
        const { results } = runMode(modeConfig(mode), { hours: HOURS, price, funding });
        const positions = VENUES.map((venue) => results.column(`${venue}:perp:${asset}-USDT`));
        let paid = 0;
        const expected = Float64Array.from({ length: HOURS }, (_, hour) => {
          if (hour % 8 === 0 && hour > 0) {
            VENUES.forEach((venue, i) => {
              const mark = price(hour) * inEth;
              paid -= positions[i]![hour - 1]! * mark * funding(hour / 8, venue);
            });
          }
          return paid;
        });
        const missed = results.column('funding').map((value, hour) => value - expected[hour]!);
        expect(missed.every((value) => Math.abs(value) < 1e-6)).toBe(true);
      }),
      { numRuns: 5 },
    );
  });

  // Condition: between rebalances. A constant quantity is paid on what it has become worth, not on what it was.
  it('identity 18: carries the sum of f x m / m0 on its first notional', () => {
    const rate = (stamp: number) => 1e-4 * (1 + (stamp % 5));
    const shape: YieldShape = { hours: HOURS, price: gentle, funding: rate };
    const { results, summary } = runMode(modeConfig(mode, withoutLots), shape);
    expect(summary.executions).toBe(7);
    const quantity = results.column('binance:spot:' + asset).at(-1)!;
    const entryMark = gentle(ENTRY) * inEth;
    let [atQuantity, atNotional] = [0, 0];
    for (let stamp = 1; stamp * 8 < HOURS; stamp++) {
      atQuantity += (rate(stamp) * gentle(stamp * 8)) / gentle(ENTRY);
      atNotional += rate(stamp);
    }
    expect(summary.pnl.funding / (quantity * entryMark)).toBeCloseTo(atQuantity, 9);
    expect(Math.abs(atQuantity - atNotional)).toBeGreaterThan(1e-5);
  });

  // Conditions: lots off, so that spot and short are the same; costs as the example has them; the quantity is constant.
  it('identity 17: earns q x (basis at entry - basis now) and funding, less costs, at every step of any price path', () => {
    const basis = (hour: number) => 0.002 * Math.cos(hour / 9);
    const funding = (stamp: number) => 2e-4 * Math.sin(stamp);
    const shape: YieldShape = { hours: HOURS, price: gentle, funding, basis };
    const { results, summary } = runMode(modeConfig(mode, withoutLots), shape);
    expect(summary.executions).toBe(7);
    const quantity = results.column(`binance:spot:${asset}`).at(-1)!;
    const spread = (hour: number) => quantity * gentle(hour) * inEth * basis(hour);
    const costs = summary.pnl.fees + summary.pnl.slippage;
    const expected = (hour: number) =>
      hour < ENTRY
        ? CAPITAL
        : CAPITAL + spread(ENTRY) - spread(hour) + results.column('funding')[hour]! + costs;
    expect(largestMiss(results.column('equity'), expected)).toBeLessThan(1e-9);

    const flat = runMode(modeConfig(mode, withoutLots), { ...shape, basis: () => 0 }).summary.pnl;
    expect(flat.total).toBeCloseTo(flat.funding + flat.fees + flat.slippage, 4);
  });

  // Conditions: proportional costs, lots and the fixed fees of transfers off.
  it('identity 23: earns twice as much of twice the capital, at every step', () => {
    const shape: YieldShape = {
      hours: HOURS,
      price: (hour) => 2_000 * (1 + 0.3 * Math.sin(hour / 30)),
      funding: (stamp, venue) => 1e-4 * ((stamp % 5) - 1) * venue.length,
      basis: (hour, venue) => 4e-4 * (((hour * venue.length) % 13) / 13 - 0.5),
    };
    const of = (capital: number) =>
      runMode(
        modeConfig(mode, withoutLots, (config) => void (config.initial_capital = capital)),
        shape,
      );
    const [one, two] = [of(CAPITAL), of(2 * CAPITAL)];
    expect(one.summary.executions).toBeGreaterThan(10);
    expect(two.summary.executions).toBe(one.summary.executions);
    const equity = one.results.column('equity');
    const miss = largestMiss(two.results.column('equity'), (hour) => 2 * equity[hour]!);
    expect(miss).toBeLessThan(1e-9);
    expect(two.summary.pnl.total / one.summary.pnl.total).toBeCloseTo(2, 6);
  });

  // Conditions: a flat price, no funding, lots off. Cross terms of fee and spread are below a ten thousandth of either.
  it('identities 28 and 29: a round trip costs both fees and half spreads of both legs, and nothing else', () => {
    const leavesAt = 100;
    const config = modeConfig(mode, withoutLots, (draft) => {
      draft.flows = [
        { at: new Date(START_MS + leavesAt * HOUR_MS).toISOString(), withdraw: 'all' },
      ];
    });
    const { results, summary } = runMode(config, { hours: 150 });
    const notional =
      -VENUES.reduce(
        (sum, venue) => sum + results.column(`${venue}:perp:${asset}-USDT`)[leavesAt - 1]!,
        0,
      ) *
      2_000 *
      inEth;
    for (const venue of VENUES)
      expect(results.column(`${venue}:perp:${asset}-USDT`).at(-1)).toBe(0);
    expect(-summary.pnl.total / notional).toBeCloseTo(4 * (FEE + HALF_SPREAD), 6);
    expect(summary.pnl.total).toBeCloseTo(summary.pnl.fees + summary.pnl.slippage, 6);
  });
});
