import type { Leg, VenueAction } from '@basis/core-types';

/** What a leg is called at a venue; `action_mapping` speaks of these. */
export function venueActionOf(leg: Leg): VenueAction {
  switch (leg.does) {
    case 'buy':
      return 'cex_spot_buy';
    case 'sell':
      return 'cex_spot_sell';
    case 'short':
      return 'cex_perp_short';
    case 'cover':
      return 'cex_perp_close';
    case 'move':
      return 'transfer';
    case 'supply':
      return 'aave_supply';
    case 'withdraw':
      return 'aave_withdraw';
  }
}
