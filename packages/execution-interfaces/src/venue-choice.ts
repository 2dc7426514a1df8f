import {
  chainWallet,
  stakingVenue,
  stakingVenues,
  type AssetSymbol,
  type RunConfig,
  type VenueId,
} from '@basis/core-types';

/** What is to be done somewhere. `inAtomic`: as part of one transaction on the chain. */
export type Errand =
  | { readonly does: 'buy' | 'sell'; readonly token: AssetSymbol; readonly inAtomic: boolean }
  | { readonly does: 'stake' | 'unstake' | 'lend' | 'flash_loan' | 'transfer' | 'chain_calls' };

/**
 * The subscribed venue that an errand belongs to by the house's rules; undefined where none is subscribed.
 *
 * Spot is traded at the exchange, inside a transaction at the DEX. A staking token is never traded at an exchange: it is
 * bought by staking with its protocol, which costs nothing, and sold at the DEX, which takes no queue. `lst_type` names
 * the staking protocol, which is the only one there is where it is not named. Transfers are the wallet's, flash loans come
 * from their lender, several calls go through the atomic venue.
 */
export function chooseVenue(errand: Errand, config: RunConfig): VenueId | undefined {
  const { cex_spot, dex, lending, flash_loan, atomic } = config.venues.execution_subscriptions;
  switch (errand.does) {
    case 'buy':
    case 'sell': {
      if (errand.inAtomic) return dex[0];
      const issuer = issuerOf(errand.token, config);
      if (issuer === undefined) return cex_spot[0];
      return errand.does === 'buy' ? issuer : dex[0];
    }
    case 'stake':
    case 'unstake':
      return stakingVenue(config)?.venue;
    case 'lend':
      return lending[0];
    case 'flash_loan':
      return flash_loan[0];
    case 'transfer':
      return chainWallet(config)?.venue;
    case 'chain_calls':
      return atomic[0];
  }
}

/** The protocol that a staking token comes from. */
function issuerOf(token: AssetSymbol, config: RunConfig): VenueId | undefined {
  return stakingVenues(config).find(
    ({ rebasing, wrapped }) => token === rebasing || token === wrapped,
  )?.venue;
}
