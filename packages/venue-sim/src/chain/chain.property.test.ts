/** What holds of the wallet and its protocols after any sequence of transactions on any path of rates and prices. */
import { DAY_MS, type ContractCall, type JsonObject, type Outcome } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  claim,
  morpho,
  requestWithdrawal,
  stake,
  swap,
  unwrap,
  wrap,
} from '../testing/chain-calls.js';
import { ETH_USD, RATE, chainWorld, reserveRow } from '../testing/chain-world.js';
import { borrow, repay, setEmode, supply, withdraw } from '../testing/lending-world.js';
import { T0, type Rows, type TestWorld } from '../testing/test-world.js';

const DAYS = 12;
const day = (i: number) => T0 + i * DAY_MS;

const amount = fc.oneof(
  fc.integer({ min: 1, max: 3_000 }).map((hundredths) => hundredths / 100),
  fc.double({ min: 0, max: 60, noNaN: true }),
);
const one = (...args: readonly ((amount: number) => ContractCall)[]) =>
  fc.tuple(fc.constantFrom(...args), amount).map(([call, x]) => call(x));

const call: fc.Arbitrary<ContractCall> = fc.oneof(
  one(
    (x) => stake('lido', x),
    (x) => stake('etherfi', x),
    (x) => wrap('lido', 'stETH', x),
    (x) => wrap('etherfi', 'eETH', x),
    (x) => unwrap('lido', 'wstETH', x),
    (x) => unwrap('etherfi', 'weETH', x),
  ),
  one(
    (x) => requestWithdrawal('lido', 'stETH', x),
    (x) => requestWithdrawal('lido', 'wstETH', x),
    (x) => requestWithdrawal('etherfi', 'weETH', x),
  ),
  fc.constantFrom(claim('lido'), claim('etherfi')),
  one(
    (x) => swap('wstETH', 'WETH', x),
    (x) => swap('WETH', 'wstETH', x),
    (x) => swap('WETH', 'weETH', x),
    (x) => swap('WETH', 'USDT', x, x * 1_900),
    (x) => swap('USDT', 'WETH', x * 1_000),
  ),
  one(
    (x) => wrap('alchemy', 'ETH', x),
    (x) => unwrap('alchemy', 'WETH', x),
    () => unwrap('alchemy', 'WETH', 'max'),
  ),
  one(
    (x) => supply('wstETH', x),
    (x) => supply('weETH', x),
    (x) => borrow('WETH', x),
    (x) => repay('WETH', x),
    (x) => withdraw('wstETH', x),
    () => setEmode(1),
  ),
);

/** A batch with a loan around it that is paid back but for a share that is mostly nothing. */
const flashed = fc
  .tuple(
    fc.array(call, { maxLength: 4 }),
    amount,
    fc.constantFrom(1, 1, 1, 0.5),
    fc.constantFrom('WETH', 'USDT'),
  )
  .map(([calls, x, share, asset]) => [
    morpho('flash_borrow', asset, x),
    ...calls,
    morpho('flash_repay', asset, x * share),
  ]);

type Command = readonly ContractCall[] | number;
const commands: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: call.map((only) => [only]) },
    { weight: 2, arbitrary: fc.array(call, { minLength: 2, maxLength: 5 }) },
    { weight: 2, arbitrary: flashed },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 72 }) },
  ),
  { minLength: 5, maxLength: 40 },
);

const today = fc.record({
  growth: fc.double({ min: -0.002, max: 0.004, noNaN: true }),
  discount: fc.double({ min: -0.01, max: 0.03, noNaN: true }),
  price: fc.double({ min: 0.8, max: 1.2, noNaN: true }),
  reward: fc.double({ min: 0, max: 0.3, noNaN: true }),
  token: fc.constantFrom(0, 1),
});
const markets = fc.array(today, { minLength: DAYS, maxLength: DAYS });
type Market = typeof markets extends fc.Arbitrary<infer T> ? T : never;

function rowsOf(market: Market): Rows {
  const rates = (start: number) => {
    let rate = start;
    return market.map(({ growth, discount }, i) => {
      rate *= 1 + growth;
      return { at: day(i), exchange_rate: rate, market_price_eth: rate * (1 - discount) };
    });
  };
  const ether = market.map(({ price }) => ETH_USD * price);
  const reserve = (rate: number) =>
    ether.map((price, i) =>
      reserveRow(price * rate, {
        at: day(i),
        liquidity_index: 1 + i * 1e-4,
        variable_borrow_index: 1 + i * 2e-4,
      }),
    );
  return {
    'lst/wstETH': rates(RATE.wstETH),
    'lst/weETH': rates(RATE.weETH),
    'rewards/weETH': market.map(({ reward, token }, i) => ({
      at: day(i) + 7 * 3_600_000,
      token,
      amount_per_unit: reward,
    })),
    'aave_v3/WETH': reserve(1),
    'aave_v3/wstETH': reserve(RATE.wstETH),
    'aave_v3/weETH': reserve(RATE.weETH),
    'spot/binance/ETH-USDT': ether.map((close, i) => ({ at: day(i), close })),
  };
}

function start(market: Market): TestWorld {
  const test = chainWorld(rowsOf(market));
  test.deposit('alchemy', 'wallet', 'ETH', 60);
  test.deposit('alchemy', 'wallet', 'WETH', 20.7);
  test.deposit('alchemy', 'wallet', 'stETH', 10.1);
  test.deposit('alchemy', 'wallet', 'wstETH', 20.3);
  test.deposit('alchemy', 'wallet', 'weETH', 10.9);
  test.deposit('alchemy', 'wallet', 'USDT', 20_000.9);
  test.world.play(T0, test.books);
  return test;
}

