import {
  BPS,
  DatedConfig,
  balanceId,
  isolatedMarginId,
  perpPositionId,
  sideSign,
  splitSymbol,
  type AccountIndex,
  type AccountTable,
  type CexVenueConfig,
  type DataProvider,
  type EpochMs,
  type InstrumentSymbol,
  type Json,
  type OrderRequest,
  type Outcome,
  type PostingSink,
} from '@basis/core-types';
import { roundToStep, splitOrder } from '@basis/maths';
import { PostingList, type Ledger } from '../ledger.js';
import { refuse } from '../refuse.js';
import { Deleveraging } from './deleveraging.js';
import { checkPrice, checkSize, fillPrice, type Liquidity } from './order-rules.js';
import { PerpBooking } from './perp-booking.js';
import { PerpInstrument, type FuturesTerms, type PriceAt } from './perp-instrument.js';
import { PerpMargin, type MarginGroup } from './perp-margin.js';

interface PricedOrder {
  readonly instrument: PerpInstrument;
  readonly delta: number;
  readonly fill: number;
  readonly fee: number;
  /** What opening lays aside for a position with a margin of its own. */
  readonly margin: number;
}

interface Size {
  readonly delta: number;
  readonly opens: number;
  /** Base units of the position that stay open. */
  readonly keeps: number;
}

/**
 * Linear perpetuals. Profit is realised on what is closed, at average entry; funding is paid, on the price that the venue
 * takes for it, to what is held at the stamp; maintenance is checked at the worst and at the last price of each candle.
 *
 * Under cross margin one wallet stands behind all positions, and where it falls short all are liquidated. Under isolated
 * margin each position has a margin of its own, laid aside from the wallet when it opens; funding and liquidation take
 * from that alone. In neither is more lost than there is.
 */
export class PerpMarket {
  readonly #dated: DatedConfig<CexVenueConfig>;
  readonly #ledger: Ledger;
  readonly #data: DataProvider;
  readonly #wallet: AccountIndex;
  readonly #settlement: string;
  readonly #instruments: readonly PerpInstrument[];
  readonly #bySymbol: ReadonlyMap<InstrumentSymbol, PerpInstrument>;
  readonly #groups: readonly MarginGroup[];
  readonly #margin: PerpMargin;
  readonly #booking: PerpBooking;
  readonly #deleveraging: Deleveraging;
  #terms: FuturesTerms | undefined;

