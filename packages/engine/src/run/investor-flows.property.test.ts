import {
  IN_TRANSIT,
  accountsFor,
  isoTime,
  parseRunConfig,
  type JsonObject,
} from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAY_MS,
  LENDING_START_MS,
  lendingConfig,
  lendingEngine,
  lendingMarket,
} from '../testing/lending-market.js';

const HOUR_MS = 3_600_000;
const CAPITAL = 100_000;
const END_DAY = 12;
/** From here on everything can be had, and nothing comes or goes: a day to pay what is owed. */
const LIQUID_DAY = 11;
const RATIO = 1e-9;

const amount = fc.double({ min: 1, max: 150_000, noNaN: true });
const flow = fc
  .tuple(
    fc.oneof(
      fc.nat(LIQUID_DAY * 24).map((hours) => hours * HOUR_MS),
      fc.nat(LIQUID_DAY * DAY_MS),
    ),
    fc.oneof(
      amount.map((deposit) => ({ deposit })),
      amount.map((withdraw) => ({ withdraw })),
      fc.constant({ withdraw: 'all' as const }),
    ),
  )
  .map(([after, what]) => ({ afterMs: after, what }));
const schedules = fc
  .array(flow, { minLength: 1, maxLength: 8 })
  .map((flows) =>
    flows
      .sort((a, b) => a.afterMs - b.afterMs)
      .map(({ afterMs, what }) => ({ at: isoTime(LENDING_START_MS + afterMs), ...what })),
  );
const liquidity = fc.array(
  fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3_000, noNaN: true })),
  {
    minLength: LIQUID_DAY,
    maxLength: LIQUID_DAY,
  },
);

function quantitiesOf(state: JsonObject, part: string): readonly number[] {
  const world = state['world'] as Record<string, unknown>;
  const saved = world[part] as { readonly quantities: readonly number[] } | readonly number[];
  return 'quantities' in saved ? saved.quantities : saved;
}

describe('any schedule of deposits and withdrawals', () => {
  it('is booked to the bit, never overdraws, and pays what was accepted exactly once', () => {
    fc.assert(
      fc.property(
        schedules,
        liquidity,
        fc.constantFrom(0, 0.05, 0.3),
        fc.constantFrom(0, 0.5),
        (flows, byDay, reserve_ratio, gas_reserve_eth) => {
          const config = lendingConfig((draft) => {
            draft.flows = flows;
            draft.component_config.strategy_manager = { reserve_ratio, carry_gate: false };
            Object.assign(draft.venue_configs['alchemy']!, { gas_reserve_eth });
          });
          const market = lendingMarket({
            indexAt: (at) => 1 + 0.0002 * at,
            apr: 0.05,
            gwei: gas_reserve_eth > 0 ? 10 : 0,
            liquidityAt: (at) => byDay[at] ?? 1e8,
          });
          const { engine, events } = lendingEngine(config, market);
          const start = isoTime(LENDING_START_MS);
          const end = isoTime(LENDING_START_MS + END_DAY * DAY_MS);
          const { summary, results } = engine.runBacktestSync(start, end);

          const accepted = new Map<string, number>();
          const sums = { deposit: 0, withdrawal: 0, payment: 0 };
          for (const { data } of events.filter(({ type }) => type === 'event')) {
            sums[data['what'] as keyof typeof sums] += data['amount'] as number;
          }
          events.forEach(({ timestampMs, data }) => {
            const at = isoTime(timestampMs);
            if (data['what'] === 'withdrawal')
              accepted.set(at, (accepted.get(at) ?? 0) + (data['amount'] as number));
            if (data['what'] === 'payment') {
              const of = data['accepted_at'] as string;
              accepted.set(of, accepted.get(of)! - (data['amount'] as number));
            }
          });
          const scale = RATIO * (CAPITAL + sums.deposit);

          const cash = results!.column('alchemy:wallet:USDT');
          const owed = results!.column('investors:payable:USDT');
          const residual = results!.column('residual');
          expect(cash.every((held) => held >= 0)).toBe(true);
          expect(owed.every((quantity) => quantity <= 0)).toBe(true);
          expect(residual.every((value) => Math.abs(value) <= scale)).toBe(true);

          expect(
            Math.abs(sums.withdrawal - sums.payment - summary.withdrawals_unpaid),
          ).toBeLessThan(scale);
          expect(Math.abs(summary.net_flows - sums.deposit + sums.withdrawal)).toBeLessThan(scale);
          // Each is paid once; the gas reserve is worth something and cannot be paid out.
          const short = gas_reserve_eth * 2_000;
          for (const unpaid of accepted.values()) expect(unpaid).toBeGreaterThan(-scale);
          expect(summary.withdrawals_unpaid).toBeLessThanOrEqual(short + scale);
          if (short === 0) expect(summary.withdrawals_unpaid).toBe(0);

          const state = engine.save();
          const expected = state['position_monitor'] as readonly number[];
          const { accounts } = accountsFor(parseRunConfig(config));
          for (const venue of ['alchemy', 'aave_v3', IN_TRANSIT]) {
            const own = accounts.filter((account) => account.venue === venue);
            expect(quantitiesOf(state, venue)).toEqual(own.map(({ index }) => expected[index]));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
