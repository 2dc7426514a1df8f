import {
  ATTRIBUTION_TERMS,
  QUOTE,
  lstSeries,
  perpSeries,
  priceSource,
  reserveSeries,
  rewardTokens,
  splitSymbol,
  stakingVenues,
  type Account,
  type AssetSymbol,
  type AttributionTerm,
  type DataProvider,
  type FieldIndex,
  type PriceSource,
  type RunConfig,
  type SeriesId,
  type VenueId,
} from '@basis/core-types';
import { AccruedIndex, type FactorSource, type ValueNodeSpec } from '@basis/maths';

/** Number of a term in every table of terms. */
export function termIndex(term: AttributionTerm): number {
  return ATTRIBUTION_TERMS.indexOf(term);
}

/** The node that an account's quantity is valued by; supply and debt are counted in shares, a perp in its own price. */
export function nodeIdOf({ kind, venue, asset, symbol }: Omit<Account, 'index'>): string {
  if (kind === 'perp_position') return perpNodeId(venue, symbol!);
  if (kind === 'lending_supply') return supplyNodeId(venue, asset);
  return kind === 'lending_debt' ? debtNodeId(venue, asset) : asset;
}
export function perpNodeId(venue: VenueId, symbol: string): string {
  return `perp:${venue}:${symbol}`;
}
export function supplyNodeId(venue: VenueId, asset: AssetSymbol): string {
  return `supply:${venue}:${asset}`;
}
export function debtNodeId(venue: VenueId, asset: AssetSymbol): string {
  return `debt:${venue}:${asset}`;
}

const WORTHLESS: FactorSource = { value: () => 0 };

/** A market that may begin later than the run: until then what is traded there counts for nothing. */
function onceTraded(field: FieldIndex): FactorSource {
  return {
    value: (reader) => {
      const price = reader.value(field);
      return price > 0 ? price : 0;
    },
  };
}

/** The term that takes what a price changes by; a token that is another one by another name has no price of its own. */
function termOf({ per, column }: PriceSource): AttributionTerm | undefined {
  // A dollar of another name is a currency of its own; WETH is ETH.
  if (column === undefined) return per === 'USD' ? 'fx' : undefined;
  return column.series.startsWith('fx/') ? 'fx' : 'price_delta';
}

/**
 * Collects the nodes of a portfolio's value tree, counted in the share class, parents before children. The rules:
 *
 * - tokens follow `priceSource`, markets that the run trades at first;
 * - what the share class itself is priced in hangs from it by the inverse of that price: dollars from ETH, once anything
 *   that is held hangs from dollars;
 * - a rebasing staking token is ETH, its wrapped form the protocol's rate of it: what a market would pay is a matter of
 *   leaving, not of holding;
 * - shares of a lending reserve are its token times the index, grown since the last sample;
 * - a reward token without a market yet counts for nothing until it is sold;
 * - a perp is a spread over its base.
 */
export class ValueNodes {
  readonly specs: ValueNodeSpec[];
  /** By node: the token whose market price it moves with. */
  readonly underlying: Map<string, AssetSymbol>;
  readonly #config: RunConfig;
  readonly #data: DataProvider;
  readonly #rewards: readonly AssetSymbol[];
  /** By currency: the one whose price in it hangs it from the share class. */
  readonly #inverted: ReadonlyMap<AssetSymbol, { of: AssetSymbol; price: PriceSource }>;

  constructor(config: RunConfig, data: DataProvider) {
    const root = config.share_class;
    this.specs = [{ id: root, kind: 'root' }];
    this.underlying = new Map([[root, root]]);
    this.#config = config;
    this.#data = data;
    this.#rewards = rewardTokens(config);
    const inverted = new Map<AssetSymbol, { of: AssetSymbol; price: PriceSource }>();
    for (let of: AssetSymbol = root, price = this.#priceOf(of); price !== undefined;) {
      inverted.set(price.per, { of, price });
      of = price.per;
      price = this.#priceOf(of);
    }
    this.#inverted = inverted;
    // A coin that is a dollar by name says what it is worth in dollars, whatever is held.
    if (root === QUOTE) this.#asset('USD');
  }

  /** Adds the node of an account with all that it hangs from; nothing where there is no price. */
  account(account: Account): void {
    const { kind, asset } = account;
    if (kind === 'perp_position') this.#perp(account);
    else if (kind === 'lending_supply' || kind === 'lending_debt') this.#reserve(account);
    else this.#asset(asset);
  }

