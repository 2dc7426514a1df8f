import {
  IN_TRANSIT,
  inTransitId,
  type AccountTable,
  type AssetSymbol,
  type Bucket,
  type EpochMs,
  type EventRank,
  type Found,
  type Json,
  type Outcome,
  type PostingSink,
  type SimVenue,
  type VenueHoldings,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import { Ledger } from './ledger.js';
import { refuse } from './refuse.js';

export interface Shipment {
  readonly toVenue: VenueId;
  readonly toBucket: Bucket;
  readonly asset: AssetSymbol;
  readonly amount: number;
  readonly arrivesAtMs: EpochMs;
}

/** A venue that can take in what arrives. */
export interface Receiver {
  receive(at: EpochMs, bucket: Bucket, asset: AssetSymbol, amount: number, out: PostingSink): void;
  accepts(bucket: Bucket, asset: AssetSymbol): boolean;
}

/** Money between venues. It is an account like any other: it counts in equity from acceptance to arrival. */
export class TransferNetwork implements SimVenue {
  readonly id: VenueId = IN_TRANSIT;
  readonly ranks: readonly EventRank[] = ['arrival'];
  readonly #accounts: AccountTable;
  readonly #ledger: Ledger;
  readonly #receivers = new Map<VenueId, Receiver>();
  #underWay: Shipment[] = [];
  #nextArrivalMs: EpochMs = Infinity;

  constructor(accounts: AccountTable) {
    this.#accounts = accounts;
    this.#ledger = new Ledger(accounts, IN_TRANSIT);
  }

  connect(venue: VenueId, receiver: Receiver): void {
    this.#receivers.set(venue, receiver);
  }

  canDeliver(toVenue: VenueId, bucket: Bucket, asset: AssetSymbol): boolean {
    return this.#receivers.get(toVenue)?.accepts(bucket, asset) ?? false;
  }

  depart(shipment: Shipment, now: EpochMs, out: PostingSink): void {
    this.#ledger.move(
      now,
      this.#accounts.index(inTransitId(shipment.asset)),
      'transfer',
      shipment.amount,
      out,
    );
    this.#underWay.push(shipment);
    this.#nextArrivalMs = Math.min(this.#nextArrivalMs, shipment.arrivesAtMs);
  }

  nextEventAt(): EpochMs {
    return this.#nextArrivalMs;
  }

  play(rank: EventRank, at: EpochMs, out: PostingSink): void {
    if (rank !== 'arrival' || at < this.#nextArrivalMs) return;
    const arrived = this.#underWay.filter((shipment) => shipment.arrivesAtMs <= at);
    this.#underWay = this.#underWay.filter((shipment) => shipment.arrivesAtMs > at);
    this.#nextArrivalMs = this.#underWay.reduce(
      (next, s) => Math.min(next, s.arrivesAtMs),
      Infinity,
    );
    for (const shipment of arrived) {
      const transit = this.#accounts.index(inTransitId(shipment.asset));
      // The last shipment takes what is there, so that no binary dust stays on the road for ever.
      const amount = this.#isLast(shipment, arrived) ? this.#ledger.get(transit) : shipment.amount;
      this.#ledger.move(at, transit, 'transfer', -amount, out);
      this.#receivers
        .get(shipment.toVenue)!
        .receive(at, shipment.toBucket, shipment.asset, amount, out);
    }
  }

  #isLast(shipment: Shipment, arrived: readonly Shipment[]): boolean {
    return (
      arrived.filter((other) => other.asset === shipment.asset).at(-1) === shipment &&
      !this.#underWay.some((other) => other.asset === shipment.asset)
    );
  }

  handle(request: VenueRequest): Outcome {
    return refuse('VEN-009', `${request.kind} of money in motion`);
  }

  find(): Found {
    return { kind: 'never_existed' };
  }

  holdings(now: EpochMs): VenueHoldings {
    return { kind: 'holdings', venue: this.id, asOfMs: now, quantities: this.#ledger.holdings() };
  }

  save(): Json {
    return {
      quantities: this.#ledger.save(),
      under_way: this.#underWay.map((shipment) => ({
        to_venue: shipment.toVenue,
        to_bucket: shipment.toBucket,
        asset: shipment.asset,
        amount: shipment.amount,
        arrives_at_ms: shipment.arrivesAtMs,
      })),
    };
  }

  load(state: Json): void {
    const saved = state as unknown as {
      quantities: number[];
      under_way: {
        to_venue: string;
        to_bucket: Bucket;
        asset: string;
        amount: number;
        arrives_at_ms: number;
      }[];
    };
    this.#ledger.load(saved.quantities);
    this.#underWay = saved.under_way.map((shipment) => ({
      toVenue: shipment.to_venue,
      toBucket: shipment.to_bucket,
      asset: shipment.asset,
      amount: shipment.amount,
      arrivesAtMs: shipment.arrives_at_ms,
    }));
    this.#nextArrivalMs = this.#underWay.reduce(
      (next, s) => Math.min(next, s.arrivesAtMs),
      Infinity,
    );
  }
}
