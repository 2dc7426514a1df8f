/**
 * A lending pool in exact fractions, kept unlike the code under test: it knows balances, not shares and indexes, and
 * rounds nothing. All amounts are numerators over one common `denominator`, which every accrual multiplies.
 *
 * Only the yearly rates come from outside, in ray, so that both models stay comparable to the wei; `borrowRate` and
 * `supplyRate` say what they should have been.
 */
const ONE_RAY = 10n ** 27n;
const YEAR_RAY = 31_536_000n * ONE_RAY;

export interface PoolCurve {
  readonly base: bigint;
  readonly slope1: bigint;
  readonly slope2: bigint;
  readonly optimal: bigint;
}

/** A fraction, never reduced. */
export type Fraction = readonly [numerator: bigint, denominator: bigint];

export class ExactPool {
  readonly #supplied = new Map<string, bigint>();
  readonly #owed = new Map<string, bigint>();
  #treasury = 0n;
  #cash = 0n;
  #denominator = 1n;

  supply(account: string, wei: bigint): void {
    this.#add(this.#supplied, account, wei);
    this.#cash += wei * this.#denominator;
  }

  withdraw(account: string, wei: bigint): void {
    this.#add(this.#supplied, account, -wei);
    this.#cash -= wei * this.#denominator;
  }

  borrow(account: string, wei: bigint): void {
    this.#add(this.#owed, account, wei);
    this.#cash -= wei * this.#denominator;
  }

  repay(account: string, wei: bigint): void {
    this.#add(this.#owed, account, -wei);
    this.#cash += wei * this.#denominator;
  }

  #add(balances: Map<string, bigint>, account: string, wei: bigint): void {
    balances.set(account, (balances.get(account) ?? 0n) + wei * this.#denominator);
  }

  /** With x = rate x time / year: supplies times 1 + x, debts times 1 + x + x^2/2 + x^3/6. */
  accrue(supplyRateRay: bigint, borrowRateRay: bigint, seconds: bigint, feeBps: bigint): void {
    // Would change nothing but the length of the numbers.
    if (seconds === 0n) return;
    const [s, b, u] = [supplyRateRay * seconds, borrowRateRay * seconds, YEAR_RAY];
    const whole = 6n * u * u * u;
    const interest = 6n * u * u * b + 3n * u * b * b + b * b * b;
    const supplyGrowth = 6n * u * u * (u + s);
    this.#treasury = this.#treasury * supplyGrowth * 10_000n + sum(this.#owed) * interest * feeBps;
    scale(this.#supplied, supplyGrowth * 10_000n);
    scale(this.#owed, (whole + interest) * 10_000n);
    this.#cash *= whole * 10_000n;
    this.#denominator *= whole * 10_000n;
  }

  /** 10^27 times the balance, rounded down: close enough to exact to compare whole wei with. */
  suppliedRay(account: string): bigint {
    return this.#ray(this.#supplied.get(account) ?? 0n);
  }

  owedRay(account: string): bigint {
    return this.#ray(this.#owed.get(account) ?? 0n);
  }

  treasuryRay(): bigint {
    return this.#ray(this.#treasury);
  }

  #ray(numerator: bigint): bigint {
    return (numerator * ONE_RAY) / this.#denominator;
  }

  utilisation(): Fraction {
    const debt = sum(this.#owed);
    return debt <= 0n ? [0n, 1n] : [debt, debt + this.#cash];
  }

  borrowRate(curve: PoolCurve): Fraction {
    const [n, d] = this.utilisation();
    if (n * ONE_RAY <= curve.optimal * d) {
      return [
        curve.base * curve.optimal * d + curve.slope1 * n * ONE_RAY,
        curve.optimal * d * ONE_RAY,
      ];
    }
    const room = ONE_RAY - curve.optimal;
    const steep = curve.slope2 * (n * ONE_RAY - curve.optimal * d);
    return [(curve.base + curve.slope1) * room * d + steep, room * d * ONE_RAY];
  }

  supplyRate(curve: PoolCurve, feeBps: bigint): Fraction {
    const [rn, rd] = this.borrowRate(curve);
    const [n, d] = this.utilisation();
    return [rn * n * (10_000n - feeBps), rd * d * 10_000n];
  }
}

function sum(balances: ReadonlyMap<string, bigint>): bigint {
  let total = 0n;
  for (const numerator of balances.values()) total += numerator;
  return total;
}

function scale(balances: Map<string, bigint>, factor: bigint): void {
  for (const [account, numerator] of balances) balances.set(account, numerator * factor);
}
