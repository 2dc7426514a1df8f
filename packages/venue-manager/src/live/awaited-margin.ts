import { inTransitId, sizeBounds, type CexTrade, type EpochMs } from '@basis/core-types';
import type { AwaitedMoney, Held } from '../money-under-way.js';
import type { RoleMap } from '../role-map.js';
import { PlannedHoldings } from './planned-holdings.js';
import { PlannedPerps, type PriceOf } from './planned-perps.js';

export interface MarginContext {
  readonly roles: RoleMap;
  readonly held: Held;
  readonly priceOf: PriceOf;
  readonly now: EpochMs;
}

/**
 * The margin that an order of perps has to wait for: more is needed than is free, and money of the kind is under way. No
 * estimate of an instruction tells it, for what opens a perp is laid aside and not spent.
 */
export function awaitedMargin(
  order: CexTrade,
  { roles, held, priceOf, now }: MarginContext,
): AwaitedMoney | undefined {
  const { venue, symbol } = order;
  const rules = roles.exchange(venue, now)?.futures?.instruments[symbol];
  const holdings = new PlannedHoldings(held);
  const perps = new PlannedPerps(holdings, roles, priceOf, now);
  const place = perps.place(order);
  if (rules === undefined || place === undefined) return undefined;
  const token = place.wallet.asset;
  const road = held.accounts.find(inTransitId(token));
  const underWay = road === undefined ? 0 : holdings.get(road.index);
  if (road === undefined || !(underWay > 0)) return undefined;
  // It is not there yet.
  holdings.add(road.index, -underWay);
  const lacks = perps.trade(place, order, perps.split(place, order, sizeBounds(rules).lotBase));
  return lacks > 0 ? { venue, token, lacks } : undefined;
}
