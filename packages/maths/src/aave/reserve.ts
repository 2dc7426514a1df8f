import { ReserveRefusal } from './reserve-refusal.js';
import {
  accruedReserve,
  debtIndexRayAt,
  emptyReserve,
  repricedReserve,
  supplyIndexRayAt,
  type ReserveParameters,
  type ReserveState,
} from './reserve-state.js';
import {
  debtBalanceWei,
  debtSharesBurned,
  debtSharesMinted,
  supplyBalanceWei,
  supplySharesBurned,
  supplySharesMinted,
} from './shares.js';

/** An amount, or everything the account has or owes, leaving no dust. */
export type AmountOrAllWei = bigint | 'all';

/**
 * One Aave V3 reserve and its accounts, exact to the wei (v3.6). It knows no prices: whether a borrower has collateral
 * elsewhere is not its business.
 *
 * Invariants: the accounts' shares sum to the reserve's; no operation at one moment leaves the reserve poorer; a refused
 * operation changes nothing. Times are whole seconds and never go back.
 */
export class AaveReserve {
  readonly #parameters: ReserveParameters;
  readonly #supplyShares = new Map<string, bigint>();
  readonly #debtShares = new Map<string, bigint>();
  #state: ReserveState;

  constructor(parameters: ReserveParameters, atSeconds: bigint) {
    this.#parameters = parameters;
    this.#state = emptyReserve(atSeconds);
  }

  get state(): ReserveState {
    return this.#state;
  }

  supplyShares(account: string): bigint {
    return this.#supplyShares.get(account) ?? 0n;
  }

  debtShares(account: string): bigint {
    return this.#debtShares.get(account) ?? 0n;
  }

  /** What the account could withdraw, liquidity permitting, in wei. */
  supplyBalanceWei(account: string, atSeconds: bigint): bigint {
    return supplyBalanceWei(this.supplyShares(account), supplyIndexRayAt(this.#state, atSeconds));
  }

  /** What the account owes, in wei. */
  debtBalanceWei(account: string, atSeconds: bigint): bigint {
    return debtBalanceWei(this.debtShares(account), debtIndexRayAt(this.#state, atSeconds));
  }

  /** Brings indexes, treasury and rates up to date: an operation that moves nothing. */
  accrue(atSeconds: bigint): void {
    this.#commit(this.#accruedTo(atSeconds));
  }

  supply(account: string, amountWei: bigint, atSeconds: bigint): void {
    const now = this.#accruedTo(atSeconds);
    const shares = supplySharesMinted(amountWei, now.supplyIndexRay);
    refuseZero(shares, amountWei);
    this.#commit({
      ...now,
      supplyShares: now.supplyShares + shares,
      availableWei: now.availableWei + amountWei,
    });
    this.#supplyShares.set(account, this.supplyShares(account) + shares);
  }

  /** Returns what was paid out, in wei. */
  withdraw(account: string, amount: AmountOrAllWei, atSeconds: bigint): bigint {
    const now = this.#accruedTo(atSeconds);
    const held = this.supplyShares(account);
    const amountWei = amount === 'all' ? supplyBalanceWei(held, now.supplyIndexRay) : amount;
    const shares = amount === 'all' ? held : supplySharesBurned(amount, now.supplyIndexRay);
    refuseZero(shares, amountWei);
    if (shares > held) {
      const balanceWei = supplyBalanceWei(held, now.supplyIndexRay);
      throw new ReserveRefusal(
        'insufficient_balance',
        `withdraw at most the balance of ${balanceWei} wei, not ${amountWei}`,
      );
    }
    this.#refuseIlliquid(now, amountWei);
    this.#commit({
      ...now,
      supplyShares: now.supplyShares - shares,
      availableWei: now.availableWei - amountWei,
    });
    this.#supplyShares.set(account, held - shares);
    return amountWei;
  }

  borrow(account: string, amountWei: bigint, atSeconds: bigint): void {
    const now = this.#accruedTo(atSeconds);
    const shares = debtSharesMinted(amountWei, now.debtIndexRay);
    refuseZero(shares, amountWei);
    this.#refuseIlliquid(now, amountWei);
    refuseBeyondSupply(now, debtBalanceWei(shares, now.debtIndexRay));
    this.#commit({
      ...now,
      debtShares: now.debtShares + shares,
      availableWei: now.availableWei - amountWei,
    });
    this.#debtShares.set(account, this.debtShares(account) + shares);
  }

  /** Returns what was taken, in wei: no more than the debt. */
  repay(account: string, amount: AmountOrAllWei, atSeconds: bigint): bigint {
    const now = this.#accruedTo(atSeconds);
    const held = this.debtShares(account);
    const owedWei = debtBalanceWei(held, now.debtIndexRay);
    const paidWei = amount === 'all' || amount > owedWei ? owedWei : amount;
    if (held === 0n) throw new ReserveRefusal('no_debt', `${account} owes this reserve nothing`);
    const shares = debtSharesBurned(paidWei, now.debtIndexRay);
    refuseZero(shares, paidWei);
    this.#commit({
      ...now,
      debtShares: now.debtShares - shares,
      availableWei: now.availableWei + paidWei,
    });
    this.#debtShares.set(account, held - shares);
    return paidWei;
  }

  #accruedTo(atSeconds: bigint): ReserveState {
    if (atSeconds < this.#state.timestampSeconds) {
      throw new ReserveRefusal(
        'time_reversed',
        `second ${atSeconds} is before ${this.#state.timestampSeconds}`,
      );
    }
    return accruedReserve(this.#state, this.#parameters.reserveFactorBps, atSeconds);
  }

  #refuseIlliquid(now: ReserveState, amountWei: bigint): void {
    if (amountWei <= now.availableWei) return;
    throw new ReserveRefusal(
      'insufficient_liquidity',
      `the reserve can pay ${now.availableWei} wei now, not ${amountWei}: wait or take less`,
    );
  }

  #commit(next: ReserveState): void {
    this.#state = repricedReserve(next, this.#parameters);
  }
}

/** What rounding and interest left in the reserve belongs to no supplier, and is not lent out alone. */
function refuseBeyondSupply(now: ReserveState, amountWei: bigint): void {
  const suppliedWei = supplyBalanceWei(now.supplyShares, now.supplyIndexRay);
  if (amountWei <= suppliedWei) return;
  throw new ReserveRefusal(
    'insufficient_liquidity',
    `borrow no more than the ${suppliedWei} wei that are supplied`,
  );
}

function refuseZero(shares: bigint, amountWei: bigint): void {
  if (shares <= 0n) throw new ReserveRefusal('zero_amount', `${amountWei} wei is worth no share`);
}
