/**
 * Identity 27 at the venues: what they hold and say at t is the same whatever becomes known after t. That a run which is
 * saved and loaded goes on bit for bit is shown by the random instructions of each kind of venue.
 */
import { BPS, HOUR_MS, type ContractCall } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimLending } from '../chain/lending/sim-lending.js';
import { claim, requestWithdrawal, stake, swap, wrap } from '../testing/chain-calls.js';
import { RATE, chainWorld, reserveRow } from '../testing/chain-world.js';
import { borrow, supply, withdraw } from '../testing/lending-world.js';
import {
  T0,
  candles,
  hour,
  type Candle,
  type Rows,
  type TestWorld,
} from '../testing/test-world.js';

const HOURS = 8;

/** One hour of everything that is recorded, as factors and rates. */
const hourly = fc.record({
  btc: fc.record({
    close: fc.integer({ min: 20_000, max: 80_000 }),
    up: fc.integer({ min: 0, max: 20 }),
    down: fc.integer({ min: 0, max: 20 }),
  }),
  fundingBps: fc.integer({ min: -40, max: 40 }),
  eth: fc.integer({ min: 1_500, max: 2_500 }),
  // An index may be recorded below what it had grown to, and a staking rate may fall.
  staking: fc.double({ min: 0.999, max: 1.002, noNaN: true }),
  supply: fc.double({ min: 0.9999, max: 1.0005, noNaN: true }),
  debt: fc.double({ min: 0.9999, max: 1.001, noNaN: true }),
  apr: fc.double({ min: 0, max: 2, noNaN: true }),
  gwei: fc.integer({ min: 1, max: 100 }),
});
type Hour = typeof hourly extends fc.Arbitrary<infer T> ? T : never;
const pasts = fc.array(hourly, { minLength: HOURS, maxLength: HOURS });

function rowsOf(hours: readonly Hour[]): Rows {
  const grown = (column: 'staking' | 'supply' | 'debt', i: number) =>
    hours.slice(1, i + 1).reduce((product, one) => product * one[column], 1);
  const btc = candles(
    hours.map(({ btc: { close, up, down } }): Candle => {
      const spread = { high: close * (1 + up / 100), low: close * (1 - down / 100) };
      return { close, ...spread };
    }),
  );
  const funding = hours.map(({ fundingBps }, i) => ({ at: hour(i), rate: fundingBps * BPS }));
  const reserve = (price: (i: number) => number) =>
    hours.map(({ apr }, i) =>
      reserveRow(price(i), {
        at: hour(i),
        liquidity_index: grown('supply', i),
        variable_borrow_index: grown('debt', i),
        supply_apr: apr / 2,
        borrow_apr: apr,
      }),
    );
  const rate = (i: number) => RATE.wstETH * grown('staking', i);
  const both = (kind: string, rows: Rows[string]): Rows => ({
    [`${kind}/binance/BTC-USDT`]: rows,
    [`${kind}/okx/BTC-USDT`]: rows,
  });
  return {
    ...both('spot', btc),
    ...both('perp', btc),
    ...both('funding', funding),
    'spot/binance/ETH-USDT': candles(hours.map(({ eth }) => eth)),
    'aave_v3/USDT': reserve(() => 1),
    'aave_v3/WETH': reserve((i) => hours[i]!.eth),
    'aave_v3/wstETH': reserve((i) => hours[i]!.eth * rate(i)),
    'lst/wstETH': hours.map(({ staking }, i) => ({
      at: hour(i),
      exchange_rate: rate(i),
      market_price_eth: rate(i) * Math.min(1, staking),
    })),
    'gas/ethereum': hours.map(({ gwei }, i) => ({
      at: hour(i),
      base_fee_gwei: gwei,
      priority_fee_gwei: 1,
    })),
  };
}

type Command = (test: TestWorld) => unknown;
const call =
  (...calls: readonly ContractCall[]): Command =>
  (test) =>
    test.transact(calls);
const trade =
  (market: 'spot' | 'perp', side: 'buy' | 'sell', quantity: number): Command =>
  (test) =>
    test.order('binance', market, side, quantity);

