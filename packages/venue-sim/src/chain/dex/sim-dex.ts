import {
  BPS,
  DatedConfig,
  type AssetSymbol,
  type Cause,
  type ContractCall,
  type DataProvider,
  type DexVenueConfig,
  type EpochMs,
  type Outcome,
  type PoolConfig,
} from '@basis/core-types';
import { slippageRate } from '@basis/maths';
import { AccountVenue } from '../../account-venue.js';
import { refuse } from '../../refuse.js';
import type { VenueContext } from '../../venue-context.js';
import type { Protocol } from '../protocol.js';
import { Revert, type Transaction } from '../transaction.js';
import { PoolMarket } from './pool-market.js';

type Swap = Extract<ContractCall, { call: 'swap' }>;

interface FoundPool {
  readonly terms: PoolConfig;
  readonly market: PoolMarket;
  /** Whether it is the first token that is sold. */
  readonly sellsBase: boolean;
}

/** Units of what is bought, but for the price. */
interface Quote {
  /** What is sold, at its worth without a market and at the market's price. */
  readonly worth: number;
  readonly atMarket: number;
  readonly slippage: number;
  readonly fee: number;
  /** First token of the pool; units of the second for one of it. */
  readonly quantityBase: number;
  readonly priceQuote: number;
}

/** Pools that swap one of the wallet's tokens for another at the recorded price, less slippage and fee. Keeps nothing. */
export class SimDex extends AccountVenue implements Protocol {
  readonly ranks = [];
  readonly #dated: DatedConfig<DexVenueConfig>;
  readonly #data: DataProvider;
  /** By the terms that name it: a pool may follow another series from some date on. */
  readonly #markets = new Map<PoolConfig, PoolMarket>();

  constructor(config: DexVenueConfig, { accounts, network, data }: VenueContext) {
    super(config.venue, accounts, network);
    this.#dated = new DatedConfig(config);
    this.#data = data;
    for (const from of [-Infinity, ...config.changes.map((change) => Date.parse(change.from))])
      for (const [pair, terms] of Object.entries(this.#dated.at(from).pools))
        this.#markets.set(terms, new PoolMarket(pair, terms, data));
  }

  play(): void {
    throw new Error('a pool has nothing to play');
  }

  handle(): Outcome {
    return refuse('VEN-009', `${this.id} is called from a wallet`);
  }

  gasUnits({ call }: ContractCall, now: EpochMs): number | undefined {
    return call === 'swap' ? this.#dated.at(now).gas_units.swap : undefined;
  }

  execute(call: ContractCall, tx: Transaction): void {
    if (call.call !== 'swap') throw new Error(`no ${call.call} at ${this.id}`);
    const pool = this.#find(call, tx.now);
    if (pool === undefined) throw new Revert('VEN-009', `${call.sell}-${call.buy} at ${this.id}`);
    tx.take(call.sell, call.amount, 'fill');
    const quote = this.#quote(call, pool, tx);
    book(call.buy, quote, tx);
    tx.fills.push({
      timeMs: tx.now,
      quantityBase: quote.quantityBase,
      priceQuote: quote.priceQuote,
      feeAmount: quote.fee,
      feeAsset: call.buy,
    });
  }

  #find({ sell, buy }: Swap, now: EpochMs): FoundPool | undefined {
    const { pools } = this.#dated.at(now);
    const sold = pools[`${sell}-${buy}`];
    const terms = sold ?? pools[`${buy}-${sell}`];
    return terms && { terms, market: this.#markets.get(terms)!, sellsBase: sold !== undefined };
  }

  #quote({ sell, buy, amount, leastReceived }: Swap, pool: FoundPool, { now }: Transaction): Quote {
    const { terms, market, sellsBase } = pool;
    const view = this.#data.getData(now);
    const [price, rate] = [market.price(view), market.worth(view)];
    if (!(price > 0) || !(rate > 0)) throw new Revert('VEN-008', terms.price_series);
    const [atMarket, worth] = sellsBase
      ? [amount * price, amount * rate]
      : [amount / price, amount / rate];
    const traded = sellsBase ? amount : atMarket;
    const volume = market.volume24h(view);
    const lost = slippageRate(terms.slippage_bps, terms.impact, traded, volume);
    if (!(lost < 1)) throw new Revert('VEN-013', `${amount} ${sell} at once`);

    const slippage = atMarket * lost;
    const filled = atMarket - slippage;
    const fee = filled * terms.fee_bps * BPS;
    const received = filled - fee;
    if (!(received >= leastReceived))
      throw new Revert('VEN-015', `${received} ${buy}, at least ${leastReceived} asked`);
    return {
      worth,
      atMarket,
      slippage,
      fee,
      quantityBase: sellsBase ? amount : filled,
      priceQuote: sellsBase ? filled / amount : amount / filled,
    };
  }

  finish(): void {
    // Nothing can be left half-done here: every swap stands by itself.
  }
}

/**
 * The fill is at what the protocol gives for a staking token, less slippage; what the market pays less or asks less for it
 * stands apart.
 */
function book(buy: AssetSymbol, { worth, atMarket, slippage, fee }: Quote, tx: Transaction): void {
  tx.give(buy, worth - slippage, 'fill');
  change(buy, atMarket - worth, 'discount', tx);
  change(buy, -fee, 'fee', tx);
}

function change(asset: AssetSymbol, delta: number, cause: Cause, tx: Transaction): void {
  if (delta < 0) tx.take(asset, -delta, cause);
  else tx.give(asset, delta, cause);
}
