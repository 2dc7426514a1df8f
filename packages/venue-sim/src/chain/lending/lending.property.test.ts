/** What holds of the lending market after any sequence of calls on any path of prices, indexes and totals. */
import { HOUR_MS, type ContractCall, type JsonObject, type Outcome } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reserveRow } from '../../testing/chain-world.js';
import {
  borrow,
  flash,
  lendingWorld,
  repay,
  setEmode,
  supply,
  withdraw,
  type LendingWorld,
} from '../../testing/lending-world.js';
import { hour, type Rows } from '../../testing/test-world.js';

const STEPS = 8;
const ASSETS = { USDT: 1, WETH: 2_000, wstETH: 2_400, weETH: 2_100 };
const CURVE = { base_rate: 0.001, slope_1: 0.03, slope_2: 0.8, optimal_utilisation: 0.8 };

const asset = fc.constantFrom('USDT', 'USDT', 'WETH', 'WETH', 'wstETH', 'weETH', 'EIGEN');
const amount = fc.oneof(
  fc.integer({ min: 1, max: 120_000 }).map((hundredths) => hundredths / 100),
  fc.double({ min: 0, max: 300_000, noNaN: true }),
);
const amountOrMax = fc.oneof(amount, fc.constant('max' as const));
const call: fc.Arbitrary<ContractCall> = fc.oneof(
  fc.tuple(asset, amount).map((args) => supply(...args)),
  fc.tuple(asset, amount).map((args) => borrow(...args)),
  fc.tuple(asset, amountOrMax).map((args) => withdraw(...args)),
  fc.tuple(asset, amountOrMax).map((args) => repay(...args)),
  fc.constantFrom(0, 1, 2).map(setEmode),
  fc.tuple(asset, amount).map(([token, x]) => flash('flash_borrow', token, x)),
);
/** Some transactions in one call, some in several, some time between them in minutes. */
type Command = readonly ContractCall[] | number;
const commands: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: call.map((one) => [one]) },
    { weight: 2, arbitrary: fc.array(call, { minLength: 2, maxLength: 4 }) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 150 }) },
  ),
  { minLength: 5, maxLength: 40 },
);

const sample = fc.record({
  price: fc.double({ min: 0.4, max: 1.6, noNaN: true }),
  growth: fc.double({ min: 0, max: 0.02, noNaN: true }),
  apr: fc.double({ min: 0, max: 1, noNaN: true }),
  lent: fc.double({ min: 0, max: 1, noNaN: true }),
});
const path = fc.array(sample, { minLength: STEPS, maxLength: STEPS });
const markets = fc.record({
  paths: fc.record({ USDT: path, WETH: path, wstETH: path, weETH: path }),
  withTotals: fc.boolean(),
  /** WETH to borrow against 120 ETH before anything else, so that falling prices meet a position. */
  openingWeth: fc.integer({ min: 0, max: 111 }),
});
type Market = typeof markets extends fc.Arbitrary<infer T> ? T : never;

function rowsOf({ paths, withTotals }: Market): Rows {
  return Object.fromEntries(
    Object.entries(ASSETS).map(([token, price]) => {
      let index = 1.01;
      const rows = paths[token as keyof typeof ASSETS].map((step, i) => {
        index *= 1 + step.growth;
        const totals = { total_supplied: 1e6, total_borrowed: 1e6 * step.lent };
        return reserveRow(price * (i === 0 ? 1 : step.price), {
          at: hour(i),
          liquidity_index: index,
          variable_borrow_index: index * 1.1,
          supply_apr: step.apr / 2,
          borrow_apr: step.apr,
          ...(withTotals ? totals : {}),
        });
      });
      return [`aave_v3/${token}`, rows];
    }),
  );
}

function start(market: Market): LendingWorld {
  const world = lendingWorld(rowsOf(market), (lending) => {
    lending.own_size_effect = market.withTotals;
    for (const reserve of Object.values(lending.reserves)) reserve.curve = { ...CURVE };
  });
  // Where too much is lent to others this is refused, and that is as good.
  world.try(setEmode(1), supply('wstETH', 100), borrow('WETH', market.openingWeth));
  return world;
}

