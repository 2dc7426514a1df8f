import type { AssetSymbol, InstrumentSymbol, VenueId } from './units.js';

export type MarketKind = 'spot' | 'perp';
export type Side = 'buy' | 'sell';

/** A tradable pair at one venue. Quantities are in base units at our border, whatever the venue counts in. */
export interface Instrument {
  readonly venue: VenueId;
  readonly market: MarketKind;
  readonly symbol: InstrumentSymbol;
  readonly base: AssetSymbol;
  readonly quote: AssetSymbol;
}

/** `buy` +1, `sell` -1. */
export function sideSign(side: Side): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}

/** `BTC-USDT` into its two assets. */
export function splitSymbol(symbol: InstrumentSymbol): { base: AssetSymbol; quote: AssetSymbol } {
  const dash = symbol.indexOf('-');
  return { base: symbol.slice(0, dash), quote: symbol.slice(dash + 1) };
}
