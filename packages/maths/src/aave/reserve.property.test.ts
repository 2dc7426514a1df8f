import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateCurveRay } from './rate-curve-ray.js';
import { RAY } from './ray.js';
import { AaveReserve } from './reserve.js';
import type { ReserveState } from './reserve-state.js';
import { ExactPool, type Fraction } from '../testing/aave/exact-pool.js';
import { perform, type Operation } from '../testing/aave/perform.js';

const FEE_BPS = 1_000n;
const CURVE = rateCurveRay({
  baseApr: 0.01,
  slope1Apr: 0.09,
  slope2Apr: 0.75,
  optimalUtilisation: 0.92,
});
/** The same numbers for the other model, in ray. */
const POOL_CURVE = {
  base: RAY / 100n,
  slope1: (9n * RAY) / 100n,
  slope2: (75n * RAY) / 100n,
  optimal: (92n * RAY) / 100n,
};
const ACCOUNTS = ['ann', 'bob', 'eve'];
const KINDS = ['supply', 'withdraw', 'withdraw all', 'borrow', 'repay', 'repay all'] as const;

const operations = fc.array(
  fc.record<Operation>({
    kind: fc.constantFrom(...KINDS, 'borrow', 'accrue'),
    account: fc.constantFrom(...ACCOUNTS),
    amountWei: fc.oneof(
      fc.bigInt({ min: 1n, max: 100n }),
      fc.bigInt({ min: 1n, max: 10n ** 24n }),
      fc.constant(10n ** 18n),
    ),
    permille: fc.bigInt({ min: 0n, max: 1_100n }),
    waitSeconds: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 30n * 86_400n })),
  }),
  { minLength: 1, maxLength: 25 },
);
const YEAR_RAY = 31_536_000n * RAY;

/** What the reserve has and is owed, less what it owes, in 10^-27 wei: exact, from shares and indexes. */
function surplusRay(state: ReserveState): bigint {
  const assets = state.availableWei * RAY + state.debtShares * state.debtIndexRay;
  return assets - (state.supplyShares + state.treasuryShares) * state.supplyIndexRay;
}

interface Step {
  readonly before: ReserveState;
  /** Interest added, the operation still to come. */
  readonly accrued: ReserveState;
  readonly after: ReserveState;
}

/** Both models through the same operations. */
function runBoth(list: readonly Operation[], onStep?: (step: Step) => void) {
  const reserve = new AaveReserve({ curve: CURVE, reserveFactorBps: FEE_BPS }, 0n);
  const pool = new ExactPool();
  const touches = new Map<string, bigint>(ACCOUNTS.map((account) => [account, 0n]));
  let now = 0n;
  for (const operation of list) {
    const before = reserve.state;
    now += operation.waitSeconds;
    reserve.accrue(now);
    pool.accrue(before.supplyRateRay, before.borrowRateRay, operation.waitSeconds, FEE_BPS);
    const accrued = reserve.state;
    if (perform(operation, reserve, pool, now)) {
      touches.set(operation.account, touches.get(operation.account)! + 1n);
    }
    onStep?.({ before, accrued, after: reserve.state });
  }
  return { reserve, pool, touches, now, steps: BigInt(list.length) };
}

const within = (value: bigint, low: bigint, high: bigint) => value >= low && value <= high;

