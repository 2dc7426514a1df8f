import {
  IN_TRANSIT,
  type AccountTable,
  type AssetSymbol,
  type Bucket,
  type ClientRef,
  type DataProvider,
  type EpochMs,
  type EventRank,
  type OrderRequest,
  type Outcome,
  type Posting,
  type RunConfig,
  type VenueClient,
  type VenueId,
} from '@basis/core-types';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { EffectLedger, type Effect } from './effect-ledger.js';
import { closeByForce, type ForcedClose } from './forced-close.js';
import { ModelClient } from './model-client.js';
import { PlayedWorld } from './played-world.js';
import { VenueDesk, type ArrivedRequest } from './venue-desk.js';
import { PLAIN_RULES, type Fault, type Trouble, type VenueRules } from './venue-rules.js';

export interface ExchangeModelOptions {
  readonly clock: VirtualClock;
  readonly config: RunConfig;
  readonly accounts: AccountTable;
  /** May be shared by models, and with engines: everyone asks it for their own time. */
  readonly data: DataProvider;
  /** Of every venue, as long as nothing else is set. */
  readonly rules?: Partial<VenueRules>;
}

/** An order of somebody else on our account. */
export type ForeignOrder = Pick<
  OrderRequest,
  'venue' | 'market' | 'symbol' | 'side' | 'quantityBase'
> & {
  readonly reduceOnly?: boolean;
  /** It rests at the venue and does not trade. */
  readonly rests?: boolean;
};

/**
 * The venues of a run as they truly are, behind clients that may lose, delay and repeat. It keeps what happened, so that it
 * can be judged by that and not by what anybody says.
 */
export class ExchangeModel {
  readonly #clock: VirtualClock;
  readonly #config: RunConfig;
  readonly #accounts: AccountTable;
  readonly #ledger: EffectLedger;
  readonly #world: PlayedWorld;
  readonly #desks: ReadonlyMap<VenueId, VenueDesk>;
  readonly #arrived: ArrivedRequest[] = [];
  #clients: ModelClient[] = [];
  #foreign = 0;

  constructor({ clock, config, accounts, data, rules = {} }: ExchangeModelOptions) {
    this.#clock = clock;
    this.#config = config;
    this.#accounts = accounts;
    const ledger = new EffectLedger(accounts);
    this.#ledger = ledger;
    const onTurn = this.#onTurn.bind(this);
    const world = new PlayedWorld({ clock, config, accounts, data, onTurn });
    this.#world = world;
    const shared = { config, clock, world, ledger, arrived: this.#arrived };
    this.#desks = new Map(
      world.venueIds.map((id) => [
        id,
        new VenueDesk({ ...shared, id, rules: { ...PLAIN_RULES, ...rules } }),
      ]),
    );
  }

  get venueIds(): readonly VenueId[] {
    return this.#world.venueIds;
  }

