import {
  BPS,
  balanceId,
  fundingSeries,
  perpOpenValueId,
  perpPositionId,
  perpSeries,
  sideSign,
  splitSymbol,
  type AccountIndex,
  type AccountTable,
  type CexVenueConfig,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type InstrumentSymbol,
  type MarketView,
  type OrderRequest,
  type Outcome,
  type PerpInstrumentConfig,
  type PostingSink,
  type SeriesIndex,
} from '@basis/core-types';
import { dustOf, isWholeSteps, MarginTable, roundToStep, withdrawableMargin } from '@basis/maths';
import { PostingList, type Ledger } from '../ledger.js';
import { refuse } from '../refuse.js';

interface PerpInstrument {
  readonly rules: PerpInstrumentConfig;
  readonly margins: MarginTable;
  readonly position: AccountIndex;
  readonly openValue: AccountIndex;
  readonly mark: FieldIndex;
  readonly high: FieldIndex;
  readonly low: FieldIndex;
  readonly candles: SeriesIndex;
  readonly fundingRate: FieldIndex;
  readonly fundingPrice: FieldIndex;
  readonly fundings: SeriesIndex;
}

type PriceAt = 'worst' | 'close';

/**
 * Linear perpetuals under one cross-margin wallet. Profit is realised on what is closed, at average entry; funding is
 * paid, on the price that the venue takes for it, to what is held at the stamp; maintenance is checked at the worst and at the last price of each
 * candle, and a wallet that falls short is liquidated there, losing at most what it holds.
 */
export class PerpMarket {
  readonly #config: NonNullable<CexVenueConfig['futures']>;
  readonly #ledger: Ledger;
  readonly #data: DataProvider;
  readonly #wallet: AccountIndex;
  readonly #settlement: string;
  readonly #bySymbol: ReadonlyMap<InstrumentSymbol, PerpInstrument>;
  readonly #instruments: readonly PerpInstrument[];

  constructor(venue: CexVenueConfig, accounts: AccountTable, ledger: Ledger, data: DataProvider) {
    if (venue.futures === undefined) throw new Error(`${venue.venue} has no futures market`);
    this.#config = venue.futures;
    this.#ledger = ledger;
    this.#data = data;
    this.#settlement = venue.settlement_asset;
    this.#wallet = accounts.index(balanceId(venue.venue, 'margin', venue.settlement_asset));
    const bySymbol = new Map<InstrumentSymbol, PerpInstrument>();
    for (const [symbol, rules] of Object.entries(venue.futures.instruments)) {
      const position = accounts.find(perpPositionId(venue.venue, symbol));
      if (position === undefined || splitSymbol(symbol).quote !== venue.settlement_asset) continue;
      const candles = perpSeries(venue.venue, symbol);
      const fundings = fundingSeries(venue.venue, symbol);
      bySymbol.set(symbol, {
        rules,
        margins: new MarginTable(rules.margin_tiers),
        position: position.index,
        openValue: accounts.index(perpOpenValueId(venue.venue, symbol)),
        mark: data.field(candles, 'close'),
        high: data.field(candles, 'high'),
        low: data.field(candles, 'low'),
        candles: data.find(candles)!.index,
        fundingRate: data.field(fundings, 'rate'),
        fundingPrice: data.field(
          candles,
          this.#config.funding_price === 'mark' ? 'close' : 'index',
        ),
        fundings: data.find(fundings)!.index,
      });
    }
    this.#bySymbol = bySymbol;
    this.#instruments = [...bySymbol.values()];
  }

  get wallet(): AccountIndex {
    return this.#wallet;
  }

  order(request: OrderRequest, now: EpochMs): Outcome {
    const instrument = this.#bySymbol.get(request.symbol);
    if (instrument === undefined) return refuse('VEN-006', request.symbol);
    const { rules } = instrument;
    const view = this.#data.getData(now);
    const mark = view.value(instrument.mark);
    if (!(mark > 0)) return refuse('VEN-008', request.symbol);

    const held = this.#ledger.get(instrument.position);
    const sign = sideSign(request.side);
    const closes = held * sign < 0 ? Math.min(request.quantityBase, Math.abs(held)) : 0;
    const closesAll =
      closes > 0 && Math.abs(request.quantityBase - Math.abs(held)) <= dustOf(rules.lot_size);
    const refusal = this.#checkSize(request, rules, mark, closesAll);
    if (refusal !== undefined) return refusal;
    const opens = closesAll ? 0 : request.quantityBase - closes;
    if (request.reduceOnly && opens > dustOf(rules.lot_size)) {
      return refuse(
        'VEN-005',
        `${request.quantityBase} to ${request.side} against a position of ${held}`,
      );
    }

    const fill = roundToStep(
      mark * (1 + sign * this.#config.slippage_bps * BPS),
      rules.tick_size,
      sign > 0 ? 'up' : 'down',
    );
    const fee = request.quantityBase * fill * this.#config.taker_fee_bps * BPS;
    const needed = (opens * fill) / this.#config.leverage + fee;
    const free = this.#equity(view) - this.#initialMargin(view);
    if (opens > 0 && needed > free) {
      return refuse('VEN-002', `${needed} ${this.#settlement} needed, ${free} free`);
    }

    const out = new PostingList();
    this.#trade(instrument, closesAll ? -held : sign * request.quantityBase, fill, now, out);
    this.#ledger.move(now, this.#wallet, 'fee', -fee, out);
    return {
      kind: 'done',
      ref: request.clientRef,
      fills: [
        {
          timeMs: now,
          quantityBase: request.quantityBase,
          priceQuote: fill,
          feeAmount: fee,
          feeAsset: this.#settlement,
        },
      ],
      postings: out.postings,
    };
  }

  #checkSize(
    request: OrderRequest,
    rules: PerpInstrumentConfig,
    mark: number,
    closesAll: boolean,
  ): Outcome | undefined {
    const quantity = request.quantityBase;
    if (!(quantity > 0) || !isWholeSteps(quantity, rules.lot_size) || quantity < rules.min_size) {
      return refuse('VEN-003', `${quantity} in lots of ${rules.lot_size}, least ${rules.min_size}`);
    }
    // Venues waive the minimum for closing a position whole, or its remainder could never be closed.
    if (!closesAll && quantity * mark < rules.min_notional) {
      return refuse('VEN-004', `${quantity * mark} of at least ${rules.min_notional}`);
    }
    return undefined;
  }

