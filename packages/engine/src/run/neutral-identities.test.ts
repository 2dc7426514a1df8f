/** The market-neutral modes as wholes: a stake, with and without a loan, and the short of what it is worth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  largestMiss,
  modeConfig,
  runMode,
  settings,
  withoutCosts,
  type Mode,
  type ModeChange,
} from '../testing/mode-config.js';
import { debtIndexes, stakingRates, type YieldShape } from '../testing/yield-market.js';

const HOURS = 24 * 21;
const YEAR_HOURS = 365 * 24;
const CAPITAL = 1_000_000;
const PRICE = 2_000;
const VENUES = ['binance', 'bybit', 'okx'];
const MODES = ['usdt_market_neutral_no_leverage', 'usdt_market_neutral'] as const;
/** The margins are filled, ETH is bought and its short opened, it is sent to the wallet, and staked an hour each later. */
const [ENTERED_AT, STAKED_AT] = [1, 3];

const withoutReserve: ModeChange = (config) =>
  void Object.assign(config.venue_configs['alchemy']!, { gas_reserve_eth: 0 });
/** Nothing but what is asked for: no costs, no cash kept back, nothing rebalanced. */
const heldStill: readonly ModeChange[] = [
  (config) => void (config.target_ltv &&= 0.8),
  withoutCosts,
  withoutReserve,
  settings({ cash_buffer_ratio: 0, delta_tolerance: 0.2, ltv_tolerance: 0.1 }),
];

type Run = ReturnType<typeof runMode>;
const shortOf = ({ results }: Run, hour: number) =>
  -VENUES.reduce((sum, venue) => sum + results.column(`${venue}:perp:ETH-USDT`)[hour]!, 0);

/** Collateral less debt, and what lies in the wallet, in ETH: the staking leg as it can be seen from outside. */
function legEth({ results }: Run, shape: YieldShape): Float64Array {
  const [rates, debt] = [stakingRates(shape), debtIndexes(shape)];
  const column = (name: string) =>
    results.columnNames.includes(name) ? results.column(name) : new Float64Array(results.rows);
  const held = ['alchemy:wallet:wstETH', 'aave_v3:supply:wstETH'].map(column);
  const owed = column('aave_v3:debt:WETH');
  const ether = ['alchemy:wallet:ETH', 'binance:spot:ETH', 'in_transit:ETH'].map(column);
  return rates
    .map((rate, hour) => rate * held.reduce((sum, tokens) => sum + tokens[hour]!, 0))
    .map((eth, hour) => eth + owed[hour]! * debt[hour]!)
    .map((eth, hour) => eth + ether.reduce((sum, tokens) => sum + tokens[hour]!, 0));
}

