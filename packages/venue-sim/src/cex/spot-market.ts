import {
  BPS,
  balanceId,
  sideSign,
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
  type SpotInstrumentConfig,
} from '@basis/core-types';
import { dustOf, isWholeSteps, roundToStep } from '@basis/maths';
import { PostingList, type Ledger } from '../ledger.js';
import { refuse } from '../refuse.js';

interface SpotInstrument {
  readonly rules: SpotInstrumentConfig;
  readonly price: FieldIndex;
  readonly base: AccountIndex;
  readonly quote: AccountIndex;
  readonly baseAsset: string;
  readonly quoteAsset: string;
}

/** Market orders against the last close; the fee of a buy is charged in the base, of a sale in the quote. */
export class SpotMarket {
  readonly #config: NonNullable<CexVenueConfig['spot']>;
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
    this.#config = venue.spot;
    this.#ledger = ledger;
    this.#data = data;
    this.#free = free;
    const instruments = new Map<InstrumentSymbol, SpotInstrument>();
    for (const [symbol, rules] of Object.entries(venue.spot.instruments)) {
      const { base, quote } = splitSymbol(symbol);
      const baseAccount = accounts.find(balanceId(venue.venue, spotBucket(venue), base));
      const quoteAccount = accounts.find(balanceId(venue.venue, spotBucket(venue), quote));
      if (baseAccount === undefined || quoteAccount === undefined) continue;
      instruments.set(symbol, {
        rules,
        price: data.field(spotSeries(venue.venue, symbol), 'close'),
        base: baseAccount.index,
        quote: quoteAccount.index,
        baseAsset: base,
        quoteAsset: quote,
      });
    }
    this.#instruments = instruments;
  }

  order(request: OrderRequest, now: EpochMs): Outcome {
    const instrument = this.#instruments.get(request.symbol);
    if (instrument === undefined) return refuse('VEN-006', request.symbol);
    const { rules } = instrument;
    const quantity = request.quantityBase;
    const price = this.#data.getData(now).value(instrument.price);
    if (!(price > 0)) return refuse('VEN-008', request.symbol);
    if (!(quantity > 0) || !isWholeSteps(quantity, rules.lot_size) || quantity < rules.min_size) {
      return refuse('VEN-003', `${quantity} in lots of ${rules.lot_size}, least ${rules.min_size}`);
    }
    if (quantity * price < rules.min_notional) {
      return refuse('VEN-004', `${quantity * price} of at least ${rules.min_notional}`);
    }
    const sign = sideSign(request.side);
    const fill = roundToStep(
      price * (1 + sign * this.#config.slippage_bps * BPS),
      rules.tick_size,
      sign > 0 ? 'up' : 'down',
    );
    return sign > 0
      ? this.#buy(instrument, request, quantity, fill, now)
      : this.#sell(instrument, request, fill, now);
  }

  #buy(
    instrument: SpotInstrument,
    request: OrderRequest,
    quantity: number,
    fill: number,
    now: EpochMs,
  ): Outcome {
    const cost = quantity * fill;
    const free = this.#free(instrument.quote, now);
    if (cost > free)
      return refuse('VEN-001', `${cost} ${instrument.quoteAsset} needed, ${free} free`);
    const fee = quantity * this.#config.taker_fee_bps * BPS;
    const out = new PostingList();
    this.#ledger.move(now, instrument.quote, 'fill', -cost, out);
    this.#ledger.move(now, instrument.base, 'fill', quantity, out);
    this.#ledger.move(now, instrument.base, 'fee', -fee, out);
    return this.#done(request, { quantity, fill, fee, feeAsset: instrument.baseAsset, now }, out);
  }

  #sell(instrument: SpotInstrument, request: OrderRequest, fill: number, now: EpochMs): Outcome {
    const held = this.#ledger.get(instrument.base);
    if (request.quantityBase > held + dustOf(instrument.rules.lot_size)) {
      return refuse(
        'VEN-001',
        `${request.quantityBase} ${instrument.baseAsset} needed, ${held} held`,
      );
    }
    const quantity = Math.min(request.quantityBase, held);
    const proceeds = quantity * fill;
    const fee = proceeds * this.#config.taker_fee_bps * BPS;
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
