import { BPS, cexConfig, type AccountTable, type RunConfig } from '@basis/core-types';

/** By account: the share of its value that selling or closing it on the market costs, fee and slippage. */
export function exitCostRates(config: RunConfig, accounts: AccountTable): Float64Array {
  return Float64Array.from(accounts.accounts, (account) => {
    if (config.venue_configs[account.venue]?.venue_type !== 'cex') return 0;
    const { spot, futures } = cexConfig(config, account.venue);
    if (account.kind === 'perp_position')
      return (futures!.taker_fee_bps + futures!.slippage_bps) * BPS;
    if (account.kind === 'balance' && account.asset === config.asset && spot !== undefined) {
      return (spot.taker_fee_bps + spot.slippage_bps) * BPS;
    }
    return 0;
  });
}
