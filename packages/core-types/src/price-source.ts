import { splitSymbol } from './instrument.js';
import { fxSeries, reserveSeries, type SeriesId, type SeriesInfo } from './market.js';
import type { AssetSymbol, VenueId } from './units.js';

/** How the price of a token follows from that of another: a column times the price of `per`, one to one without it. */
export interface PriceSource {
  readonly per: AssetSymbol;
  readonly column?: { readonly series: SeriesId; readonly name: string };
}

type Named = Pick<SeriesInfo, 'id' | 'kind'>;

/** Coins that stand for a dollar. */
const DOLLAR_COINS: ReadonlySet<AssetSymbol> = new Set(['USDT', 'USDC']);
/** Tokens that markets quote in, the ones to be preferred first. */
const QUOTES: readonly AssetSymbol[] = ['USDT', 'USD', 'USDC', 'ETH', 'WETH'];

/**
 * Where the price of a token stands in a dataset: the one rule of everything that turns one token into another. A stable
 * coin follows its `fx` series, and is a dollar where there is none; WETH is ETH; any other token follows a spot market,
 * those of `venues` first; ETH, where no market is recorded, the oracle of the lending protocol. What a staking token is
 * worth depends on how it is used, and so is no matter of this rule.
 *
 * `undefined` where nothing gives a price, and for the dollar itself.
 */
export function priceSource(
  asset: AssetSymbol,
  series: readonly Named[],
  venues: readonly VenueId[] = [],
): PriceSource | undefined {
  if (asset === 'USD') return undefined;
  if (asset === 'WETH') return { per: 'ETH' };
  const fx = fxSeries(asset, 'USD');
  if (has(series, fx)) return { per: 'USD', column: { series: fx, name: 'rate' } };
  if (DOLLAR_COINS.has(asset)) return { per: 'USD' };
  const spot = bestSpot(asset, series, venues);
  if (spot !== undefined) return spot;
  const oracle = reserveSeries('WETH');
  if (asset !== 'ETH' || !has(series, oracle)) return undefined;
  return { per: 'USD', column: { series: oracle, name: 'oracle_price_usd' } };
}

/** The dollar, and what stands for one. */
export function isDollar(asset: AssetSymbol): boolean {
  return asset === 'USD' || DOLLAR_COINS.has(asset);
}

function has(series: readonly Named[], id: SeriesId): boolean {
  return series.some((one) => one.id === id);
}

function bestSpot(
  asset: AssetSymbol,
  series: readonly Named[],
  venues: readonly VenueId[],
): PriceSource | undefined {
  const found = series
    .filter(({ kind }) => kind === 'spot')
    .map(({ id }) => {
      const [, venue, symbol] = id.split('/') as [string, VenueId, string];
      const { base, quote } = splitSymbol(symbol);
      const preference = venues.indexOf(venue);
      return {
        id,
        base,
        quote,
        byQuote: QUOTES.indexOf(quote),
        byVenue: preference < 0 ? venues.length : preference,
      };
    })
    // ETH in WETH would be a price of itself.
    .filter(({ base, byQuote }) => base === asset && byQuote >= 0)
    .filter(({ quote }) => asset !== 'ETH' || quote !== 'WETH')
    .sort((a, b) => a.byQuote - b.byQuote || a.byVenue - b.byVenue || (a.id < b.id ? -1 : 1))[0];
  if (found === undefined) return undefined;
  return { per: found.quote, column: { series: found.id, name: 'close' } };
}
