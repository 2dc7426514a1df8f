import type { RunConfig } from './schema.js';

export interface ModeCurrencies {
  readonly shareClass: RunConfig['share_class'];
  readonly asset: string;
}

/** The seven modes of the house with the share class and asset that each is defined for. */
export const STRATEGY_MODES: Readonly<Record<string, ModeCurrencies>> = {
  pure_lending: { shareClass: 'USDT', asset: 'USDT' },
  btc_basis: { shareClass: 'USDT', asset: 'BTC' },
  eth_basis: { shareClass: 'USDT', asset: 'ETH' },
  eth_staking_only: { shareClass: 'ETH', asset: 'ETH' },
  eth_leveraged: { shareClass: 'ETH', asset: 'ETH' },
  usdt_market_neutral_no_leverage: { shareClass: 'USDT', asset: 'ETH' },
  usdt_market_neutral: { shareClass: 'USDT', asset: 'ETH' },
};