const COMMANDS: readonly Command[] = [
  call(supply('wstETH', 3)),
  call(supply('USDT', 2_000)),
  call(borrow('WETH', 1)),
  call(withdraw('wstETH', 1)),
  call(stake('lido', 2)),
  call(wrap('lido', 'stETH', 1)),
  call(requestWithdrawal('lido', 'stETH', 0.5)),
  call(claim('lido')),
  call(swap('wstETH', 'WETH', 0.5)),
  trade('spot', 'buy', 0.1),
  trade('spot', 'sell', 0.05),
  trade('perp', 'sell', 0.5),
  trade('perp', 'buy', 0.2),
  (test) => test.transfer('binance:spot', 'binance:margin', 'USDT', 500),
  (test) => test.transfer('alchemy:wallet', 'binance:margin', 'USDT', 700),
];
/** Between two looks at the world, which is looked at three times an hour: between samples as well as at them. */
const LOOKS_PER_HOUR = 3;
const plans = fc.array(fc.option(fc.nat(COMMANDS.length - 1), { freq: 4 }), {
  minLength: HOURS * LOOKS_PER_HOUR,
  maxLength: HOURS * LOOKS_PER_HOUR,
});

function start(hours: readonly Hour[]): TestWorld {
  const test = chainWorld(rowsOf(hours));
  test.deposit('binance', 'spot', 'USDT', 20_000);
  test.deposit('binance', 'margin', 'USDT', 5_000);
  test.deposit('alchemy', 'wallet', 'USDT', 10_000);
  for (const [asset, amount] of [
    ['ETH', 20],
    ['wstETH', 20],
    ['WETH', 2],
  ] as const)
    test.deposit('alchemy', 'wallet', asset, amount);
  return test;
}

/** Everything that can be learned of the world until just before `end`, look by look. */
function seen(hours: readonly Hour[], plan: readonly (number | null)[], end: number): unknown[] {
  const test = start(hours);
  const lending = test.world.venue('aave_v3') as SimLending;
  return plan.flatMap((command, look) => {
    const at = T0 + (look * HOUR_MS) / LOOKS_PER_HOUR;
    if (at >= end) return [];
    test.moveTo(at);
    const outcome = command === null ? null : COMMANDS[command]!(test);
    const reserves = ['USDT', 'WETH', 'wstETH'].map((asset) => [
      lending.supplied(asset, at),
      lending.owed(asset, at),
    ]);
    return [
      [at, outcome, test.everything(), reserves, lending.healthFactor(at), test.world.save()],
    ];
  });
}

describe('identity 27: no venue looks ahead', () => {
  it('whatever is recorded after t, all that was held, owed, done and refused before it is the same', () => {
    fc.assert(
      fc.property(
        pasts,
        pasts,
        plans,
        fc.integer({ min: 1, max: HOURS - 1 }),
        (one, two, plan, cut) => {
          const other = [...one.slice(0, cut), ...two.slice(cut)];
          const end = hour(cut);
          const before = seen(one, plan, end);
          expect(before).toHaveLength(cut * LOOKS_PER_HOUR);
          expect(seen(other, plan, end)).toEqual(before);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('the instructions reach what could look ahead: fills, loans, funding, liquidation, rebases', () => {
    const causes = new Set<string>();
    fc.assert(
      fc.property(pasts, plans, (hours, plan) => {
        const test = start(hours);
        plan.forEach((command, look) => {
          test.moveTo(T0 + (look * HOUR_MS) / LOOKS_PER_HOUR);
          if (command !== null) COMMANDS[command]!(test);
        });
        for (const [id, cause] of test.posted()) causes.add(`${id.split(':')[1]!} ${cause}`);
      }),
      { numRuns: 100, seed: 1 },
    );
    for (const one of [
      'spot fill',
      'perp fill',
      'margin funding',
      'margin liquidation',
      'debt transfer',
      'wallet staking',
      'wallet discount',
      'wallet gas',
    ])
      expect(causes).toContain(one);
  });
});