  constructor(venue: CexVenueConfig, accounts: AccountTable, ledger: Ledger, data: DataProvider) {
    const { futures, settlement_asset: settlement } = venue;
    if (futures === undefined) throw new Error(`${venue.venue} has no futures market`);
    this.#dated = new DatedConfig(venue);
    this.#ledger = ledger;
    this.#data = data;
    this.#settlement = settlement;
    this.#wallet = accounts.index(balanceId(venue.venue, 'margin', settlement));
    const isolated = futures.margin_mode === 'isolated';
    this.#instruments = Object.keys(futures.instruments)
      .filter(
        (symbol) =>
          splitSymbol(symbol).quote === settlement &&
          accounts.find(perpPositionId(venue.venue, symbol)) !== undefined,
      )
      .map((symbol) => {
        const own = isolated ? accounts.index(isolatedMarginId(venue.venue, symbol)) : this.#wallet;
        return new PerpInstrument(venue, symbol, own, accounts, data);
      });
    this.#bySymbol = new Map(this.#instruments.map((one) => [one.symbol, one]));
    this.#groups = isolated
      ? this.#instruments.map((one) => ({ collateral: one.collateral, instruments: [one] }))
      : [{ collateral: this.#wallet, instruments: this.#instruments }];
    this.#margin = new PerpMargin(ledger);
    this.#booking = new PerpBooking(ledger, this.#wallet);
    this.#deleveraging = new Deleveraging(futures.deleveraging);
  }

  /** Fees, tiers and sizes that hold now. Margin tables are made once per edition. */
  #termsAt(now: EpochMs): FuturesTerms {
    const terms = this.#dated.at(now).futures!;
    if (terms !== this.#terms) {
      this.#terms = terms;
      for (const instrument of this.#instruments) instrument.adopt(terms);
    }
    return terms;
  }

  /** Fills at the mark of now. */
  order(request: OrderRequest, now: EpochMs): Outcome {
    return this.fillAt(request, this.#markOf(request.symbol, now), now, 'taker');
  }

  /** What an order would be refused for now; nothing happens. */
  check(request: OrderRequest, now: EpochMs): Outcome | undefined {
    const priced = this.#price(request, this.#markOf(request.symbol, now), now, 'taker');
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
    const { instrument, delta, fill, fee, margin } = priced;
    const out = new PostingList();
    const trade = { delta, price: fill, cause: 'fill' } as const;
    this.#booking.trade(instrument, trade, fee, margin, now, out);
    this.#insureWithoutPositions(instrument.collateral, 0, now, out);
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

  #markOf(symbol: InstrumentSymbol, now: EpochMs): number {
    const instrument = this.#bySymbol.get(symbol);
    return instrument === undefined ? NaN : this.#data.getData(now).value(instrument.mark);
  }

  #price(
    request: OrderRequest,
    referencePrice: number,
    now: EpochMs,
    liquidity: Liquidity,
  ): PricedOrder | Outcome {
    const terms = this.#termsAt(now);
    const instrument = this.#bySymbol.get(request.symbol);
    if (instrument === undefined) return refuse('VEN-006', request.symbol);
    if (!(referencePrice > 0)) return refuse('VEN-008', request.symbol);
    const size = this.#size(request, instrument, referencePrice);
    if ('kind' in size) return size;

    const fill = fillPrice(request, referencePrice, liquidity, {
      rules: instrument.rules,
      slippageBps: terms.slippage_bps,
      volume: instrument.volume,
      view: this.#data.getData(now),
    });
    if (!(fill > 0 && fill < Infinity)) return refuse('VEN-013', `${request.quantityBase} at once`);
    const outOfBounds = checkPrice(request, fill);
    if (outOfBounds !== undefined) return outOfBounds;
    const feeBps = liquidity === 'taker' ? terms.taker_fee_bps : terms.maker_fee_bps;
    const fee = request.quantityBase * fill * feeBps * BPS;
    const priced = { instrument, delta: size.delta, fill, fee, margin: 0 };
    if (size.opens === 0) return priced;
    return instrument.collateral === this.#wallet
      ? (this.#lacksInWallet(priced, referencePrice, now) ?? priced)
      : this.#laidAside(priced, size, referencePrice);
  }

  /** How an order divides into what it closes and what it opens, or what its size is refused for. */
  #size(request: OrderRequest, instrument: PerpInstrument, referencePrice: number): Size | Outcome {
    const { quantityBase: quantity, side, reduceOnly } = request;
    const sign = sideSign(side);
    const held = this.#ledger.get(instrument.position);
    const { opensBase, keepsBase, closesAll } = splitOrder(
      held,
      sign * quantity,
      instrument.lotBase,
    );
    const refusal = checkSize(request, instrument.rules, referencePrice, closesAll);
    if (refusal !== undefined) return refusal;
    if (closesAll) return { delta: -held, opens: 0, keeps: 0 };
    if (reduceOnly && opensBase > 0) {
      return refuse('VEN-005', `${quantity} to ${side} against a position of ${held}`);
    }
    const after = Math.abs(held + sign * quantity) * referencePrice;
    if (opensBase > 0 && after > instrument.margins.largestNotional) {
      return refuse('VEN-019', `${after} of at most ${instrument.margins.largestNotional}`);
    }
    return { delta: sign * quantity, opens: opensBase, keeps: keepsBase };
  }

  /** Cross margin: what is left after the fee, and what the fill loses to the mark, carries every position's margin. */
  #lacksInWallet(
    { instrument, delta, fill, fee }: PricedOrder,
    mark: number,
    now: EpochMs,
  ): Outcome | undefined {
    const { leverage } = this.#terms!;
    const view = this.#data.getData(now);
    const [group] = this.#groups;
    const free =
      this.#margin.free(group!, view, leverage, instrument) + this.#margin.profit(instrument, mark);
    const needed =
      this.#margin.initial(instrument, delta, mark, leverage) + fee + delta * (fill - mark);
    if (needed <= free) return undefined;
    return refuse('VEN-002', `${needed} ${this.#settlement} needed, ${free} free`);
  }

  /** Isolated margin: the wallet lays aside what the margin of the position grows by, and carries fee and loss to the mark. */
  #laidAside(priced: PricedOrder, size: Size, mark: number): PricedOrder | Outcome {
    const { instrument, delta, fill, fee } = priced;
    const { leverage } = this.#terms!;
    const { margins } = instrument;
    const before = size.keeps === 0 ? 0 : margins.initial(size.keeps * fill, leverage);
    const margin = this.#margin.initial(instrument, delta, fill, leverage) - before;
    const free = this.#ledger.get(this.#wallet);
    const needed = margin + fee + Math.sign(delta) * size.opens * (fill - mark);
    if (needed <= free) return { ...priced, margin };
    return refuse('VEN-002', `${needed} ${this.#settlement} needed, ${free} free`);
  }