  #has(id: string): boolean {
    return this.underlying.has(id);
  }

  /** A node whose own changes are those of a market is an underlying; others move with their parent's. */
  #add(spec: ValueNodeSpec & { parent: string }): boolean {
    const isPriced = spec.term === termIndex('price_delta') || spec.term === termIndex('fx');
    this.specs.push(spec);
    this.underlying.set(spec.id, isPriced ? spec.id : this.underlying.get(spec.parent)!);
    return true;
  }

  #priceOf(asset: AssetSymbol): PriceSource | undefined {
    const { cex_spot } = this.#config.venues.execution_subscriptions;
    return priceSource(asset, this.#data.series, cex_spot);
  }

  #asset(asset: AssetSymbol): boolean {
    if (this.#has(asset)) return true;
    const inverted = this.#inverted.get(asset);
    if (inverted !== undefined) {
      const { of, price } = inverted;
      return this.#asset(of) && this.#add({ id: asset, kind: 'inverse', ...this.#hung(of, price) });
    }
    if (asset !== this.#config.asset) {
      const staking = stakingVenues(this.#config).find(
        ({ rebasing, wrapped }) => rebasing === asset || wrapped === asset,
      );
      if (staking !== undefined) return this.#staked(asset, staking.wrapped);
    }
    return this.#traded(asset);
  }

  #traded(asset: AssetSymbol): boolean {
    const price = this.#priceOf(asset);
    const isReward = this.#rewards.includes(asset);
    const head = { id: asset, kind: 'ratio' } as const;
    if (price === undefined || !this.#asset(price.per)) {
      if (!isReward) return false;
      const term = termIndex('price_delta');
      return this.#add({ ...head, parent: this.#config.share_class, source: WORTHLESS, term });
    }
    const { field, ...hung } = this.#hung(price.per, price);
    if (field === undefined) return this.#add({ ...head, ...hung });
    return this.#add({
      ...head,
      ...hung,
      ...(isReward ? { source: onceTraded(field) } : { field }),
    });
  }

  /** What a node has of a price: its parent, the column and the term that takes its changes. */
  #hung(parent: string, price: PriceSource): { parent: string; field?: FieldIndex; term?: number } {
    const { column } = price;
    const term = termOf(price);
    return {
      parent,
      ...(column === undefined ? {} : { field: this.#data.field(column.series, column.name) }),
      ...(term === undefined ? {} : { term: termIndex(term) }),
    };
  }

  #staked(asset: AssetSymbol, wrapped: AssetSymbol): boolean {
    if (!this.#asset('ETH')) return false;
    const spec = { id: asset, kind: 'ratio', parent: 'ETH' } as const;
    if (asset !== wrapped) return this.#add(spec);
    const field = this.#column(lstSeries(wrapped), 'exchange_rate');
    if (field === undefined) return false;
    return this.#add({ ...spec, field, term: termIndex('staking_yield') });
  }

  #reserve(account: Account): void {
    const { kind, asset } = account;
    const series = reserveSeries(asset);
    const info = this.#data.find(series);
    if (info === undefined || !this.#asset(asset)) return;
    const isSupply = kind === 'lending_supply';
    const index = isSupply ? 'liquidity_index' : 'variable_borrow_index';
    this.#add({
      id: nodeIdOf(account),
      kind: 'ratio',
      parent: asset,
      source: new AccruedIndex({
        series: info.index,
        index: this.#data.field(series, index),
        rate: this.#data.field(series, isSupply ? 'supply_apr' : 'borrow_apr'),
        floor: this.#data.field(series, `${index}_floor`),
        growth: isSupply ? 'linear' : 'compounded',
      }),
      term: termIndex(isSupply ? 'lending_interest' : 'borrowing_cost'),
    });
  }

  #perp(account: Account): void {
    const symbol = account.symbol!;
    const { quote } = splitSymbol(symbol);
    if (!this.#asset(account.asset) || !this.#asset(quote)) return;
    this.#add({
      id: nodeIdOf(account),
      kind: 'spread',
      parent: account.asset,
      field: this.#data.field(perpSeries(account.venue, symbol), 'close'),
      quotedIn: quote,
      term: termIndex('basis'),
    });
  }

  #column(series: SeriesId, name: string): FieldIndex | undefined {
    return this.#data.find(series) === undefined ? undefined : this.#data.field(series, name);
  }
}
