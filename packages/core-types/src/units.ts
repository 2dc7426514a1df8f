/**
 * Units as flavoured types: a plain number or string may become one, but two different flavours do not mix.
 * Every field that carries a quantity says its unit in its name (`amountBase`, `priceQuote`, `rateBps`) or its type.
 */
declare const unit: unique symbol;

type Flavour<Base, Name extends string> = Base & { readonly [unit]?: Name };

/** UTC, milliseconds since 1970-01-01. */
export type EpochMs = Flavour<number, 'EpochMs'>;
export type DurationMs = Flavour<number, 'DurationMs'>;
/** One ten-thousandth. */
export type Bps = Flavour<number, 'Bps'>;

export type VenueId = Flavour<string, 'VenueId'>;
/** A token as its venue writes it: `BTC`, `USDT`, `weETH`. */
export type AssetSymbol = Flavour<string, 'AssetSymbol'>;
/** `BASE-QUOTE`, for example `BTC-USDT`. */
export type InstrumentSymbol = Flavour<string, 'InstrumentSymbol'>;
export type BlockId = Flavour<string, 'BlockId'>;
export type InstructionId = Flavour<string, 'InstructionId'>;
export type RequestId = Flavour<string, 'RequestId'>;

/** Number of a record in a journal: 1, 2, 3 and so on. */
export type Seq = Flavour<number, 'Seq'>;

/** Position of an account in the run's account table. */
export type AccountIndex = Flavour<number, 'AccountIndex'>;
/** Position of a column in the data provider's list of columns. */
export type FieldIndex = Flavour<number, 'FieldIndex'>;
/** Position of a series in the data provider's list of series. */
export type SeriesIndex = Flavour<number, 'SeriesIndex'>;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** A year as lending contracts and annualised rates count it: 365 days. */
export const YEAR_MS = 365 * DAY_MS;

export const BPS = 1e-4;