describe('a reserve under random operations', () => {
  it('loses nothing to a share rounding, and to the half-up ones less than a wei per accrual', () => {
    fc.assert(
      fc.property(operations, (list) => {
        runBoth(list, ({ before, accrued, after }) => {
          expect(surplusRay(after)).toBeGreaterThanOrEqual(surplusRay(accrued));
          expect(surplusRay(accrued)).toBeGreaterThan(surplusRay(before) - RAY);
        });
      }),
    );
  });

  it('pays suppliers and treasury what borrowers pay, less what compounding adds for neither', () => {
    // Identity 4. Borrowers pay D (x + x^2/2 + x^3/6), suppliers earn (1-RF) D x, the treasury RF of the first:
    // (1-RF) D (x^2/2 + x^3/6) stays, and what the surplus before would have earned.
    fc.assert(
      fc.property(operations, (list) => {
        runBoth(list, ({ before, accrued }) => {
          const seconds = accrued.timestampSeconds - before.timestampSeconds;
          const x = before.borrowRateRay * seconds;
          const debt = before.debtShares * before.debtIndexRay;
          const curvature = (debt * (3n * x * x * YEAR_RAY + x ** 3n)) / (6n * YEAR_RAY ** 3n);
          const idle = (surplusRay(before) * before.supplyRateRay * seconds) / YEAR_RAY;
          const stays = (curvature * (10_000n - FEE_BPS)) / 10_000n + idle;

          const paid = before.debtShares * (accrued.debtIndexRay - before.debtIndexRay);
          const earned = before.supplyShares * (accrued.supplyIndexRay - before.supplyIndexRay);
          const toTreasury =
            accrued.treasuryShares * accrued.supplyIndexRay -
            before.treasuryShares * before.supplyIndexRay;
          const miss = paid - earned - toTreasury - stays;
          // Up to a wei and a share of the treasury's are rounded away.
          expect(within(miss, -RAY, 2n * RAY + accrued.supplyIndexRay)).toBe(true);
        });
      }),
    );
  });

  it('keeps every account within a share per operation of exact fractions, on the safe side', () => {
    fc.assert(
      fc.property(operations, (list) => {
        const { reserve, pool, touches, now, steps } = runBoth(list);
        for (const account of ACCOUNTS) {
          const shares = touches.get(account)! + 1n;
          const supplied = reserve.supplyBalanceWei(account, now);
          // Indexes carry 27 digits: each accrual may move a balance by a few parts in 10^27.
          const digits = 5n * steps;
          const missing = pool.suppliedRay(account) - supplied * RAY;
          const mostMissing = shares * reserve.state.supplyIndexRay + supplied * digits;
          expect(within(missing, -supplied * digits - 1n, mostMissing)).toBe(true);
          const owed = reserve.debtBalanceWei(account, now);
          const extra = owed * RAY - pool.owedRay(account);
          const mostExtra = shares * reserve.state.debtIndexRay + owed * digits;
          expect(within(extra, -owed * digits - 1n, mostExtra)).toBe(true);
        }
        const treasury = reserve.state.treasuryShares * reserve.state.supplyIndexRay;
        const most = 2n * steps * reserve.state.supplyIndexRay;
        expect(within(treasury - pool.treasuryRay(), -most, most)).toBe(true);
      }),
    );
  });

  it('has the rates of the exact fractions, up to the wei that the funds differ by', () => {
    const rayOf = ([n, d]: Fraction) => (n * RAY) / d;
    fc.assert(
      fc.property(operations, (list) => {
        const { reserve, pool, steps } = runBoth(list);
        const { state } = reserve;
        const funds = state.availableWei + (state.debtShares * state.debtIndexRay) / RAY;
        fc.pre(funds > 0n);
        // Above the kink the rate rises by 0.75 / 0.08 = 9.4 per unit of utilisation.
        const wei = 4n * (steps + 1n) * (state.debtIndexRay / RAY + 1n);
        const tolerance = (10n * wei * RAY) / funds + 300n;
        const borrow = state.borrowRateRay - rayOf(pool.borrowRate(POOL_CURVE));
        expect(within(borrow, -tolerance, tolerance)).toBe(true);
        const supply = state.supplyRateRay - rayOf(pool.supplyRate(POOL_CURVE, FEE_BPS));
        expect(within(supply, -2n * tolerance, 2n * tolerance)).toBe(true);
      }),
    );
  });

  it('holds as many shares as its accounts, and promises them no more than it says in sum', () => {
    fc.assert(
      fc.property(operations, (list) => {
        const { reserve, now } = runBoth(list);
        const total = (of: (account: string) => bigint) =>
          ACCOUNTS.reduce((sum, account) => sum + of(account), 0n);
        expect(total((account) => reserve.supplyShares(account))).toBe(reserve.state.supplyShares);
        expect(total((account) => reserve.debtShares(account))).toBe(reserve.state.debtShares);
        const { supplyShares, supplyIndexRay, debtShares, debtIndexRay } = reserve.state;
        const balances = total((account) => reserve.supplyBalanceWei(account, now));
        expect(balances * RAY).toBeLessThanOrEqual(supplyShares * supplyIndexRay);
        const debts = total((account) => reserve.debtBalanceWei(account, now));
        expect(debts * RAY).toBeGreaterThanOrEqual(debtShares * debtIndexRay);
      }),
    );
  });
});
