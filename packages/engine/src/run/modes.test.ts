/** What must hold of every mode alike: in a market where everything moves, while investors come and go. */
import type { JsonObject } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import {
  MODES,
  changeVenues,
  largestMiss,
  modeConfig,
  runMode,
  withoutLots,
  type Mode,
  type ModeChange,
} from '../testing/mode-config.js';
import {
  HOUR_MS,
  START_MS,
  debtIndexes,
  otherwiseAfter,
  stakingRates,
  supplyIndexes,
  yieldMarket,
  type YieldShape,
} from '../testing/yield-market.js';

const HOURS = 24 * 14;
const END_MS = START_MS + (HOURS - 1) * HOUR_MS;
const timeOf = (hour: number) => START_MS + hour * HOUR_MS;

/** A rise by a half, and back; rates that turn; a discount; dear gas; rewards. */
const lively: YieldShape = {
  hours: HOURS,
  price: (hour) =>
    2_000 * (1 + 0.5 * Math.sin((hour / HOURS) * Math.PI) ** 2 + 0.01 * Math.sin(hour)),
  stakingApr: (hour) => 0.03 + (hour > 200 ? 0.5 : 0),
  borrowApr: (hour) => (hour > 80 && hour < 180 ? 2.5 : 0.02),
  pledgeApr: () => 0.001,
  usdtApr: (hour) => 0.1 + 0.05 * Math.sin(hour / 30),
  funding: (stamp, venue) => 1e-4 * ((stamp % 5) - 1) * venue.length,
  basis: (hour, venue) => 4e-4 * (((hour * venue.length) % 13) / 13 - 0.5),
  discount: (hour) => 0.002 * (1 + Math.sin(hour / 11)),
  gwei: (hour) => 5 + (hour % 23),
  rewards: () => 1,
};
const market = yieldMarket(lively);
const RATES = stakingRates(lively);

/** Brought in and taken out, as shares of the capital, at these hours. */
const FLOWS = [
  { hour: 70, share: 0.3 },
  { hour: 150, share: -0.4 },
  { hour: 260, share: 0.1 },
];
const withFlows: ModeChange = (config) => {
  config.flows = FLOWS.map(({ hour, share }) => {
    const amount = Math.abs(share) * config.initial_capital;
    return {
      at: new Date(timeOf(hour)).toISOString(),
      [share > 0 ? 'deposit' : 'withdraw']: amount,
    };
  });
};

const engineOf = (mode: Mode, dataProvider = market) =>
  new EventDrivenStrategyEngine({ config: modeConfig(mode, withFlows), dataProvider });
const wholeOf = (mode: Mode) => {
  const { summary, results } = engineOf(mode).runBacktestSync(START_MS, END_MS);
  return { summary, results: results! };
};

const cases = MODES.map((mode) => ({ mode, whole: wholeOf(mode) }));

