import {
  BPS,
  DatedConfig,
  balanceId,
  lotBase,
  splitSymbol,
  spotBucket,
  spotSeries,
  type AccountIndex,
  type AccountTable,
  type CexVenueConfig,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type InstrumentSymbol,
  type OrderRequest,
  type Outcome,
  type SeriesId,
} from '@basis/core-types';
import { dustOf } from '@basis/maths';
import { PostingList, type Ledger } from '../ledger.js';
import { refuse } from '../refuse.js';
import { checkPrice, checkSize, fillPrice, volumeField, type Liquidity } from './order-rules.js';

interface SpotInstrument {
  readonly candles: SeriesId;
  readonly price: FieldIndex;
  readonly base: AccountIndex;
  readonly quote: AccountIndex;
  readonly baseAsset: string;
  readonly quoteAsset: string;
}

interface PricedOrder {
  readonly instrument: SpotInstrument;
  readonly lot: number;
  readonly fill: number;
  readonly feeRate: number;
}

/** Market orders against the last close; the fee of a buy is charged in the base, of a sale in the quote. */
export class SpotMarket {
  readonly #dated: DatedConfig<CexVenueConfig>;
  readonly #ledger: Ledger;
  readonly #data: DataProvider;
  readonly #free: (account: AccountIndex, now: EpochMs) => number;
  readonly #instruments: ReadonlyMap<InstrumentSymbol, SpotInstrument>;

  constructor(
    venue: CexVenueConfig,
    accounts: AccountTable,
    ledger: Ledger,
    data: DataProvider,
    free: (account: AccountIndex, now: EpochMs) => number,
  ) {
    if (venue.spot === undefined) throw new Error(`${venue.venue} has no spot market`);
    this.#dated = new DatedConfig(venue);
    this.#ledger = ledger;
    this.#data = data;
    this.#free = free;
    const instruments = new Map<InstrumentSymbol, SpotInstrument>();
    for (const symbol of Object.keys(venue.spot.instruments)) {
      const { base, quote } = splitSymbol(symbol);
      const baseAccount = accounts.find(balanceId(venue.venue, spotBucket(venue), base));
      const quoteAccount = accounts.find(balanceId(venue.venue, spotBucket(venue), quote));
      if (baseAccount === undefined || quoteAccount === undefined) continue;
      const candles = spotSeries(venue.venue, symbol);
      instruments.set(symbol, {
        candles,
        price: data.field(candles, 'close'),
        base: baseAccount.index,
        quote: quoteAccount.index,
        baseAsset: base,
        quoteAsset: quote,
      });
    }
    this.#instruments = instruments;
  }

  /** Fills at the last price. */
  order(request: OrderRequest, now: EpochMs): Outcome {
    return this.fillAt(request, this.#priceOf(request.symbol, now), now, 'taker');
  }

  /** What an order would be refused for now; nothing happens. */
  check(request: OrderRequest, now: EpochMs): Outcome | undefined {
    const priced = this.#price(request, this.#priceOf(request.symbol, now), now, 'taker');
    return 'kind' in priced ? priced : undefined;
  }

  /** Fills at a given price: a taker loses slippage and impact to it, a maker gets it. */
  fillAt(
    request: OrderRequest,
    referencePrice: number,
    now: EpochMs,
    liquidity: Liquidity,
  ): Outcome {
    const priced = this.#price(request, referencePrice, now, liquidity);
    if ('kind' in priced) return priced;
    return request.side === 'buy'
      ? this.#buy(request, priced, now)
      : this.#sell(request, priced, now);
  }

  #priceOf(symbol: InstrumentSymbol, now: EpochMs): number {
    const instrument = this.#instruments.get(symbol);
    return instrument === undefined ? NaN : this.#data.getData(now).value(instrument.price);
  }

  #price(
    request: OrderRequest,
    referencePrice: number,
    now: EpochMs,
    liquidity: Liquidity,
  ): PricedOrder | Outcome {
    const terms = this.#dated.at(now).spot!;
    const instrument = this.#instruments.get(request.symbol);
    if (instrument === undefined) return refuse('VEN-006', request.symbol);
    if (!(referencePrice > 0)) return refuse('VEN-008', request.symbol);
    const rules = terms.instruments[request.symbol]!;
    const refusal = checkSize(request, rules, referencePrice);
    if (refusal !== undefined) return refusal;
    const fill = fillPrice(request, referencePrice, liquidity, {
      rules,
      slippageBps: terms.slippage_bps,
      volume: volumeField(this.#data, instrument.candles, rules),
      view: this.#data.getData(now),
    });
    if (!(fill > 0 && fill < Infinity)) return refuse('VEN-013', `${request.quantityBase} at once`);
    const outOfBounds = checkPrice(request, fill);
    if (outOfBounds !== undefined) return outOfBounds;
    const feeRate = (liquidity === 'taker' ? terms.taker_fee_bps : terms.maker_fee_bps) * BPS;
    const priced = { instrument, lot: lotBase(rules), fill, feeRate };
    return this.#shortOf(request, priced, now) ?? priced;
  }

  #shortOf(
    request: OrderRequest,
    { instrument, lot, fill }: PricedOrder,
    now: EpochMs,
  ): Outcome | undefined {
    if (request.side === 'buy') {
      const cost = request.quantityBase * fill;
      const free = this.#free(instrument.quote, now);
      if (cost <= free) return undefined;
      return refuse('VEN-001', `${cost} ${instrument.quoteAsset} needed, ${free} free`);
    }
    const held = this.#ledger.get(instrument.base);
    if (request.quantityBase <= held + dustOf(lot, held)) return undefined;
    return refuse(
      'VEN-001',
      `${request.quantityBase} ${instrument.baseAsset} needed, ${held} held`,
    );
  }

  #buy(request: OrderRequest, { instrument, fill, feeRate }: PricedOrder, now: EpochMs): Outcome {
    const quantity = request.quantityBase;
    const fee = quantity * feeRate;
    const out = new PostingList();
    this.#ledger.move(now, instrument.quote, 'fill', -(quantity * fill), out);
    this.#ledger.move(now, instrument.base, 'fill', quantity, out);
    this.#ledger.move(now, instrument.base, 'fee', -fee, out);
    return this.#done(request, { quantity, fill, fee, feeAsset: instrument.baseAsset, now }, out);
  }

  #sell(request: OrderRequest, { instrument, fill, feeRate }: PricedOrder, now: EpochMs): Outcome {
    const quantity = Math.min(request.quantityBase, this.#ledger.get(instrument.base));
    const proceeds = quantity * fill;
    const fee = proceeds * feeRate;
    const out = new PostingList();
    this.#ledger.move(now, instrument.base, 'fill', -quantity, out);
    this.#ledger.move(now, instrument.quote, 'fill', proceeds, out);
    this.#ledger.move(now, instrument.quote, 'fee', -fee, out);
    return this.#done(request, { quantity, fill, fee, feeAsset: instrument.quoteAsset, now }, out);
  }

  #done(
    request: OrderRequest,
    trade: { quantity: number; fill: number; fee: number; feeAsset: string; now: EpochMs },
    out: PostingList,
  ): Outcome {
    return {
      kind: 'done',
      ref: request.clientRef,
      fills: [
        {
          timeMs: trade.now,
          quantityBase: trade.quantity,
          priceQuote: trade.fill,
          feeAmount: trade.fee,
          feeAsset: trade.feeAsset,
        },
      ],
      postings: out.postings,
    };
  }
}