describe.each(MODES)('%s', (mode: Mode) => {
  const isLevered = mode === 'usdt_market_neutral';
  const ltvOf = (targetLtv: number): ModeChange =>
    isLevered ? (config) => void (config.target_ltv = targetLtv) : () => undefined;

  // Conditions: a flat price and basis, costs nil, nothing rebalanced, idle margin earns nothing. The stake works from the
  // fourth hour on, the short is paid from the first stamp after the second. Transfers are rounded to millionths.
  it('identity 21: earns E (L Gs - (L - 1) Gb - 1) and its funding on the capital, E being its share of it', () => {
    const apr = fc.double({ min: 0.001, max: 0.2, noNaN: true });
    const share = fc.double({ min: 0.55, max: 0.72, noNaN: true });
    const ltv = fc.double({ min: 0.2, max: 0.79, noNaN: true });
    fc.assert(
      fc.property(share, ltv, apr, apr, (stakeShare, targetLtv, staking, borrow) => {
        const rate = (stamp: number) => 1e-4 * Math.cos(stamp);
        const shape: YieldShape = {
          hours: HOURS,
          stakingApr: () => staking,
          borrowApr: () => borrow,
          funding: rate,
        };
        const setShare: ModeChange = (config) => {
          config.stake_allocation_eth = stakeShare;
          Object.assign(config.component_config, { risk_monitor: { margin_ratio_low: 0.2 } });
        };
        const config = modeConfig(mode, ...heldStill, ltvOf(targetLtv), setShare);
        const { results, summary } = runMode(config, shape);
        const leverage = isLevered ? 1 / (1 - targetLtv) : 1;
        const [rates, debt] = [stakingRates(shape), debtIndexes(shape)];
        const growth = (indexes: Float64Array, hour: number) =>
          indexes[Math.max(hour, STAKED_AT)]! / indexes[STAKED_AT]!;
        const loop = (hour: number) =>
          leverage * growth(rates, hour) - (leverage - 1) * growth(debt, hour) - 1;
        const paid = results.column('funding').map((_, hour) => {
          let sum = 0;
          for (let stamp = 1; stamp * 8 <= hour; stamp++) sum += rate(stamp);
          return sum;
        });
        const expected = (hour: number) => CAPITAL * (1 + stakeShare * (loop(hour) + paid[hour]!));
        expect(largestMiss(results.column('equity'), expected)).toBeLessThan(1e-9);

        // The same as yearly rates; what compounding adds is of second order.
        const years = (HOURS - 1 - STAKED_AT) / YEAR_HOURS;
        const yearly = (summary.pnl.total - summary.pnl.funding) / CAPITAL / years;
        const simple = stakeShare * (leverage * staking - (leverage - 1) * borrow);
        const second = stakeShare * leverage * (staking ** 2 + borrow ** 2) * years;
        expect(Math.abs(yearly - simple)).toBeLessThan(second + 1e-9);
      }),
      { numRuns: 8 },
    );
  });

  // Conditions: costs nil, lots off, no ETH kept for gas. A high yield, so that the drift passes the tolerance by itself.
  it('identity 20: is short the equity of the stake; its income drifts to the tolerance and is evened out', () => {
    const tolerance = 0.004;
    const shape: YieldShape = { hours: HOURS, stakingApr: () => 0.2, borrowApr: () => 0.01 };
    const config = modeConfig(
      mode,
      withoutCosts,
      withoutReserve,
      settings({ delta_tolerance: tolerance, cash_buffer_ratio: 0 }),
    );
    const run = runMode(config, shape);
    const leg = legEth(run, shape);
    const delta = run.results.column('net_delta_ETH');
    const evenedAt = new Set(
      run.results.executions
        .filter(({ reason }) => reason === 'spot and hedge have drifted apart')
        .map(({ timestampMs }) => (timestampMs - run.results.column('timestamp')[0]!) / 3_600_000),
    );
    expect(evenedAt.size).toBeGreaterThan(1);
    for (let hour = STAKED_AT; hour < HOURS; hour++) {
      // What is told is what the accounts say.
      expect(Math.abs(delta[hour]! - (leg[hour]! - shortOf(run, hour)))).toBeLessThan(1e-9);
      expect(Math.abs(delta[hour]!)).toBeLessThan(tolerance * leg[hour]!);
      if (evenedAt.has(hour)) {
        // Lots and the rounding of transfers apart.
        expect(Math.abs(delta[hour]!)).toBeLessThan(2e-6);
        expect(leg[hour]! - shortOf(run, hour - 1)).toBeGreaterThan(tolerance * leg[hour]!);
      } else if (hour > STAKED_AT) {
        expect(shortOf(run, hour)).toBe(shortOf(run, hour - 1));
        const income = leg[hour]! - leg[hour - 1]!;
        expect(Math.abs(delta[hour]! - delta[hour - 1]! - income)).toBeLessThan(1e-9);
      }
    }
  });

  // Conditions: costs, rates and the gas reserve nil; margins stay inside their band, so that nothing is sold at a pool.
  it('identity 28: without rates and fees is worth what it was, on any price path inside the margin band', () => {
    const factors = fc.array(fc.double({ min: 0.83, max: 1.12, noNaN: true }), {
      minLength: 40,
      maxLength: 40,
    });
    fc.assert(
      fc.property(factors, (path) => {
        const price = (hour: number) => (hour < 3 ? PRICE : PRICE * path[Math.floor(hour / 13)]!);
        const run = runMode(modeConfig(mode, ...heldStill), { hours: HOURS, price });
        expect(largestMiss(run.results.column('equity'), () => CAPITAL)).toBeLessThan(1e-9);
      }),
      { numRuns: 8 },
    );
  });

  // Conditions: as the example is, with all costs. While ETH is on its way its fee is missing: it was hedged, and is less
  // than the tolerance. Prices move by up to 3 % every four hours. Most paths drawn leave the margins inside their band, so
  // two that do not are among them: on one the price doubles, on the other it halves.
  it('keeps its delta within the tolerance at every step of any price path, and explains all it earns', () => {
    let most = 0;
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.03, max: 0.03, noNaN: true }), {
          minLength: HOURS / 4,
          maxLength: HOURS / 4,
        }),
        (steps) => {
          const path = [PRICE];
          for (const step of steps)
            path.push(Math.max(1_000, Math.min(4_000, path.at(-1)! * (1 + step))));
          const shape: YieldShape = {
            hours: HOURS,
            price: (hour) => path[Math.floor(hour / 4)]!,
            stakingApr: (hour) => 0.03 + 0.01 * Math.sin(hour),
            borrowApr: (hour) => 0.025 + 0.01 * Math.cos(hour),
            funding: (stamp, venue) => 1e-4 * ((stamp % 5) - 1) * venue.length,
            basis: (hour, venue) => 3e-4 * (((hour * venue.length) % 17) / 17 - 0.5),
            discount: (hour) => 0.001 * (1 + Math.sin(hour / 9)),
            gwei: (hour) => 10 + (hour % 11),
          };
          const run = runMode(modeConfig(mode), shape);
          const { results, summary } = run;
          most = Math.max(most, summary.executions);
          const wrong = results.columnNames.filter((name) =>
            results.column(name).some(Number.isNaN),
          );
          expect(wrong).toEqual([]);
          const leg = legEth(run, shape);
          const equity = results.column('equity');
          // The tolerance, and an order of the least size for each venue, which cannot be made smaller.
          const beyond = results
            .column('net_delta_ETH')
            .map(
              (delta, hour) => Math.abs(delta) - 0.005 * Math.max(leg[hour]!, shortOf(run, hour)),
            )
            .subarray(ENTERED_AT);
          expect(Math.max(...beyond)).toBeLessThan(0.1);
          const residual = results.column('residual').map((value, hour) => value / equity[hour]!);
          expect(Math.max(...residual.map(Math.abs))).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 8, examples: [0.03, -0.03].map((step) => [Array<number>(HOURS / 4).fill(step)]) },
    );
    // Entering takes nine. A margin of half the short is one of 0.3 after a rise by 1.5 / 1.3: four times until it doubles.
    expect(most).toBeGreaterThan(14);
  });

  // Conditions: gas nil; a queue of three and a half days, and a rise by 0.2 % every hour, which halves a margin in one.
  it('keeps up the margin of what waits in the queue with what has been sold already', () => {
    const shape: YieldShape = { hours: 24 * 30, price: (hour) => PRICE * 1.002 ** hour };
    const config = modeConfig(mode, (draft) => void (draft.unwind_mode = 'slow'));
    const { results, summary } = runMode(config, shape);
    expect(summary.liquidations).toBe(0);
    const queued = results.column('lido:queue:ETH');
    const cash = results.column('binance:spot:USDT');
    const equity = results.column('equity');
    // Margin below its band, plenty beside it, and more to wait for: for an hour or two, and not until it is gone.
    let waiting = 0;
    let longest = 0;
    for (let hour = 0; hour < results.rows; hour++) {
      const isLow = VENUES.some((venue) => results.column(`margin_ratio_${venue}`)[hour]! < 0.3);
      const isStarved = isLow && queued[hour]! > 0 && cash[hour]! > 0.3 * equity[hour]!;
      waiting = isStarved ? waiting + 1 : 0;
      longest = Math.max(longest, waiting);
    }
    expect(longest).toBeLessThan(3);
  });
});