describe.each(cases)('$mode', ({ mode, whole }) => {
  const column = (name: string) => whole.results.column(name);

  it('has the same hash every time', () => {
    expect(whole.summary.executions).toBeGreaterThan(mode === 'eth_staking_only' ? 5 : 3);
    expect(wholeOf(mode).summary.result_hash).toBe(whole.summary.result_hash);
  });

  it('identity 27: sees nothing of the future: up to now every row is the same to the bit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: HOURS - 2 }), fc.integer(), (hour, seed) => {
        const other = yieldMarket(otherwiseAfter(lively, hour, seed));
        const { results } = engineOf(mode, other).runBacktestSync(START_MS, timeOf(hour));
        const changed = results!.columnNames.filter((name) =>
          results!.column(name).some((value, row) => !Object.is(value, column(name)[row])),
        );
        expect(changed).toEqual([]);
        expect(results!.rows).toBe(hour + 1);
        const known = whole.results.executions.filter(
          ({ timestampMs }) => timestampMs <= timeOf(hour),
        );
        expect(results!.executions).toEqual(known);
      }),
      { numRuns: 4 },
    );
  });

  it('takes notice of what comes once it is there', () => {
    const { results } = runMode(modeConfig(mode, withFlows), otherwiseAfter(lively, 100, 1));
    const [other, equity] = [results.column('equity'), column('equity')];
    expect(other[100]).toBe(equity[100]);
    expect(other[120]).not.toBe(equity[120]);
  });

  it('identity 27: split anywhere and resumed is the whole run', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: HOURS - 2 }), (hour) => {
        const first = engineOf(mode);
        first.runBacktestSync(START_MS, timeOf(hour));
        const state = JSON.parse(JSON.stringify(first.save())) as JsonObject;
        const { summary } = engineOf(mode).resume(state).runBacktestSync(undefined, END_MS);
        expect({ ...summary, wall_ms: 0 }).toEqual({ ...whole.summary, wall_ms: 0 });
      }),
      { numRuns: 3 },
    );
  });

  it('identity 25: explains every step: capital, flows and the terms are the equity, the residual is none', () => {
    const equity = column('equity');
    const first = column('timestamp').indexOf(START_MS);
    expect(first).toBe(0);
    const capital = engineOf(mode).config.initial_capital;
    const terms = Object.keys(whole.summary.pnl)
      .filter((name) => name !== 'total')
      .map(column);
    const explained = (hour: number) =>
      FLOWS.filter((flow) => flow.hour <= hour).reduce(
        (sum, { share }) => sum + share * capital,
        capital + terms.reduce((sum, term) => sum + term[hour]!, 0),
      );
    expect(largestMiss(equity, explained)).toBeLessThan(1e-12);
    const residual = column('residual').map((value, hour) => Math.abs(value) / equity[hour]!);
    expect(Math.max(...residual)).toBeLessThan(1e-9);
  });

  it('identity 24: is worth what lies in its accounts, at the prices of the market', () => {
    const held = whole.results.columnNames.filter((name) => name.includes(':'));
    const values = held.map((name) => [column(name), valueOf(name)] as const);
    const counted = engineOf(mode).config.share_class === 'ETH' ? lively.price! : () => 1;
    const worth = (hour: number) =>
      values.reduce((sum, [amount, value]) => sum + amount[hour]! * value(hour), 0);
    const miss = largestMiss(column('equity'), (hour) => worth(hour) / counted(hour));
    expect(miss).toBeLessThan(1e-12);
  });

  // Condition: no market pays more than the protocol's rate for a staking token.
  it('is worth no more left at once than as it stands, and every number of it is one', () => {
    const equity = column('equity');
    const dearer = column('equity_liquidation').filter((value, hour) => value > equity[hour]!);
    expect(dearer).toHaveLength(0);
    const wrong = whole.results.columnNames.filter((name) => column(name).some(Number.isNaN));
    expect(wrong).toEqual([]);
  });

  // Conditions: proportional costs; lots, gas and its reserve, and the fixed fees of transfers off.
  it('identity 23: is twice as much of twice the capital', () => {
    const of = (k: number) =>
      runMode(
        modeConfig(mode, withoutLots, withoutReserve, (config) => {
          config.initial_capital *= k;
          withFlows(config);
        }),
        { ...lively, gwei: () => 0 },
      );
    const [one, two] = [of(1), of(2)];
    expect(two.summary.executions).toBe(one.summary.executions);
    const equity = one.results.column('equity');
    const miss = largestMiss(two.results.column('equity'), (hour) => 2 * equity[hour]!);
    expect(miss).toBeLessThan(1e-9);
  });
});

function withoutReserve(config: Parameters<ModeChange>[0]): void {
  changeVenues(config, (venue) =>
    venue.venue_type === 'wallet' ? { ...venue, gas_reserve_eth: 0 } : venue,
  );
}

/** Dollars per unit of what an account holds; what is lent and owed is counted in shares of the reserve. */
function valueOf(account: string): (hour: number) => number {
  const [venue, kind, token] = account.includes('in_transit')
    ? ['', '', account.split(':').at(-1)!]
    : (account.split(':') as [string, string, string]);
  if (kind === 'perp_value') return () => 1;
  const price = priceOf(token.replace('-USDT', ''));
  if (kind === 'perp') return (hour) => price(hour) * (1 + lively.basis!(hour, venue));
  const lent = { USDT: lively.usdtApr!, wstETH: lively.pledgeApr!, WETH: () => 0 }[token];
  const indexes =
    kind === 'supply' ? supplyIndexes(HOURS, lent!) : kind === 'debt' ? debtIndexes(lively) : null;
  return (hour) => price(hour) * (indexes?.[hour] ?? 1);
}

function priceOf(token: string): (hour: number) => number {
  const ether = lively.price!;
  switch (token) {
    case 'USDT':
      return () => 1;
    case 'ETH':
    case 'WETH':
      return ether;
    case 'BTC':
      return (hour) => 20 * ether(hour);
    case 'wstETH':
      return (hour) => ether(hour) * RATES[hour]!;
    case 'EIGEN':
      return (hour) => ether(hour) * 0.001;
    default:
      throw new Error(`no price of ${token}`);
  }
}
