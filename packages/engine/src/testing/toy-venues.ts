/**
 * The truth for tests of a live run: what every venue holds. Orders are filled whole at the spot price, at once and once;
 * the holdings of all venues change by nothing else.
 */
import type {
  AccountTable,
  ClientRef,
  EpochMs,
  Found,
  OrderRequest,
  Outcome,
  VenueEvent,
  VenueHoldings,
  VenueId,
  VenueRequest,
} from '@basis/core-types';
import { balanceId } from '@basis/core-types';

export class ToyVenues {
  readonly #accounts: AccountTable;
  readonly #priceAt: (timeMs: EpochMs) => number;
  readonly #quantities: Float64Array;
  readonly #carriedOut = new Map<ClientRef, Outcome>();
  /** Every reference under which something was carried out, as often as it was. */
  readonly effects: ClientRef[] = [];
  readonly events: VenueEvent[] = [];

  constructor(accounts: AccountTable, priceAt: (timeMs: EpochMs) => number, quote: number) {
    this.#accounts = accounts;
    this.#priceAt = priceAt;
    this.#quantities = new Float64Array(accounts.size);
    this.#quantities[this.#account('USDT')] = quote;
  }

  #account(asset: string): number {
    return this.#accounts.index(balanceId('binance', 'spot', asset));
  }

  quantity(asset: string): number {
    return this.#quantities[this.#account(asset)]!;
  }

  handle(request: VenueRequest, timeMs: EpochMs): Outcome {
    if (request.kind !== 'order')
      return { kind: 'refused', code: 'VEN-006', message: `no ${request.kind} here` };
    const known = this.#carriedOut.get(request.clientRef);
    if (known !== undefined)
      return { kind: 'refused', code: 'VEN-026', message: 'the reference is known' };
    return this.#fill(request, timeMs);
  }

  #fill({ clientRef, side, quantityBase }: OrderRequest, timeMs: EpochMs): Outcome {
    const priceQuote = this.#priceAt(timeMs);
    const base = side === 'buy' ? quantityBase : -quantityBase;
    const effect = `fill-${clientRef}`;
    const postings = [
      { timeMs, account: this.#account('BTC'), cause: 'fill', delta: base, effect },
      { timeMs, account: this.#account('USDT'), cause: 'fill', delta: -base * priceQuote, effect },
    ] as const;
    for (const { account, delta } of postings)
      this.#quantities[account] = this.#quantities[account]! + delta;
    const fill = { timeMs, quantityBase, priceQuote, feeAmount: 0, feeAsset: 'USDT' };
    const outcome: Outcome = { kind: 'done', ref: clientRef, fills: [fill], postings };
    this.#carriedOut.set(clientRef, outcome);
    this.effects.push(clientRef);
    this.events.push({ id: effect, venue: 'binance', timeMs, what: 'fill', clientRef, postings });
    return outcome;
  }

  find(clientRef: ClientRef): Found {
    const outcome = this.#carriedOut.get(clientRef);
    return outcome === undefined ? { kind: 'never_existed' } : { kind: 'found', outcome };
  }

  holdings(venue: VenueId, asOfMs: EpochMs): VenueHoldings {
    const quantities = this.#accounts
      .ofVenue(venue)
      .map(({ index: account }) => ({ account, quantity: this.#quantities[account]! }));
    return { kind: 'holdings', venue, asOfMs, quantities };
  }

  history(venue: VenueId, sinceMs: EpochMs): VenueEvent[] {
    return this.events.filter((event) => event.venue === venue && event.timeMs >= sinceMs);
  }
}
