import {
  isolatedMarginId,
  perpOpenValueId,
  sideSign,
  type Account,
  type CexTrade,
  type EpochMs,
  type VenueId,
} from '@basis/core-types';
import { MarginTable, splitOrder, withdrawableMargin, type OrderSplit } from '@basis/maths';
import type { RoleMap, Traded } from '../role-map.js';
import type { PlannedHoldings } from './planned-holdings.js';

/** The price that an order would meet now. */
export type PriceOf = (traded: Traded) => number;

/** A position, what stands behind it, and the terms that hold for it now. */
export interface PerpPlace {
  readonly position: Account;
  readonly openValue: Account;
  readonly collateral: Account;
  readonly wallet: Account;
  readonly margins: MarginTable;
  readonly leverage: number;
  readonly mark: number;
}

/** Perps and their margin as a plan goes on. What trades lose to the mark is left out: only fills can tell it. */
export class PlannedPerps {
  readonly #holdings: PlannedHoldings;
  readonly #places: readonly PerpPlace[];

  constructor(holdings: PlannedHoldings, roles: RoleMap, priceOf: PriceOf, now: EpochMs) {
    this.#holdings = holdings;
    const { accounts } = holdings.accounts;
    this.#places = accounts
      .filter(({ kind }) => kind === 'perp_position')
      .flatMap((position) => placeOf(position, holdings, roles, priceOf, now) ?? []);
  }

  place({ venue, symbol }: Pick<CexTrade, 'venue' | 'symbol'>): PerpPlace | undefined {
    return this.#places.find(
      ({ position }) => position.venue === venue && position.symbol === symbol,
    );
  }

  heldBase({ position }: PerpPlace): number {
    return this.#holdings.get(position.index);
  }

  /** What all shorts at each venue are worth, in quote. */
  shorts(): ReadonlyMap<VenueId, number> {
    const worth = new Map<VenueId, number>();
    for (const place of this.#places) {
      const { venue } = place.position;
      const held = this.heldBase(place);
      if (held < 0) worth.set(venue, (worth.get(venue) ?? 0) - held * place.mark);
    }
    return worth;
  }

  /** What may leave an account now: margin that positions need stays. */
  withdrawable(account: Account): number {
    const held = this.#holdings.get(account.index);
    const backed = this.#places.filter(({ collateral }) => collateral.index === account.index);
    return backed.length === 0 ? held : withdrawableMargin(held, ...this.#margin(account, backed));
  }

  split(place: PerpPlace, { side, amount }: CexTrade, lotBase: number): OrderSplit {
    return splitOrder(this.heldBase(place), sideSign(side) * amount, lotBase);
  }

  /** Trades at the mark. Returns the margin that lacks for what is opened; what is closed needs none. */
  trade(place: PerpPlace, order: CexTrade, split: OrderSplit): number {
    const { position, openValue, collateral, wallet, mark } = place;
    const holdings = this.#holdings;
    const sign = sideSign(order.side);
    const held = this.heldBase(place);
    const closedShare = split.closesBase === 0 ? 0 : split.closesBase / Math.abs(held);
    const realised = closedShare * holdings.get(openValue.index) - sign * split.closesBase * mark;
    const delta = split.closesAll ? -held : sign * (split.closesBase + split.opensBase);
    holdings.add(position.index, delta);
    holdings.add(openValue.index, -delta * mark - realised);
    const released =
      collateral.index === wallet.index ? 0 : closedShare * holdings.get(collateral.index);
    holdings.add(collateral.index, -released);
    // The estimate has the fee alone: what opens a perp is its margin.
    const fee = order.estimatedDeltas[order.venue]?.[wallet.asset] ?? 0;
    holdings.add(wallet.index, fee);
    // A margin of its own is laid aside before anything comes back of what the same order closes.
    const free = holdings.get(wallet.index);
    holdings.add(wallet.index, released + realised);
    return split.opensBase === 0 ? 0 : this.#layAside(place, split.keepsBase, free);
  }

  #layAside(place: PerpPlace, keepsBase: number, free: number): number {
    const { collateral, wallet, margins, leverage, mark } = place;
    if (collateral.index === wallet.index) {
      const backed = this.#places.filter((one) => one.wallet.index === wallet.index);
      const [equity, needed] = this.#margin(wallet, backed);
      return this.#holdings.cover(wallet, needed - equity, needed);
    }
    const before = keepsBase === 0 ? 0 : margins.initial(keepsBase * mark, leverage);
    const margin = this.#initial(place) - before;
    this.#holdings.add(collateral.index, margin);
    return this.#holdings.take(wallet, margin, free);
  }

  /** Equity of an account with the positions that it stands behind, and what of it these tie up. */
  #margin({ index }: Account, backed: readonly PerpPlace[]): [equity: number, tiedUp: number] {
    let [equity, tiedUp] = [this.#holdings.get(index), 0];
    for (const place of backed) {
      const held = this.heldBase(place);
      if (held === 0) continue;
      equity += held * place.mark + this.#holdings.get(place.openValue.index);
      tiedUp += this.#initial(place);
    }
    return [equity, tiedUp];
  }

  #initial(place: PerpPlace): number {
    const held = Math.abs(this.heldBase(place));
    return held === 0 ? 0 : place.margins.initial(held * place.mark, place.leverage);
  }
}

function placeOf(
  position: Account,
  holdings: PlannedHoldings,
  roles: RoleMap,
  priceOf: PriceOf,
  now: EpochMs,
): PerpPlace | undefined {
  const { venue } = position;
  const symbol = position.symbol!;
  const exchange = roles.exchange(venue, now);
  const rules = exchange?.futures?.instruments[symbol];
  if (exchange?.futures === undefined || rules === undefined) return undefined;
  const { accounts } = holdings;
  const wallet = holdings.balance(venue, exchange.settlement_asset, 'margin')!;
  return {
    position,
    openValue: accounts.accounts[accounts.index(perpOpenValueId(venue, symbol))]!,
    collateral: accounts.find(isolatedMarginId(venue, symbol)) ?? wallet,
    wallet,
    margins: new MarginTable(rules.margin_tiers),
    leverage: exchange.futures.leverage,
    mark: priceOf({ venue, tradeType: 'perp', symbol }),
  };
}