  payFunding(at: EpochMs, out: PostingSink): void {
    const view = this.#data.getData(at);
    for (const instrument of this.#instruments) {
      const held = this.#ledger.get(instrument.position);
      if (held === 0 || view.visibleSince(instrument.fundings) !== at) continue;
      this.#termsAt(at);
      const payment =
        -held * view.value(instrument.fundingPrice) * view.value(instrument.fundingRate);
      this.#ledger.move(at, instrument.collateral, 'funding', payment, out);
    }
  }

  /** Liquidates what these prices leave below maintenance. Only when a candle has closed. */
  checkMargin(at: EpochMs, prices: PriceAt, out: PostingSink): void {
    const terms = this.#termsAt(at);
    const view = this.#data.getData(at);
    for (const group of this.#groups) {
      let equity = this.#ledger.get(group.collateral);
      let maintenance = 0;
      let candleClosed = false;
      for (const instrument of group.instruments) {
        const held = this.#ledger.get(instrument.position);
        if (held === 0) continue;
        if (view.visibleSince(instrument.candles) === at) candleClosed = true;
        const price = instrument.riskPrice(held, prices, view);
        equity += held * price + this.#ledger.get(instrument.openValue);
        maintenance += instrument.margins.maintenance(Math.abs(held) * price);
      }
      if (candleClosed && equity < maintenance)
        this.#booking.liquidate(group, prices, terms.liquidation_fee_bps, view, at, out);
    }
  }

  /** When the next configured deleveraging falls due; nothing can happen to a market without positions. */
  nextEventAt(): EpochMs {
    if (this.#deleveraging.isOver) return Infinity;
    for (const { position } of this.#instruments)
      if (this.#ledger.get(position) !== 0) return this.#deleveraging.nextAt;
    return Infinity;
  }

  /** Plays the deleveragings that fall on this moment: each closes its share of a position, without a fee. */
  deleverage(at: EpochMs, out: PostingSink): void {
    while (!this.#deleveraging.isOver) {
      const event = this.#deleveraging.take(at);
      if (event === undefined) return;
      this.#termsAt(at);
      const instrument = this.#bySymbol.get(event.symbol);
      const held = instrument === undefined ? 0 : this.#ledger.get(instrument.position);
      if (instrument === undefined || held === 0) continue;
      const closes = roundToStep(Math.abs(held) * event.share, instrument.lotBase, 'down');
      if (closes === 0) continue;
      const mark = this.#data.getData(at).value(instrument.mark);
      const price = mark * (1 - Math.sign(held) * event.adverse_bps * BPS);
      const delta = closes >= Math.abs(held) ? -held : -Math.sign(held) * closes;
      this.#booking.trade(instrument, { delta, price, cause: 'liquidation' }, 0, 0, at, out);
      const cost = delta * (price - mark);
      this.#insureWithoutPositions(instrument.collateral, cost, at, out);
    }
  }

  #insureWithoutPositions(
    collateral: AccountIndex,
    cost: number,
    at: EpochMs,
    out: PostingSink,
  ): void {
    for (const other of this.#instruments)
      if (other.collateral === collateral && this.#ledger.get(other.position) !== 0) return;
    this.#booking.insure(collateral, cost, at, out);
  }

  /** What may leave an account that stands behind positions; undefined for an account that does not. */
  withdrawable(account: AccountIndex, now: EpochMs): number | undefined {
    const group = this.#groups.find(({ collateral }) => collateral === account);
    if (group === undefined) return undefined;
    const { leverage } = this.#termsAt(now);
    return this.#margin.withdrawable(group, this.#data.getData(now), leverage);
  }

  /** The margin of the one position that a venue of a run has, where it has one of its own. */
  get isolatedMargin(): AccountIndex | undefined {
    const collateral = this.#instruments[0]?.collateral;
    return collateral === this.#wallet ? undefined : collateral;
  }

  save(): Json {
    return { deleveragings_passed: this.#deleveraging.passed };
  }

  load(state: Json): void {
    this.#deleveraging.passed = (state as { deleveragings_passed: number }).deleveragings_passed;
  }
}
