/** A small world for tests: two exchanges and a wallet, over a market that each test writes down in rows. */
import {
  HOUR_MS,
  accountsFor,
  exampleRunConfig,
  parseRunConfig,
  type AccountIndex,
  type AccountTable,
  type AssetSymbol,
  type Bucket,
  type Cause,
  type ContractCall,
  type ContractRequest,
  type DataProvider,
  type EpochMs,
  type Found,
  type JsonObject,
  type MarketView,
  type OrderRequest,
  type Outcome,
  type Posting,
  type PostingSink,
  type RunConfig,
  type RunConfigInput,
  type SeriesId,
  type SeriesIndex,
  type SeriesKind,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import { indexFloors } from '@basis/maths';
import { SimWorld } from '../sim-world.js';

export const T0 = Date.UTC(2024, 0, 1);
/** The i-th full hour: candles close there. */
export const hour = (i: number): EpochMs => T0 + i * HOUR_MS;

/** Rows hold numbers alone: their `token` is a place in this list. */
export const TOKENS: readonly AssetSymbol[] = ['EIGEN', 'ETHFI'];

/** Values that become visible at `at`. */
export interface Row {
  readonly at: EpochMs;
  readonly [column: string]: number;
}
export type Rows = Readonly<Record<SeriesId, readonly Row[]>>;
export interface Candle {
  /** The close where it is left out. */
  readonly open?: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Candles closing at hour 0, 1, 2 …; a bare number is a candle that did not move. */
export function candles(prices: readonly (number | Candle)[]): Row[] {
  return prices.map((price, i) => ({
    at: hour(i),
    ...(typeof price === 'number'
      ? { open: price, high: price, low: price, close: price }
      : { open: price.close, ...price }),
  }));
}

export const GAS = { base: 18, priority: 2, units: 65_000 };
const GAS_ROWS: Row[] = [{ at: T0, base_fee_gwei: GAS.base, priority_fee_gwei: GAS.priority }];

/** The same candles for spot and mark at both exchanges, funding where it is given. */
export function flatMarket(
  prices: readonly (number | Candle)[],
  fundings: readonly (readonly [EpochMs, number])[] = [[T0, 0]],
): Rows {
  const rows = candles(prices);
  const funding = fundings.map(([at, rate]) => ({ at, rate }));
  return {
    'spot/binance/BTC-USDT': rows,
    'spot/okx/BTC-USDT': rows,
    'perp/binance/BTC-USDT': rows,
    'perp/okx/BTC-USDT': rows,
    'funding/binance/BTC-USDT': funding,
    'funding/okx/BTC-USDT': funding,
    'gas/ethereum': GAS_ROWS,
  };
}

class WrittenData implements DataProvider {
  readonly name = 'written';
  readonly synthetic = true;
  readonly dataHash = '';
  readonly #rows: Rows;
  readonly #ids: readonly SeriesId[];
  readonly #fields: { readonly series: SeriesId; readonly column: string }[] = [];
  #now: EpochMs = -Infinity;

  constructor(rows: Rows) {
    this.#rows = Object.fromEntries(
      Object.entries(rows).map(([id, list]) => [
        id,
        id.startsWith('aave_v3/') ? withIndexFloors(list) : list,
      ]),
    );
    this.#ids = Object.keys(rows);
  }

  get series(): DataProvider['series'] {
    return this.#ids.map((id) => this.find(id)!);
  }
  find(id: SeriesId): DataProvider['series'][number] | undefined {
    const index = this.#ids.indexOf(id);
    if (index < 0) return undefined;
    const rows = this.#rows[id]!;
    const [firstVisibleMs, lastVisibleMs] = [rows[0]!.at, rows.at(-1)!.at];
    const kind = id.slice(0, id.indexOf('/')) as SeriesKind;
    const columns = Object.keys(rows[0]!).filter((key) => key !== 'at');
    return { id, kind, index, columns, rows: rows.length, firstVisibleMs, lastVisibleMs };
  }
  field(series: SeriesId, column: string): number {
    if (this.find(series)?.columns.includes(column) !== true)
      throw new Error(`no column ${column} of ${series}`);
    return this.#fields.push({ series, column }) - 1;
  }
  getData(t: EpochMs): MarketView {
    this.#now = t;
    const row = (series: SeriesId) => this.#rows[series]!.findLast(({ at }) => at <= t);
    return {
      timestampMs: t,
      value: (field) => row(this.#fields[field]!.series)?.[this.#fields[field]!.column] ?? NaN,
      visibleSince: (series) => row(this.#ids[series]!)?.at ?? -Infinity,
      copy: () => {
        throw new Error('not needed here');
      },
    };
  }
  text(series: SeriesIndex): string {
    const shown = this.#rows[this.#ids[series]!]!.findLast(({ at }) => at <= this.#now);
    return shown === undefined ? '' : TOKENS[shown['token']!]!;
  }
  nextChangeAt(): EpochMs {
    const later = Object.values(this.#rows).flatMap((rows) =>
      rows.map(({ at }) => at).filter((at) => at > this.#now),
    );
    return Math.min(Infinity, ...later);
  }
  checkComponentHealth(): JsonObject {
    return {};
  }
}

/** The columns that a provider derives from a reserve's own. */
function withIndexFloors(rows: readonly Row[]): Row[] {
  const column = (name: string) => rows.map((row) => row[name]!);
  const times = column('at');
  const supply = indexFloors(times, column('liquidity_index'), column('supply_apr'), 'linear');
  const debt = indexFloors(
    times,
    column('variable_borrow_index'),
    column('borrow_apr'),
    'compounded',
  );
  return rows.map((row, i) => ({
    ...row,
    liquidity_index_floor: supply[i]!,
    variable_borrow_index_floor: debt[i]!,
  }));
}

type CexInput = Extract<RunConfigInput['venue_configs'][string], { venue_type: 'cex' }>;

export type ConfigChange = (binance: CexInput, okx: CexInput, config: RunConfigInput) => void;

const MARKET = { tick_size: 0.1, lot_size: 0.001, min_size: 0.002, min_notional: 50 };
const TIERS = [
  { floor_notional: 0, cap_notional: 50_000, maintenance_margin_rate: 0.004, max_leverage: 125 },
  { floor_notional: 50_000, cap_notional: null, maintenance_margin_rate: 0.005, max_leverage: 100 },
];

function exchange(venue: VenueId, wallets: CexInput['wallets']): CexInput {
  return {
    venue,
    venue_type: 'cex',
    capabilities: ['spot', 'futures'],
    wallets,
    spot: {
      maker_fee_bps: 8,
      taker_fee_bps: 10,
      slippage_bps: 1,
      instruments: { 'BTC-USDT': { ...MARKET } },
    },
    futures: {
      maker_fee_bps: 2,
      taker_fee_bps: 5,
      slippage_bps: 2,
      funding_interval_hours: 8,
      liquidation_fee_bps: 125,
      leverage: 10,
      instruments: { 'BTC-USDT': { ...MARKET, max_leverage: 125, margin_tiers: TIERS } },
    },
    withdrawals: {
      USDT: { fee: 2, min_amount: 10, delay_seconds: 600 },
      BTC: { fee: 0.0002, min_amount: 0.001, delay_seconds: 1200 },
    },
  };
}

/** `binance` has separate wallets for spot and futures, `okx` one for all; `alchemy` and `cold` hold USDT and ETH. */
export function testConfig(change: ConfigChange = () => undefined): RunConfig {
  const example = exampleRunConfig();
  const [binance, okx] = [exchange('binance', 'split'), exchange('okx', 'unified')];
  const alchemy = example.venue_configs['alchemy']!;
  const both = ['binance', 'okx'];
  const config: RunConfigInput = {
    ...example,
    hedge_allocation: { binance: 0.5, okx: 0.5 },
    venues: {
      data_subscriptions: both,
      execution_subscriptions: { cex_spot: both, cex_futures: both, wallet: ['alchemy', 'cold'] },
    },
    venue_configs: { alchemy, cold: { ...alchemy, venue: 'cold' }, binance, okx },
  };
  change(binance, okx, config);
  return parseRunConfig(config);
}

/** Takes every fee and every slippage away. */
export const costless: ConfigChange = (...venues) => {
  for (const { spot, futures, withdrawals } of venues.slice(0, 2) as CexInput[]) {
    Object.assign(spot!, { taker_fee_bps: 0, slippage_bps: 0 });
    Object.assign(futures!, { taker_fee_bps: 0, slippage_bps: 0, liquidation_fee_bps: 0 });
    for (const terms of Object.values(withdrawals!)) terms.fee = 0;
  }
};

/** Adds postings up in their order and knows nothing else: what it holds, the venues must hold too. */
export class Books implements PostingSink {
  readonly postings: Posting[] = [];
  readonly quantities: Float64Array;

  constructor(accounts: AccountTable) {
    this.quantities = new Float64Array(accounts.size);
  }

  post(timeMs: EpochMs, account: AccountIndex, cause: Cause, delta: number): void {
    this.postings.push({ timeMs, account, cause, delta });
    this.quantities[account]! += delta;
  }
}

type Done = Extract<Outcome, { kind: 'done' }>;

export class TestWorld {
  readonly config: RunConfig;
  readonly accounts: AccountTable;
  readonly world: SimWorld;
  readonly books: Books;
  readonly data: DataProvider;
  now: EpochMs = T0;
  #requests = 0;

  constructor(rows: Rows, change?: ConfigChange) {
    this.config = testConfig(change);
    this.accounts = accountsFor(this.config);
    this.data = new WrittenData(rows);
    this.world = new SimWorld(this.config, this.accounts, this.data);
    this.books = new Books(this.accounts);
  }

  /** Plays every moment up to `t` at which the market changes or something is due. */
  moveTo(t: EpochMs): void {
    for (;;) {
      this.data.getData(this.now);
      const next = Math.min(this.data.nextChangeAt(), this.world.nextEventAt());
      if (next > t) break;
      this.now = next;
      this.world.play(next, this.books);
    }
    this.now = t;
  }

  deposit(venue: VenueId, bucket: Bucket, asset: AssetSymbol, amount: number): void {
    this.world.deposit(venue, bucket, asset, amount, this.now, this.books);
  }

  order(
    venue: VenueId,
    market: 'spot' | 'perp',
    side: 'buy' | 'sell',
    quantityBase: number,
    more: Partial<OrderRequest> = {},
  ): Outcome {
    const head = { kind: 'order', clientRef: this.#ref(), symbol: 'BTC-USDT' } as const;
    return this.#send({ ...head, reduceOnly: false, venue, market, side, quantityBase, ...more });
  }

  /** `from` and `to` are `venue:bucket`. */
  transfer(from: string, to: string, asset: AssetSymbol, amount: number): Outcome {
    const [venue, fromBucket] = from.split(':') as [VenueId, Bucket];
    const [toVenue, toBucket] = to.split(':') as [VenueId, Bucket];
    const head = { kind: 'transfer', clientRef: this.#ref() } as const;
    return this.#send({ ...head, venue, fromBucket, toVenue, toBucket, asset, amount });
  }

  /** A transaction of the wallet. Several calls go through the atomic venue. */
  transact(calls: readonly ContractCall[], more: Partial<ContractRequest> = {}): Outcome {
    const head = { kind: 'contract', venue: 'alchemy', clientRef: this.#ref() } as const;
    const via = calls.length > 1 ? { via: 'instadapp' } : {};
    return this.#send({ ...head, calls, ...via, ...more });
  }

  /** What the venues themselves say. */
  held(accountId: string): number {
    const { index, venue } = this.accounts.accounts[this.accounts.index(accountId)]!;
    const { quantities } = this.world.holdings(venue, this.now);
    return quantities.find(({ account }) => account === index)!.quantity;
  }

  everything(): Record<string, number> {
    return Object.fromEntries(this.accounts.accounts.map(({ id }) => [id, this.held(id)]));
  }

  /** Postings after the first `from` as `[account, cause, delta]`. */
  posted(from = 0): [string, Cause, number][] {
    return this.books.postings
      .slice(from)
      .map(({ account, cause, delta }) => [this.accounts.accounts[account]!.id, cause, delta]);
  }

  find(venue: VenueId, clientRef: string): Found {
    return this.world.find(venue, clientRef, this.now);
  }

  #ref(): string {
    return `request-${++this.#requests}`;
  }

  #send(request: VenueRequest): Outcome {
    const outcome = this.world.handle(request, this.now);
    if (outcome.kind === 'done' || outcome.kind === 'reverted') {
      for (const { timeMs, account, cause, delta } of outcome.postings)
        this.books.post(timeMs, account, cause, delta);
    }
    return outcome;
  }
}

export function done(outcome: Outcome): Done {
  if (outcome.kind !== 'done') throw new Error(`not done: ${JSON.stringify(outcome)}`);
  return outcome;
}

export function codeOf(outcome: Outcome): string {
  return outcome.kind === 'refused' || outcome.kind === 'reverted' ? outcome.code : outcome.kind;
}
