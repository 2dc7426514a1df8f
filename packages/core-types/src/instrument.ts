import type { AssetSymbol, InstrumentSymbol } from './units.js';

export type MarketKind = 'spot' | 'perp';
export type Side = 'buy' | 'sell';

/** `buy` +1, `sell` -1. */
export function sideSign(side: Side): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}

/** `BTC-USDT` into its two assets. */
export function splitSymbol(symbol: InstrumentSymbol): { base: AssetSymbol; quote: AssetSymbol } {
  const dash = symbol.indexOf('-');
  return { base: symbol.slice(0, dash), quote: symbol.slice(dash + 1) };
}
