import type {
  AccountTable,
  ClientRef,
  EffectId,
  EpochMs,
  Posting,
  VenueEvent,
  VenueHoldings,
  VenueId,
} from '@basis/core-types';

/** Something that truly happened at a venue. */
export interface Effect {
  /** `<venue>:t<n>`. */
  readonly id: EffectId;
  readonly venue: VenueId;
  readonly timeMs: EpochMs;
  /** What a venue tells of by itself, and what it does not. `accrual`: interest, rebases, rewards. */
  readonly what: VenueEvent['what'] | 'transfer' | 'contract' | 'accrual';
  /** Of the request that brought it about; null where none of ours did. */
  readonly clientRef: ClientRef | null;
  /** Each carries the effect's id. */
  readonly postings: readonly Posting[];
}

export type NewEffect = Omit<Effect, 'id'>;

/**
 * All that happened at the venues, in order: what truth is judged by. Beside it stands what each venue shows by now of its
 * holdings, which may lag.
 */
export class EffectLedger {
  readonly all: Effect[] = [];
  readonly #accounts: AccountTable;
  readonly #counts = new Map<VenueId, number>();
  readonly #shown: Float64Array;
  /** By venue: what is not shown yet, in the order in which it will be. */
  readonly #hidden = new Map<VenueId, { readonly effect: Effect; readonly fromMs: EpochMs }[]>();

  constructor(accounts: AccountTable) {
    this.#accounts = accounts;
    this.#shown = new Float64Array(accounts.size);
  }

  record({ venue, timeMs, what, clientRef, postings }: NewEffect, shownFromMs: EpochMs): Effect {
    const count = (this.#counts.get(venue) ?? 0) + 1;
    this.#counts.set(venue, count);
    const id = `${venue}:t${count}`;
    const own = postings.map(({ timeMs: at, account, cause, delta }) => ({
      ...{ timeMs: at, account, cause, delta, effect: id },
    }));
    const effect: Effect = { id, venue, timeMs, what, clientRef, postings: own };
    this.all.push(effect);
    this.#hide(effect, shownFromMs);
    return effect;
  }

  /** What the venue says that it holds. */
  shown(venue: VenueId, now: EpochMs): VenueHoldings['quantities'] {
    for (const owner of this.#hidden.keys()) this.#show(owner, now);
    return this.#accounts
      .ofVenue(venue)
      .map(({ index }) => ({ account: index, quantity: this.#shown[index]! }));
  }

  /** A venue shows things in the order in which they happened, so nothing comes before what is hidden. */
  #hide(effect: Effect, fromMs: EpochMs): void {
    const { venue, timeMs } = effect;
    this.#show(venue, timeMs);
    const hidden = this.#hidden.get(venue) ?? [];
    if (hidden.length === 0 && fromMs <= timeMs) {
      add(effect.postings, this.#shown);
      return;
    }
    hidden.push({ effect, fromMs });
    this.#hidden.set(venue, hidden);
  }

  #show(venue: VenueId, now: EpochMs): void {
    const hidden = this.#hidden.get(venue);
    while (hidden !== undefined && hidden.length > 0 && hidden[0]!.fromMs <= now)
      add(hidden.shift()!.effect.postings, this.#shown);
  }
}

function add(postings: readonly Posting[], quantities: Float64Array): void {
  for (const { account, delta } of postings) quantities[account] = quantities[account]! + delta;
}
