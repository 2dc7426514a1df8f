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

/** Sizes as a venue lists them: in contracts where it has a contract size, else in base units. */
interface ListedSizes {
  readonly lot_size: number;
  readonly min_size: number;
  readonly max_size: number | null;
  readonly contract_size?: number;
}

/** Requests count in base units everywhere; these are the venue's steps and bounds in the same. */
export function lotBase({ lot_size, contract_size = 1 }: ListedSizes): number {
  return lot_size * contract_size;
}
export function minSizeBase({ min_size, contract_size = 1 }: ListedSizes): number {
  return min_size * contract_size;
}
/** Infinity where the venue sets no bound. */
export function maxSizeBase({ max_size, contract_size = 1 }: ListedSizes): number {
  return max_size === null ? Infinity : max_size * contract_size;
}

/** The same, and the least that an order must be worth. */
export function sizeBounds(rules: ListedSizes & { readonly min_notional: number }) {
  return {
    lotBase: lotBase(rules),
    leastBase: minSizeBase(rules),
    mostBase: maxSizeBase(rules),
    leastNotional: rules.min_notional,
  };
}
