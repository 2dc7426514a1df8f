/** What holds after any sequence of instructions on any path of prices, liquidations and refusals among them. */
import { BPS, HOUR_MS, type Cause, type JsonObject, type Outcome } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  TestWorld,
  flatMarket,
  hour,
  type Candle,
  type ConfigChange,
} from './testing/test-world.js';

const STEPS = 10;

type Command =
  | {
      readonly kind: 'order';
      readonly venue: string;
      readonly market: 'spot' | 'perp';
      readonly side: 'buy' | 'sell';
      readonly lots: number;
      readonly reduceOnly: boolean;
    }
  | {
      readonly kind: 'transfer';
      readonly from: string;
      readonly to: string;
      readonly asset: string;
      readonly amount: number;
    }
  | { readonly kind: 'wait'; readonly minutes: number };

const PLACES = [
  'binance:spot',
  'binance:margin',
  'binance:isolated',
  'okx:margin',
  'okx:isolated',
  'alchemy:wallet',
  'cold:wallet',
];

const commands: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('order' as const),
        venue: fc.constantFrom('binance', 'okx'),
        market: fc.constantFrom('spot' as const, 'perp' as const),
        side: fc.constantFrom('buy' as const, 'sell' as const),
        lots: fc.integer({ min: 1, max: 3_000 }),
        reduceOnly: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('transfer' as const),
        from: fc.constantFrom(...PLACES),
        to: fc.constantFrom(...PLACES),
        asset: fc.constantFrom('USDT', 'USDT', 'BTC', 'ETH'),
        amount: fc.oneof(
          fc.integer({ min: 1, max: 2_000_000 }).map((cents) => cents / 100),
          fc.double({ min: 0, max: 1, noNaN: true }),
        ),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        minutes: fc.integer({ min: 1, max: 90 }),
      }),
    },
  ),
  { minLength: 5, maxLength: 40 },
);

const candle: fc.Arbitrary<Candle> = fc
  .record({
    close: fc.integer({ min: 2_000_000, max: 6_000_000 }).map((cents) => cents / 100),
    up: fc.integer({ min: 0, max: 20 }),
    down: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ close, up, down }) => ({
    close,
    high: close * (1 + up / 100),
    low: close * (1 - down / 100),
  }));

const markets = fc.record({
  prices: fc.array(candle, { minLength: STEPS, maxLength: STEPS }),
  rates: fc.array(fc.integer({ min: -40, max: 40 }), { minLength: STEPS, maxLength: STEPS }),
});
type Market = typeof markets extends fc.Arbitrary<infer T> ? T : never;

function start({ prices, rates }: Market, change?: ConfigChange): TestWorld {
  const stamps = rates.map((bps, i) => [hour(i), bps * BPS] as const);
  const test = new TestWorld(flatMarket(prices, stamps), change);
  test.deposit('binance', 'spot', 'USDT', 50_000.1);
  test.deposit('binance', 'margin', 'USDT', 10_000.7);
  test.deposit('okx', 'margin', 'USDT', 20_000.3);
  test.deposit('okx', 'margin', 'BTC', 0.123);
  test.deposit('alchemy', 'wallet', 'USDT', 5_000.9);
  test.deposit('alchemy', 'wallet', 'ETH', 0.7);
  return test;
}

/** The outcome, or nothing for a command that only waits. */
function carryOut(test: TestWorld, command: Command): Outcome | undefined {
  switch (command.kind) {
    case 'order': {
      const { venue, market, side, lots, reduceOnly } = command;
      return test.order(venue, market, side, lots / 1_000, { reduceOnly });
    }
    case 'transfer':
      return test.transfer(command.from, command.to, command.asset, command.amount);
    case 'wait':
      test.moveTo(Math.min(test.now + command.minutes * 60_000, hour(STEPS)));
      return undefined;
  }
}

const isolated: ConfigChange = (...venues) => {
  for (const venue of venues.slice(0, 2))
    if ('futures' in venue) venue.futures!.margin_mode = 'isolated';
};
/** The account that may stand below nil while a position gains, by margin mode. */
const MODES: readonly [string, ConfigChange, string][] = [
  ['cross', () => undefined, 'margin'],
  ['isolated', isolated, 'isolated'],
];

const anything = fc.tuple(markets, commands);
const RUNS = { numRuns: 60 };

