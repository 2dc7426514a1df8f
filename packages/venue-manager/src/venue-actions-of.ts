import type { Leg, VenueAction } from '@basis/core-types';
import type { ChainPlaces } from './chain-places.js';

/** What a leg is called at its venues, all of it; `action_mapping` speaks of these. */
export function venueActionsOf(leg: Leg, chain: ChainPlaces): readonly VenueAction[] {
  switch (leg.does) {
    case 'buy':
      return ['cex_spot_buy'];
    case 'sell':
      return [leg.role === 'chain' ? 'sell_dust' : 'cex_spot_sell'];
    case 'short':
      return ['cex_perp_short'];
    case 'cover':
    case 'close_long':
      return ['cex_perp_close'];
    case 'move':
      return ['transfer'];
    case 'supply':
      return ['aave_supply'];
    case 'withdraw':
      return ['aave_withdraw'];
    case 'borrow':
      return ['aave_borrow'];
    case 'repay':
      return ['aave_repay'];
    case 'stake':
      return [chain.staking.stakes];
    case 'unstake':
      return [leg.by === 'market' ? 'swap' : chain.staking.unstakes];
    // WETH lies in the wallet where something has been left behind; it is gathered with what comes out of the queue.
    case 'claim':
    case 'unwrap':
      return [chain.staking.unstakes];
    case 'lever':
      return [...flashLoan(leg), chain.staking.stakes, 'aave_supply', 'aave_borrow'];
    case 'unlever':
      return [...flashLoan(leg), 'aave_repay', 'aave_withdraw', 'swap'];
  }
}

function flashLoan({ flashEth }: { readonly flashEth: number }): readonly VenueAction[] {
  return flashEth > 0 ? ['flash_loan'] : [];
}