  /** A client for a process. */
  client(venue: VenueId): VenueClient {
    const client = new ModelClient(this.#desk(venue), this.#clock);
    this.#clients.push(client);
    return client;
  }

  /** The process that had the clients is gone: they are silent from now on. What they have sent goes its way. */
  killClients(): void {
    for (const client of this.#clients) client.kill();
    for (const { streams } of this.#desks.values()) streams.clear();
    this.#clients = [];
  }

  /** From now on. */
  setRules(venue: VenueId, rules: Partial<VenueRules>): void {
    const desk = this.#desk(venue);
    desk.rules = { ...desk.rules, ...rules };
  }

  /** Adds to what will go wrong. */
  script(venue: VenueId, ...faults: readonly Fault[]): void {
    this.#desk(venue).script.add(faults);
  }

  trouble(venue: VenueId, trouble: Trouble): void {
    const desk = this.#desk(venue);
    desk.script.addTrouble(trouble);
    if (trouble.kind === 'outage')
      this.#clock.after(trouble.fromMs - this.#clock.now(), () => breakStreams(desk));
  }

  /** Whatever was still to go wrong does not; rules stay as they are. */
  calm(): void {
    for (const { script } of this.#desks.values()) script.clear();
  }

  /** When something scripted last went wrong; -Infinity where nothing has. */
  get lastFaultMs(): EpochMs {
    return Math.max(...[...this.#desks.values()].map(({ lastFaultMs }) => lastFaultMs));
  }

  /** Everything that happened, in order. */
  get effects(): readonly Effect[] {
    this.#world.catchUp();
    return this.#ledger.all;
  }

  /** Every request that reached a venue, in order. */
  get arrived(): readonly ArrivedRequest[] {
    return this.#arrived;
  }

  /** How often a request under this reference was taken on: more than once must never be. */
  timesTaken(clientRef: ClientRef): number {
    return this.#arrived.filter(({ request, taken }) => taken && request.clientRef === clientRef)
      .length;
  }

  /** What an account really holds, by its name. */
  held(accountId: string): number {
    return this.#world.held(this.#accounts.accounts[this.#accounts.index(accountId)]!);
  }

  /** Lets a share of what is left of an open order trade. */
  fillRest(venue: VenueId, clientRef: ClientRef, share = 1): void {
    this.#desk(venue).fillRest(clientRef, share);
  }

  /** Money that lies there before anything begins: it is shown at once and not told. */
  fund(venue: VenueId, bucket: Bucket, asset: AssetSymbol, amount: number): void {
    const postings = this.#world.deposit(venue, bucket, asset, amount);
    const timeMs = this.#clock.now();
    this.#ledger.record({ venue, timeMs, what: 'opening', clientRef: null, postings }, timeMs);
  }

  /** Somebody else brings money, or takes it away. */
  deposit(venue: VenueId, bucket: Bucket, asset: AssetSymbol, amount: number): void {
    this.#flow(venue, this.#world.deposit(venue, bucket, asset, amount));
  }

  withdraw(venue: VenueId, bucket: Bucket, asset: AssetSymbol, amount: number): void {
    this.#flow(venue, this.#world.withdraw(venue, bucket, asset, amount));
  }

  #flow(venue: VenueId, moved: readonly Posting[]): void {
    const postings = moved.map((posting) => ({ ...posting, cause: 'external' as const }));
    this.#desk(venue).record({
      what: 'flow',
      clientRef: null,
      timeMs: this.#clock.now(),
      postings,
    });
  }

  /** Somebody else trades on the account: it changes a position, or leaves an order open. */
  orderOutside({ reduceOnly = false, rests = false, ...order }: ForeignOrder): Outcome {
    const clientRef = `outside-${++this.#foreign}`;
    const request: OrderRequest = { kind: 'order', clientRef, reduceOnly, ...order };
    return this.#desk(order.venue).takeForeign(
      request,
      rests ? { on: 'send', fault: 'partial', share: 0, rest: 'resting' } : undefined,
    );
  }

  /** The venue closes a position by itself, now. */
  closeByForce(close: ForcedClose): void {
    const { venue, what } = close;
    const venues = { config: this.#config, accounts: this.#accounts, world: this.#world };
    const postings = closeByForce(close, venues);
    if (postings.length === 0) return;
    this.#desk(venue).record({ what, clientRef: null, timeMs: this.#clock.now(), postings });
  }

  #desk(venue: VenueId): VenueDesk {
    const desk = this.#desks.get(venue);
    if (desk === undefined)
      throw new Error(`no venue ${venue}; there are ${[...this.#desks.keys()].join(', ')}`);
    return desk;
  }

  #onTurn(venue: VenueId, rank: EventRank, at: EpochMs, postings: readonly Posting[]): void {
    const record = (to: VenueId, what: Effect['what'], own: readonly Posting[]) =>
      this.#desk(to).record({ what, clientRef: null, timeMs: at, postings: own });
    switch (rank) {
      case 'open_fill':
      case 'fill':
        // The postings are those of the orders, which say which is whose.
        return this.#desk(venue).concludeWaiting();
      case 'funding':
        for (const posting of postings) record(venue, 'funding', [posting]);
        return;
      case 'arrival':
        for (const arrived of this.#arrivals(postings))
          record(this.#venueOf(arrived.at(-1)!), 'arrival', arrived);
        return;
      case 'margin_worst':
        record(venue, 'liquidation', postings);
        return;
      case 'margin_close':
        record(venue, this.#deleverages(venue, at) ? 'deleveraging' : 'liquidation', postings);
        return;
      case 'accrual':
        record(venue, 'accrual', postings);
    }
  }

  /** Each begins with what leaves the road. */
  #arrivals(postings: readonly Posting[]): Posting[][] {
    const arrivals: Posting[][] = [];
    for (const posting of postings) {
      const begins = this.#venueOf(posting) === IN_TRANSIT && posting.delta < 0;
      if (begins || arrivals.length === 0) arrivals.push([posting]);
      else arrivals.at(-1)!.push(posting);
    }
    return arrivals;
  }

  #venueOf({ account }: Posting): VenueId {
    return this.#accounts.accounts[account]!.venue;
  }

  /** Whether a forced close is laid down for this moment. */
  #deleverages(venue: VenueId, at: EpochMs): boolean {
    const config = this.#config.venue_configs[venue];
    if (config?.venue_type !== 'cex') return false;
    return config.futures?.deleveraging.some((event) => Date.parse(event.at) === at) ?? false;
  }
}

function breakStreams(desk: VenueDesk): void {
  for (const stream of desk.streams) stream.end(new Error(`${desk.id} cannot be reached`));
}
