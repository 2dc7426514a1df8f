import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RAY } from './ray.js';
import {
  debtBalanceWei,
  debtSharesBurned,
  debtSharesMinted,
  supplyBalanceWei,
  supplySharesBurned,
  supplySharesMinted,
} from './shares.js';

const wei = fc.bigInt({ min: 0n, max: 10n ** 26n });
const index = fc.bigInt({ min: RAY, max: 10n * RAY });

describe('shares and balances', () => {
  // At an index of 1.5: 10 / 1.5 = 6.67 shares, and 7 shares are worth 10.5 wei.
  it.each([
    ['supply mints', supplySharesMinted, 10n, 6n],
    ['withdrawal burns', supplySharesBurned, 10n, 7n],
    ['supply is worth', supplyBalanceWei, 7n, 10n],
    ['loan mints', debtSharesMinted, 10n, 7n],
    ['repayment burns', debtSharesBurned, 10n, 6n],
    ['debt owes', debtBalanceWei, 7n, 11n],
  ])('%s in favour of the protocol', (_, convert, quantity, expected) => {
    expect(convert(quantity, (RAY * 3n) / 2n)).toBe(expected);
  });

  it('a round trip never gains, nor costs more than a share', () => {
    fc.assert(
      fc.property(wei, index, (amount, indexRay) => {
        const shareWei = indexRay / RAY + 1n;
        const supplied = supplyBalanceWei(supplySharesMinted(amount, indexRay), indexRay);
        expect(supplied).toBeLessThanOrEqual(amount);
        expect(amount - supplied).toBeLessThanOrEqual(shareWei);
        const owed = debtBalanceWei(debtSharesMinted(amount, indexRay), indexRay);
        expect(owed).toBeGreaterThanOrEqual(amount);
        expect(owed - amount).toBeLessThanOrEqual(shareWei);
        expect(supplySharesBurned(amount, indexRay)).toBeGreaterThanOrEqual(
          supplySharesMinted(amount, indexRay),
        );
        expect(debtSharesBurned(amount, indexRay)).toBeLessThanOrEqual(
          debtSharesMinted(amount, indexRay),
        );
      }),
    );
  });

  it('paying what is owed burns every share', () => {
    fc.assert(
      fc.property(wei, index, (shares, indexRay) => {
        expect(debtSharesBurned(debtBalanceWei(shares, indexRay), indexRay)).toBe(shares);
      }),
    );
  });
});
