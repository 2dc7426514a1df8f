import type { JsonObject } from './json.js';
import type {
  EpochMs,
  FieldIndex,
  SeriesIndex,
  VenueId,
  InstrumentSymbol,
  AssetSymbol,
} from './units.js';

/** The kinds of series a dataset may hold, with their columns in order; those in `optional` may be missing. */
export const SERIES_KINDS = {
  spot: { columns: ['open', 'high', 'low', 'close', 'volume'], optional: [], candle: true },
  perp: {
    columns: ['open', 'high', 'low', 'close', 'index', 'volume'],
    optional: ['volume'],
    candle: true,
  },
  funding: { columns: ['rate'], optional: [], candle: false },
  aave_v3: {
    columns: [
      'liquidity_index',
      'variable_borrow_index',
      'supply_apr',
      'borrow_apr',
      'oracle_price_usd',
      'total_supplied',
      'total_borrowed',
      'supply_cap',
      'borrow_cap',
      'ltv',
      'liquidation_threshold',
    ],
    optional: [
      'total_supplied',
      'total_borrowed',
      'supply_cap',
      'borrow_cap',
      'ltv',
      'liquidation_threshold',
    ],
    candle: false,
  },
  lst: { columns: ['exchange_rate', 'market_price_eth'], optional: [], candle: false },
  rewards: { columns: ['token', 'amount_per_unit'], optional: [], candle: false },
  fx: { columns: ['rate'], optional: [], candle: false },
  gas: { columns: ['base_fee_gwei', 'priority_fee_gwei'], optional: [], candle: false },
} as const satisfies Record<
  string,
  { columns: readonly string[]; optional: readonly string[]; candle: boolean }
>;

export type SeriesKind = keyof typeof SERIES_KINDS;

/** The path of a series inside a dataset, without extension: `spot/binance/BTC-USDT`, `aave_v3/USDT`, `gas/ethereum`. */
export type SeriesId = string;

export function spotSeries(venue: VenueId, symbol: InstrumentSymbol): SeriesId {
  return `spot/${venue}/${symbol}`;
}
export function perpSeries(venue: VenueId, symbol: InstrumentSymbol): SeriesId {
  return `perp/${venue}/${symbol}`;
}
export function fundingSeries(venue: VenueId, symbol: InstrumentSymbol): SeriesId {
  return `funding/${venue}/${symbol}`;
}
export function fxSeries(from: AssetSymbol, to: AssetSymbol): SeriesId {
  return `fx/${from}-${to}`;
}
export function reserveSeries(asset: AssetSymbol): SeriesId {
  return `aave_v3/${asset}`;
}
/** Rates of a staking token in its wrapped form. */
export function lstSeries(wrapped: AssetSymbol): SeriesId {
  return `lst/${wrapped}`;
}
export function rewardsSeries(wrapped: AssetSymbol): SeriesId {
  return `rewards/${wrapped}`;
}
export const GAS_SERIES: SeriesId = 'gas/ethereum';

export interface SeriesInfo {
  readonly id: SeriesId;
  readonly kind: SeriesKind;
  readonly index: SeriesIndex;
  readonly columns: readonly string[];
  readonly rows: number;
  /** When the first and the last row become visible: a candle when it closes, anything else at its timestamp. */
  readonly firstVisibleMs: EpochMs;
  readonly lastVisibleMs: EpochMs;
}

/**
 * The market as it is known at one moment. The provider reuses one view for the whole run: what it returns changes when
 * the clock moves, so take numbers from it, never keep it. `copy()` gives a plain object that stays.
 */
export interface MarketView {
  readonly timestampMs: EpochMs;
  /** The latest visible value of a column; NaN before the first row. */
  value(field: FieldIndex): number;
  /** When the row now visible of this series became visible; -Infinity before the first row. */
  visibleSince(series: SeriesIndex): EpochMs;
  copy(): MarketSnapshot;
}

/** The view as a document, in the shape that reports, plugins and people read. */
export interface MarketSnapshot {
  readonly timestamp: string;
  readonly market_data: {
    readonly prices: Readonly<Record<AssetSymbol, number>>;
    readonly rates: {
      /** venue -> symbol -> rate of the last funding. */
      readonly funding: Readonly<Record<VenueId, Readonly<Record<InstrumentSymbol, number>>>>;
      /** token -> yearly rates. */
      readonly lending: Readonly<
        Record<AssetSymbol, { readonly supply_apr: number; readonly borrow_apr: number }>
      >;
    };
  };
  readonly protocol_data: {
    readonly aave_indexes: Readonly<
      Record<
        AssetSymbol,
        { readonly liquidity_index: number; readonly variable_borrow_index: number }
      >
    >;
    readonly oracle_prices: Readonly<Record<AssetSymbol, number>>;
    /** venue -> symbol -> mark price. */
    readonly perp_prices: Readonly<Record<VenueId, Readonly<Record<InstrumentSymbol, number>>>>;
  };
  readonly staking_data: {
    readonly rewards: Readonly<
      Record<AssetSymbol, { readonly token: AssetSymbol; readonly amount_per_unit: number }>
    >;
    /** token -> yearly growth of its exchange rate over the last 7 days of visible data. */
    readonly apr: Readonly<Record<AssetSymbol, number>>;
  };
  readonly execution_data: { readonly gas_price_gwei: number | null };
}

/** The one way to market data. Columns are resolved once at start; nothing later than the asked time is ever visible. */
export interface DataProvider {
  readonly name: string;
  /** Data that was generated, not observed; every document made from it says so. */
  readonly synthetic: boolean;
  /** Covers the bytes of every series. */
  readonly dataHash: string;
  readonly series: readonly SeriesInfo[];
  find(series: SeriesId): SeriesInfo | undefined;
  /** Throws DATA-001 when the series or the column is not there. */
  field(series: SeriesId, column: string): FieldIndex;
  /** The market at `t`. Moving forward is cheap; moving back is allowed. */
  getData(t: EpochMs): MarketView;
  /**
   * The text of the row that is visible at the last asked moment, such as the token of a reward; empty before the first
   * row. Asked of series that have text, and of no others: a provider without any needs none.
   */
  text?(series: SeriesIndex): string;
  /** The earliest moment after the last asked one at which some series shows a new row; Infinity at the end. */
  nextChangeAt(): EpochMs;
  checkComponentHealth(): JsonObject;
}

/**
 * Shows what was put into it last and nothing else, whatever has happened since: live, the market as the journal has it,
 * so that playing the journal again shows the same.
 */
export interface LiveDataProvider extends DataProvider {
  /** Throws DATA-003, and shows what it showed before, where the document is not of the form that it was made with. */
  put(timeMs: EpochMs, market: JsonObject): void;
  save(): JsonObject;
  load(state: JsonObject): void;
}
