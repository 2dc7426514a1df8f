import {
  balanceId,
  type AccountIndex,
  type AssetSymbol,
  type DustView,
  type EpochMs,
  type MarketView,
  type RunConfig,
  type WalletVenueConfig,
} from '@basis/core-types';
import { PoolSale } from './pool-sale.js';
import type { ChainParts } from './viewed-parts.js';

/** A reward token in the wallet. */
export class DustRole implements DustView {
  readonly token: AssetSymbol;
  held = 0;
  saleEth = 0;
  readonly #account: AccountIndex;
  readonly #sale: PoolSale;

  constructor(
    config: RunConfig,
    wallet: WalletVenueConfig,
    token: AssetSymbol,
    { accounts, data }: ChainParts,
  ) {
    this.token = token;
    this.#account = accounts.index(balanceId(wallet.venue, 'wallet', token));
    this.#sale = new PoolSale(config, token, data);
  }

  refresh(now: EpochMs, market: MarketView, quantities: Float64Array): void {
    this.held = quantities[this.#account]!;
    this.saleEth = this.held * this.#sale.rateEth(now, market);
  }
}