  /** Books `delta` base units at `price`: what is opened adds to the open value, what is closed is realised. */
  #trade(
    instrument: PerpInstrument,
    delta: number,
    price: number,
    now: EpochMs,
    out: PostingSink,
  ): void {
    const held = this.#ledger.get(instrument.position);
    const openValue = this.#ledger.get(instrument.openValue);
    const closes = held * delta < 0 ? Math.min(Math.abs(delta), Math.abs(held)) : 0;
    this.#ledger.move(now, instrument.position, 'fill', delta, out);
    this.#ledger.move(now, instrument.openValue, 'fill', -delta * price, out);
    if (closes === 0) return;
    const closedShare = closes / Math.abs(held);
    const closedSign = delta > 0 ? 1 : -1;
    // Closed whole, this is to the bit what is left on the account: nothing remains.
    const realised = openValue * closedShare - closedSign * closes * price;
    this.#ledger.move(now, instrument.openValue, 'realised', -realised, out);
    this.#ledger.move(now, this.#wallet, 'realised', realised, out);
  }

  payFunding(at: EpochMs, out: PostingSink): void {
    const view = this.#data.getData(at);
    for (const instrument of this.#instruments) {
      const held = this.#ledger.get(instrument.position);
      if (held === 0 || view.visibleSince(instrument.fundings) !== at) continue;
      const payment =
        -held * view.value(instrument.fundingPrice) * view.value(instrument.fundingRate);
      this.#ledger.move(at, this.#wallet, 'funding', payment, out);
    }
  }

  /** Liquidates everything if the wallet does not cover maintenance at these prices. Only when a candle has closed. */
  checkMargin(at: EpochMs, prices: PriceAt, out: PostingSink): void {
    const view = this.#data.getData(at);
    let equity = this.#ledger.get(this.#wallet);
    let maintenance = 0;
    let candleClosed = false;
    for (const instrument of this.#instruments) {
      const held = this.#ledger.get(instrument.position);
      if (held === 0) continue;
      if (view.visibleSince(instrument.candles) === at) candleClosed = true;
      const price = this.#price(instrument, held, prices, view);
      equity += held * price + this.#ledger.get(instrument.openValue);
      maintenance += instrument.margins.maintenance(Math.abs(held) * price);
    }
    if (candleClosed && equity < maintenance) this.#liquidate(at, prices, view, out);
  }

  #price(instrument: PerpInstrument, held: number, prices: PriceAt, view: MarketView): number {
    if (prices === 'close') return view.value(instrument.mark);
    return view.value(held < 0 ? instrument.high : instrument.low);
  }

  #liquidate(at: EpochMs, prices: PriceAt, view: MarketView, out: PostingSink): void {
    for (const instrument of this.#instruments) {
      const held = this.#ledger.get(instrument.position);
      if (held === 0) continue;
      const price = this.#price(instrument, held, prices, view);
      this.#ledger.move(at, instrument.position, 'liquidation', -held, out);
      this.#ledger.move(at, instrument.openValue, 'liquidation', held * price, out);
      const realised = this.#ledger.get(instrument.openValue);
      this.#ledger.move(at, instrument.openValue, 'realised', -realised, out);
      this.#ledger.move(at, this.#wallet, 'realised', realised, out);
      const fee = Math.abs(held) * price * this.#config.liquidation_fee_bps * BPS;
      this.#ledger.move(at, this.#wallet, 'liquidation', -fee, out);
    }
    // The insurance fund bears what the wallet cannot: a client never owes the venue.
    const left = this.#ledger.get(this.#wallet);
    if (left < 0) this.#ledger.move(at, this.#wallet, 'liquidation', -left, out);
  }

  #equity(view: MarketView): number {
    let equity = this.#ledger.get(this.#wallet);
    for (const instrument of this.#instruments) {
      const held = this.#ledger.get(instrument.position);
      // What is not held has no value, even where it has no price yet.
      if (held === 0) continue;
      equity += held * view.value(instrument.mark) + this.#ledger.get(instrument.openValue);
    }
    return equity;
  }

  #initialMargin(view: MarketView): number {
    let notional = 0;
    for (const instrument of this.#instruments) {
      const held = this.#ledger.get(instrument.position);
      if (held !== 0) notional += Math.abs(held) * view.value(instrument.mark);
    }
    return notional / this.#config.leverage;
  }

  /** What may leave the wallet now. */
  withdrawable(now: EpochMs): number {
    const view = this.#data.getData(now);
    return withdrawableMargin(
      this.#ledger.get(this.#wallet),
      this.#equity(view),
      this.#initialMargin(view),
    );
  }
}
