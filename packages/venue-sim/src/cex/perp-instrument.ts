import {
  fundingSeries,
  lotBase,
  perpOpenValueId,
  perpPositionId,
  perpSeries,
  type AccountIndex,
  type AccountTable,
  type CexVenueConfig,
  type DataProvider,
  type FieldIndex,
  type InstrumentSymbol,
  type MarketView,
  type PerpInstrumentConfig,
  type SeriesIndex,
} from '@basis/core-types';
import { MarginTable } from '@basis/maths';
import { volumeField } from './order-rules.js';

export type FuturesTerms = NonNullable<CexVenueConfig['futures']>;

/** Which price of a candle margin is judged by. */
export type PriceAt = 'worst' | 'close';

/** One perpetual: where it is booked, where its prices come from, and the rules that hold for it now. */
export class PerpInstrument {
  readonly symbol: InstrumentSymbol;
  readonly position: AccountIndex;
  readonly openValue: AccountIndex;
  /** What stands behind the position: the margin wallet, or a margin of its own. */
  readonly collateral: AccountIndex;
  readonly mark: FieldIndex;
  readonly candles: SeriesIndex;
  readonly fundingRate: FieldIndex;
  readonly fundings: SeriesIndex;
  readonly #high: FieldIndex;
  readonly #low: FieldIndex;
  readonly #data: DataProvider;
  readonly #candlesId: string;
  #terms!: {
    readonly rules: PerpInstrumentConfig;
    readonly margins: MarginTable;
    readonly lotBase: number;
    readonly fundingPrice: FieldIndex;
    readonly volume: FieldIndex | undefined;
  };

  constructor(
    venue: CexVenueConfig,
    symbol: InstrumentSymbol,
    collateral: AccountIndex,
    accounts: AccountTable,
    data: DataProvider,
  ) {
    this.symbol = symbol;
    this.position = accounts.index(perpPositionId(venue.venue, symbol));
    this.openValue = accounts.index(perpOpenValueId(venue.venue, symbol));
    this.collateral = collateral;
    this.#data = data;
    this.#candlesId = perpSeries(venue.venue, symbol);
    this.mark = data.field(this.#candlesId, 'close');
    this.#high = data.field(this.#candlesId, 'high');
    this.#low = data.field(this.#candlesId, 'low');
    this.candles = data.find(this.#candlesId)!.index;
    const fundings = fundingSeries(venue.venue, symbol);
    this.fundingRate = data.field(fundings, 'rate');
    this.fundings = data.find(fundings)!.index;
  }

  /** Takes the rules of an edition of the venue's parameters. */
  adopt(futures: FuturesTerms): void {
    const rules = futures.instruments[this.symbol]!;
    this.#terms = {
      rules,
      margins: new MarginTable(rules.margin_tiers),
      lotBase: lotBase(rules),
      fundingPrice: this.#data.field(
        this.#candlesId,
        futures.funding_price === 'mark' ? 'close' : 'index',
      ),
      volume: volumeField(this.#data, this.#candlesId, rules),
    };
  }

  get rules(): PerpInstrumentConfig {
    return this.#terms.rules;
  }
  get margins(): MarginTable {
    return this.#terms.margins;
  }
  get lotBase(): number {
    return this.#terms.lotBase;
  }
  get fundingPrice(): FieldIndex {
    return this.#terms.fundingPrice;
  }
  get volume(): FieldIndex | undefined {
    return this.#terms.volume;
  }

  /** What margin is judged by: the last price, or the one of the candle that was worst for what is held. */
  riskPrice(held: number, prices: PriceAt, view: MarketView): number {
    if (prices === 'close') return view.value(this.mark);
    return view.value(held < 0 ? this.#high : this.#low);
  }
}