describe.each(MODES)('after any sequence of instructions under %s margin', (_, mode, behind) => {
  it('the postings added up in their order are what the venues hold, to the bit', () => {
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market, mode);
        for (const command of sequence) {
          carryOut(test, command);
          for (const { id, index } of test.accounts.accounts)
            expect([id, test.held(id)]).toEqual([id, test.books.quantities[index]]);
        }
      }),
      RUNS,
    );
  });

  it('a refused instruction has changed nothing', () => {
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market, mode);
        for (const command of sequence) {
          const before = test.everything();
          if (carryOut(test, command)?.kind === 'refused')
            expect(test.everything()).toEqual(before);
        }
      }),
      RUNS,
    );
  });

  it('no balance is ever negative but what stands behind an open position', () => {
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market, mode);
        for (const command of sequence) {
          carryOut(test, command);
          for (const { id, kind, venue, bucket } of test.accounts.accounts) {
            if (kind !== 'balance' && kind !== 'in_transit') continue;
            const open = bucket === behind && test.held(`${venue}:perp:BTC-USDT`) !== 0;
            if (!open) expect([id, Math.min(test.held(id), 0)]).toEqual([id, 0]);
          }
        }
      }),
      RUNS,
    );
  });

  it('a position that is closed has left exactly nothing of its open value', () => {
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market, mode);
        for (const command of sequence) {
          carryOut(test, command);
          for (const venue of ['binance', 'okx']) {
            if (test.held(`${venue}:perp:BTC-USDT`) === 0)
              expect(test.held(`${venue}:perp_value:BTC-USDT`)).toBe(0);
          }
        }
      }),
      RUNS,
    );
  });

  it('transfers and realisation have moved value and made none, asset by asset', () => {
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market, mode);
        for (const command of sequence) carryOut(test, command);
        const sums = new Map<string, number>();
        for (const [id, cause, delta] of test.posted()) {
          const asset = test.accounts.find(id)!.asset;
          sums.set(`${cause} ${asset}`, (sums.get(`${cause} ${asset}`) ?? 0) + delta);
        }
        for (const asset of ['USDT', 'BTC', 'ETH']) {
          for (const cause of ['transfer', 'realised'] satisfies Cause[])
            expect(sums.get(`${cause} ${asset}`) ?? 0).toBeCloseTo(0, 8);
        }
      }),
      RUNS,
    );
  });

  it('a fill has exchanged base for quote at its price, and that price is the worse neighbouring tick', () => {
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market, mode);
        for (const command of sequence) {
          const close =
            market.prices[Math.min(Math.floor((test.now - hour(0)) / HOUR_MS), STEPS - 1)]!.close;
          const outcome = carryOut(test, command);
          if (command.kind !== 'order' || outcome?.kind !== 'done') continue;
          const [fill] = outcome.fills;
          const sign = command.side === 'buy' ? 1 : -1;
          const slipped = close * (1 + sign * (command.market === 'spot' ? 1 : 2) * BPS);
          const lost = sign * (fill!.priceQuote - slipped);
          expect(lost).toBeGreaterThan(-1e-6);
          expect(lost).toBeLessThan(0.1);
          const [first, second] = outcome.postings.filter(({ cause }) => cause === 'fill');
          const [base, quote] =
            Math.abs(first!.delta) < Math.abs(second!.delta)
              ? [first!, second!]
              : [second!, first!];
          expect(base.delta).toBeCloseTo((sign * command.lots) / 1_000, 9);
          expect(quote.delta).toBeCloseTo(-base.delta * fill!.priceQuote, 6);
          const feeBase = fill!.feeAsset === 'BTC' ? 1 : fill!.priceQuote;
          const feeBps = command.market === 'spot' ? 10 : 5;
          expect(fill!.feeAmount).toBeCloseTo(fill!.quantityBase * feeBase * feeBps * BPS, 8);
        }
      }),
      RUNS,
    );
  });

  it('what has been saved at any point and loaded elsewhere goes on just the same', () => {
    fc.assert(
      fc.property(anything, fc.nat(40), ([market, sequence], at) => {
        const test = start(market, mode);
        const cut = Math.min(at, sequence.length);
        for (const command of sequence.slice(0, cut)) carryOut(test, command);

        const resumed = new TestWorld(
          flatMarket(
            market.prices,
            market.rates.map((bps, i) => [hour(i), bps * BPS] as const),
          ),
          mode,
        );
        resumed.world.load(JSON.parse(JSON.stringify(test.world.save())) as JsonObject);
        resumed.now = test.now;
        expect(resumed.everything()).toEqual(test.everything());
        expect(resumed.world.nextEventAt()).toBe(test.world.nextEventAt());
        for (const command of sequence.slice(cut)) {
          const [left, right] = [carryOut(test, command), carryOut(resumed, command)];
          expect(right?.kind).toBe(left?.kind);
          if (left?.kind === 'done') expect((right as typeof left).postings).toEqual(left.postings);
        }
        expect(resumed.everything()).toEqual(test.everything());
      }),
      RUNS,
    );
  });

  it('every quantity is the same whatever the order of venues in the configuration', () => {
    const reversed: ConfigChange = (binance, okx, config) => {
      mode(binance, okx, config);
      const { execution_subscriptions: subscriptions } = config.venues;
      for (const list of Object.values(subscriptions)) list?.reverse();
      config.hedge_allocation = { okx: 0.5, binance: 0.5 };
      config.venue_configs = Object.fromEntries(Object.entries(config.venue_configs).reverse());
    };
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const [test, other] = [start(market, mode), start(market, reversed)];
        expect(other.world.venueIds).not.toEqual(test.world.venueIds);
        for (const command of sequence) {
          carryOut(test, command);
          carryOut(other, command);
        }
        expect(other.everything()).toEqual(test.everything());
      }),
      RUNS,
    );
  });

  it('the sequences reach what they are meant to: fills, funding, liquidations, transfers, refusals', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anything, ([market, sequence]) => {
        const test = start(market, mode);
        for (const command of sequence) {
          const outcome = carryOut(test, command);
          if (outcome?.kind === 'refused') seen.add(outcome.code);
        }
        for (const [, cause] of test.posted()) seen.add(cause);
      }),
      { numRuns: 200, seed: 1 },
    );
    for (const one of ['fill', 'fee', 'realised', 'funding', 'liquidation', 'transfer', 'gas'])
      expect(seen).toContain(one);
    for (const code of ['VEN-001', 'VEN-002', 'VEN-003', 'VEN-005', 'VEN-006', 'VEN-007'])
      expect(seen).toContain(code);
  });
});
