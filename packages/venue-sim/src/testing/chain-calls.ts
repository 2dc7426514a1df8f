/** Calls of the protocols of `chain-world`, as short as tests need them. */
import type { CallAmount, ContractCall } from '@basis/core-types';

const queueCall =
  (call: 'stake' | 'wrap' | 'request_withdrawal') =>
  (protocol: string, asset: string, amount: number): ContractCall => ({
    call,
    protocol,
    asset,
    amount,
  });

export const stake = (protocol: string, amount: number): ContractCall =>
  queueCall('stake')(protocol, 'ETH', amount);
/** ETH and WETH at the wallet, a rebasing token and its wrapped form at a staking protocol. */
export const wrap = queueCall('wrap');
export const unwrap = (protocol: string, asset: string, amount: CallAmount): ContractCall => ({
  call: 'unwrap',
  protocol,
  asset,
  amount,
});
export const requestWithdrawal = queueCall('request_withdrawal');
export const claim = (protocol: string): ContractCall => ({ call: 'claim_withdrawals', protocol });

export const swap = (
  sell: string,
  buy: string,
  amount: number,
  leastReceived = 0,
): ContractCall => ({ call: 'swap', protocol: 'uniswap', sell, buy, amount, leastReceived });

/** Free of premium, unlike those of the lending market. */
export const morpho = (
  call: 'flash_borrow' | 'flash_repay',
  asset: string,
  amount: number,
): ContractCall => ({ call, protocol: 'morpho', asset, amount });
