/** A wallet with tokens before the lending market of the chain of `chain-world`. */
import type { ContractCall, Outcome, RunConfigInput } from '@basis/core-types';
import type { SimLending } from '../chain/lending/sim-lending.js';
import { chainWorld } from './chain-world.js';
import { done, type Rows, type TestWorld } from './test-world.js';

const protocol = 'aave_v3';
type Lending = Extract<RunConfigInput['venue_configs'][string], { venue_type: 'lending' }>;

export const supply = (asset: string, amount: number): ContractCall => ({
  call: 'supply',
  protocol,
  asset,
  amount,
});
export const borrow = (asset: string, amount: number): ContractCall => ({
  call: 'borrow',
  protocol,
  asset,
  amount,
});
export const withdraw = (asset: string, amount: number | 'max'): ContractCall => ({
  call: 'withdraw',
  protocol,
  asset,
  amount,
});
export const repay = (asset: string, amount: number | 'max'): ContractCall => ({
  call: 'repay',
  protocol,
  asset,
  amount,
});
export const flash = (
  call: 'flash_borrow' | 'flash_repay',
  asset: string,
  amount: number,
): ContractCall => ({ call, protocol, asset, amount });
export const setEmode = (category: number): ContractCall => ({
  call: 'set_emode',
  protocol,
  category,
});

export interface LendingWorld {
  readonly test: TestWorld;
  readonly lending: SimLending;
  /** One transaction after the other; each must be done. */
  do(...calls: readonly ContractCall[]): void;
  try(...calls: readonly ContractCall[]): Outcome;
  wallet(asset: string): number;
  supplyShares(asset: string): number;
  debtShares(asset: string): number;
  supplied(asset: string): number;
  owed(asset: string): number;
  healthFactor(): number;
}

/** A thousand of every ether token, a million dollars, and gas for long. */
export function lendingWorld(
  rows: Rows = {},
  change: (lending: Lending) => void = () => undefined,
): LendingWorld {
  const test = chainWorld(rows, (venues) => change(venues[protocol] as Lending));
  test.deposit('alchemy', 'wallet', 'ETH', 1_000);
  test.deposit('alchemy', 'wallet', 'USDT', 1_000_000);
  for (const asset of ['WETH', 'wstETH', 'weETH']) test.deposit('alchemy', 'wallet', asset, 1_000);
  const lending = test.world.venue(protocol) as SimLending;
  return {
    test,
    lending,
    do: (...calls) => calls.forEach((call) => done(test.transact([call]))),
    try: (...calls) => test.transact(calls),
    wallet: (asset) => test.held(`alchemy:wallet:${asset}`),
    supplyShares: (asset) => test.held(`${protocol}:supply:${asset}`),
    debtShares: (asset) => test.held(`${protocol}:debt:${asset}`),
    supplied: (asset) => lending.supplied(asset, test.now),
    owed: (asset) => lending.owed(asset, test.now),
    healthFactor: () => lending.healthFactor(test.now),
  };
}
