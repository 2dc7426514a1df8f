/**
 * What accounts of a hedged position must come to, whatever the path: worked out beside the venues, never by them.
 * Identities 17 and 28; docs/identities.md says which test shows which of the 31.
 */
import { BPS } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  TestWorld,
  candles,
  costless,
  done,
  flatMarket,
  hour,
  type ConfigChange,
} from './testing/test-world.js';

const QUANTITY = 0.5;

interface Path {
  readonly spot: readonly number[];
  readonly basis: readonly number[];
  readonly rates: readonly number[];
}

/** Hourly prices within a range that no liquidation comes near, basis and funding each hour. */
const paths = fc
  .array(
    fc.record({
      spot: fc.integer({ min: 30_000, max: 60_000 }),
      basis: fc.integer({ min: -50, max: 50 }),
      rateBps: fc.integer({ min: -40, max: 40 }),
    }),
    { minLength: 2, maxLength: 12 },
  )
  .map((steps): Path => ({
    spot: steps.map(({ spot }) => spot),
    basis: steps.map(({ basis }) => basis),
    rates: steps.map(({ rateBps }) => rateBps * BPS),
  }));

const marks = ({ spot, basis }: Path) => spot.map((price, i) => price + basis[i]!);

/** Long spot, short perp from the first to the last hour. The test world of it, everything closed. */
function carry(path: Path, change: ConfigChange): TestWorld {
  const stamps = path.rates.map((rate, i) => [hour(i), rate] as const);
  const test = new TestWorld(
    {
      ...flatMarket(marks(path), stamps),
      'spot/binance/BTC-USDT': candles(path.spot),
    },
    change,
  );
  test.deposit('binance', 'spot', 'USDT', 100_000);
  test.deposit('binance', 'spot', 'BTC', 1);
  test.deposit('binance', 'margin', 'USDT', 100_000);
  done(test.order('binance', 'spot', 'buy', QUANTITY));
  done(test.order('binance', 'perp', 'sell', QUANTITY));
  test.moveTo(hour(path.spot.length - 1));
  done(test.order('binance', 'spot', 'sell', QUANTITY));
  done(test.order('binance', 'perp', 'buy', QUANTITY));
  return test;
}

const usdt = (test: TestWorld) =>
  test.held('binance:spot:USDT') + test.held('binance:margin:USDT') - 200_000;

const fundingOf = (path: Path) =>
  marks(path).reduce((sum, mark, i) => (i === 0 ? 0 : sum + QUANTITY * mark * path.rates[i]!), 0);

describe('a spot position with a short against it', () => {
  it('earns the change of basis and the funding, for any path of prices', () => {
    fc.assert(
      fc.property(paths, (path) => {
        const earned = QUANTITY * (path.basis[0]! - path.basis.at(-1)!) + fundingOf(path);
        expect(usdt(carry(path, costless))).toBeCloseTo(earned, 6);
      }),
    );
  });

  it('without basis and funding keeps its value to the cent fraction, for any path of prices', () => {
    fc.assert(
      fc.property(paths, (path) => {
        const nil = path.spot.map(() => 0);
        expect(usdt(carry({ ...path, basis: nil, rates: nil }, costless))).toBeCloseTo(0, 6);
      }),
    );
  });

  it('loses exactly its fees where there is nothing else', () => {
    const feesOnly: ConfigChange = (binance, okx, config) => {
      costless(binance, okx, config);
      binance.spot!.taker_fee_bps = 10;
      binance.futures!.taker_fee_bps = 5;
    };
    fc.assert(
      fc.property(paths, (path) => {
        const nil = path.spot.map(() => 0);
        const test = carry({ ...path, basis: nil, rates: nil }, feesOnly);
        const [first, last] = [path.spot[0]!, path.spot.at(-1)!];
        const fees = QUANTITY * (last * 10 * BPS + (first + last) * 5 * BPS);
        expect(usdt(test)).toBeCloseTo(-fees, 6);
        // The fee of the buy is in the base asset.
        expect(test.held('binance:spot:BTC')).toBeCloseTo(1 - QUANTITY * 10 * BPS, 12);
      }),
    );
  });
});
