import { ReserveRefusal } from '../../aave/reserve-refusal.js';
import type { AaveReserve } from '../../aave/reserve.js';
import type { ExactPool } from './exact-pool.js';

/** One thing to do to a reserve. `permille` of the largest amount possible; above 1000 asks for too much. */
export interface Operation {
  readonly kind:
    'supply' | 'withdraw' | 'withdraw all' | 'borrow' | 'repay' | 'repay all' | 'accrue';
  readonly account: string;
  /** Of a supply. */
  readonly amountWei: bigint;
  readonly permille: bigint;
  readonly waitSeconds: bigint;
}

/** Does the operation to the reserve and, where that accepts it, to the pool. Returns whether it did. */
export function perform(
  operation: Operation,
  reserve: AaveReserve,
  pool: ExactPool,
  now: bigint,
): boolean {
  const { kind, account, amountWei, permille } = operation;
  const part = (whole: bigint) => (whole * permille) / 1_000n;
  try {
    switch (kind) {
      case 'supply':
        reserve.supply(account, amountWei, now);
        pool.supply(account, amountWei);
        return true;
      case 'borrow': {
        const wei = part(reserve.state.availableWei);
        reserve.borrow(account, wei, now);
        pool.borrow(account, wei);
        return true;
      }
      case 'withdraw':
      case 'withdraw all': {
        const wei = part(reserve.supplyBalanceWei(account, now));
        const amount = kind === 'withdraw all' ? 'all' : wei;
        pool.withdraw(account, reserve.withdraw(account, amount, now));
        return true;
      }
      case 'repay':
      case 'repay all': {
        const wei = part(reserve.debtBalanceWei(account, now));
        const amount = kind === 'repay all' ? 'all' : wei;
        pool.repay(account, reserve.repay(account, amount, now));
        return true;
      }
      case 'accrue':
        return true;
    }
  } catch (error) {
    if (error instanceof ReserveRefusal) return false;
    throw error;
  }
}