function carryOut({ test }: LendingWorld, command: Command): Outcome | undefined {
  if (typeof command !== 'number') return test.transact(command);
  test.moveTo(Math.min(test.now + command * 60_000, hour(0) + STEPS * HOUR_MS));
  return undefined;
}

const RUNS = { numRuns: 60 };
const anything = fc.tuple(markets, commands);

describe('after any sequence of calls', () => {
  it('postings add up to holdings to the bit; nothing held is negative, nothing owed is positive', () => {
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const world = start(market);
        for (const command of sequence) {
          carryOut(world, command);
          for (const { id, index, kind } of world.test.accounts.accounts) {
            const held = world.test.held(id);
            expect([id, held]).toEqual([id, world.test.books.quantities[index]]);
            if (kind === 'lending_debt') expect([id, Math.max(held, 0)]).toEqual([id, 0]);
            else expect([id, Math.min(held, 0)]).toEqual([id, 0]);
          }
        }
      }),
      RUNS,
    );
  });

  it('no transaction of it leaves the health factor below 1, and no moment that was played', () => {
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const world = start(market);
        for (const command of sequence) {
          if (typeof command === 'number') {
            const played = Math.floor((world.test.now + command * 60_000 - hour(0)) / HOUR_MS);
            world.test.moveTo(hour(Math.min(played, STEPS - 1)));
            expect(world.healthFactor()).toBeGreaterThanOrEqual(1);
          }
          const outcome = carryOut(world, command);
          if (outcome?.kind === 'done') expect(world.healthFactor()).toBeGreaterThanOrEqual(1);
        }
      }),
      RUNS,
    );
  });

  it('supplying and taking out at one moment has never gained anything', () => {
    fc.assert(
      fc.property(markets, fc.array(fc.tuple(fc.boolean(), amount)), (market, moves) => {
        const world = start({ ...market, withTotals: false });
        for (const [isIn, x] of moves) {
          carryOut(world, [isIn ? supply('USDT', x) : withdraw('USDT', x)]);
        }
        const total = world.wallet('USDT') + world.supplied('USDT');
        expect(Math.abs(total / 1_000_000 - 1)).toBeLessThan(1e-14 * (moves.length + 1));
      }),
      RUNS,
    );
  });

  it('what has been saved at any point and loaded elsewhere goes on just the same', () => {
    fc.assert(
      fc.property(anything, fc.nat(40), ([market, sequence], at) => {
        const world = start(market);
        const cut = Math.min(at, sequence.length);
        for (const command of sequence.slice(0, cut)) carryOut(world, command);

        const resumed = start(market);
        resumed.test.world.load(JSON.parse(JSON.stringify(world.test.world.save())) as JsonObject);
        resumed.test.now = world.test.now;
        for (const command of sequence.slice(cut)) {
          const [left, right] = [carryOut(world, command), carryOut(resumed, command)];
          expect(right?.kind).toBe(left?.kind);
          if (left?.kind === 'done') expect((right as typeof left).postings).toEqual(left.postings);
        }
        expect(resumed.test.everything()).toEqual(world.test.everything());
        expect(resumed.test.world.save()).toEqual(world.test.world.save());
      }),
      RUNS,
    );
  });

  it('the sequences reach what they are meant to', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const world = start(market);
        for (const command of sequence) {
          const outcome = carryOut(world, command);
          if (outcome?.kind === 'reverted') seen.add(outcome.code);
          if (outcome?.kind === 'done')
            for (const { call: name } of command as ContractCall[]) seen.add(name);
        }
        for (const [, cause] of world.test.posted()) seen.add(cause);
      }),
      { numRuns: 150, seed: 1 },
    );
    for (const one of ['liquidation', 'interest', 'borrow_interest']) expect(seen).toContain(one);
    for (const one of ['supply', 'withdraw', 'borrow', 'repay', 'set_emode'])
      expect(seen).toContain(one);
    for (const code of ['VEN-001', 'VEN-006', 'VEN-011', 'VEN-013', 'VEN-014', 'VEN-016'])
      expect(seen).toContain(code);
  });
});
