import { balanceId, type AccountTable, type Bucket } from './account.js';
import { cexConfig, chainWallet, spotBucket } from './account-layout.js';
import type { RunConfig } from './config/schema.js';
import type { AccountIndex, AssetSymbol, VenueId } from './units.js';

const GAS_ASSET: AssetSymbol = 'ETH';

/** Where the cash of the share class lies: capital and deposits come in there, withdrawals are paid from there. */
export interface CashPlace {
  readonly venue: VenueId;
  readonly bucket: Bucket;
  readonly asset: AssetSymbol;
  /** What lies there and is not for investors: of ether in the wallet, what pays for gas. */
  readonly keptBack: number;
}

/** At the spot venue or, without one, in the wallet: where a plan begins. undefined where there is neither. */
export function cashPlace(config: RunConfig): CashPlace | undefined {
  const { share_class: asset } = config;
  const [spot] = config.venues.execution_subscriptions.cex_spot;
  if (spot !== undefined) {
    return { venue: spot, bucket: spotBucket(cexConfig(config, spot)), asset, keptBack: 0 };
  }
  const wallet = chainWallet(config);
  if (wallet === undefined) return undefined;
  const keptBack = asset === GAS_ASSET ? wallet.gas_reserve_eth : 0;
  return { venue: wallet.venue, bucket: 'wallet', asset, keptBack };
}

export function cashAccount(place: CashPlace, accounts: AccountTable): AccountIndex | undefined {
  return accounts.find(balanceId(place.venue, place.bucket, place.asset))?.index;
}