/** The outcome, or nothing for a command that only waits. */
function carryOut(test: TestWorld, command: Command): Outcome | undefined {
  if (typeof command !== 'number') return test.transact(command);
  test.moveTo(Math.min(test.now + command * 3_600_000, day(DAYS + 10)));
  return undefined;
}

const copyOf = (state: JsonObject) => JSON.parse(JSON.stringify(state)) as JsonObject;
const anything = fc.tuple(markets, commands);
const RUNS = { numRuns: 60 };

describe('after any sequence of transactions', () => {
  it('postings add up to holdings to the bit, and nothing but a debt is negative', () => {
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market);
        for (const command of sequence) {
          carryOut(test, command);
          for (const { id, index, kind } of test.accounts.accounts) {
            const held = test.held(id);
            expect([id, held]).toEqual([id, test.books.quantities[index]]);
            if (kind !== 'lending_debt') expect([id, Math.min(held, 0)]).toEqual([id, 0]);
          }
        }
      }),
      RUNS,
    );
  });

  it('what was undone has cost its gas, what was refused nothing, and either changed no other thing', () => {
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market);
        for (const command of sequence) {
          const before = copyOf(test.world.save());
          const outcome = carryOut(test, command);
          if (outcome === undefined || outcome.kind === 'done') continue;
          const { alchemy: walletBefore, ...othersBefore } = before;
          const { alchemy: wallet, ...others } = test.world.save();
          expect(others).toEqual(othersBefore);
          if (outcome.kind === 'refused') {
            expect(wallet).toEqual(walletBefore);
            continue;
          }
          const { postings } = outcome as Extract<Outcome, { kind: 'reverted' }>;
          expect(postings.map(({ cause }) => cause)).toEqual(['gas']);
        }
      }),
      RUNS,
    );
  });

  it('what converts is worth as much as it becomes, at the rates of its moment', () => {
    const tokens = ['ETH', 'WETH', 'stETH', 'eETH'].map((token) => `alchemy:wallet:${token}`);
    const claims = ['lido', 'etherfi'].flatMap((venue) => [
      `${venue}:queue:ETH`,
      `${venue}:claimable:ETH`,
    ]);
    const plain = new Set([...tokens, ...claims]);
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market);
        const rates = ['wstETH', 'weETH'].map((token) => ({
          id: `alchemy:wallet:${token}`,
          field: test.data.field(`lst/${token}`, 'exchange_rate'),
        }));
        for (const command of sequence) {
          const from = test.books.postings.length;
          if (carryOut(test, command)?.kind !== 'done') continue;
          let [sum, moved] = [0, 0];
          for (const [id, cause, delta] of test.posted(from)) {
            if (cause !== 'convert') continue;
            const wrapped = rates.find((rate) => rate.id === id);
            expect(wrapped !== undefined || plain.has(id)).toBe(true);
            const worth = wrapped ? test.data.getData(test.now).value(wrapped.field) : 1;
            sum += delta * worth;
            moved += Math.abs(delta * worth);
          }
          // Amounts below a wei round as they like.
          expect(Math.abs(sum)).toBeLessThanOrEqual(1e-14 * moved + 1e-18);
        }
      }),
      RUNS,
    );
  });

  it('a queue from which all is claimed holds exactly nothing', () => {
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market);
        for (const command of sequence) carryOut(test, command);
        test.deposit('alchemy', 'wallet', 'ETH', 1);
        test.moveTo(test.now + 6 * DAY_MS);
        for (const venue of ['lido', 'etherfi']) {
          test.transact([claim(venue)]);
          expect(test.held(`${venue}:queue:ETH`)).toBe(0);
          expect(test.held(`${venue}:claimable:ETH`)).toBe(0);
        }
      }),
      RUNS,
    );
  });

  it('what has been saved at any point and loaded elsewhere goes on just the same', () => {
    fc.assert(
      fc.property(anything, fc.nat(40), ([market, sequence], at) => {
        const [test, resumed] = [start(market), start(market)];
        const cut = Math.min(at, sequence.length);
        for (const command of sequence.slice(0, cut)) carryOut(test, command);
        const state = copyOf(test.world.save());
        resumed.world.load(state);
        resumed.now = test.now;
        expect(resumed.world.save()).toEqual(state);
        expect(resumed.world.nextEventAt()).toBe(test.world.nextEventAt());
        for (const command of sequence.slice(cut))
          expect(carryOut(resumed, command)).toEqual(renamed(carryOut(test, command)));
        expect(resumed.world.save()).toEqual(test.world.save());
      }),
      RUNS,
    );
  });

  it('the sequences reach what they are meant to', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market);
        for (const command of sequence) {
          const outcome = carryOut(test, command);
          if (outcome?.kind === 'reverted') seen.add(outcome.code);
          if (typeof command !== 'number' && command[0]!.call === 'flash_borrow')
            seen.add(`flash ${outcome!.kind}`);
        }
        for (const [id, cause, delta] of test.posted()) {
          seen.add(cause);
          if (cause === 'staking' && delta < 0) seen.add(`slashed ${id.split(':')[1]!}`);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
    for (const cause of ['gas', 'fill', 'fee', 'discount', 'convert', 'transfer', 'staking'])
      expect(seen).toContain(cause);
    for (const other of ['reward', 'slashed wallet', 'slashed queue', 'flash done'])
      expect(seen).toContain(other);
    for (const code of ['VEN-001', 'VEN-007', 'VEN-011', 'VEN-015', 'VEN-016', 'VEN-017'])
      expect(seen).toContain(code);
  });
});

/** An outcome as the other world would name it: requests are numbered by world. */
function renamed(outcome: Outcome | undefined) {
  return outcome && 'ref' in outcome ? { ...outcome, ref: expect.any(String) as string } : outcome;
}
