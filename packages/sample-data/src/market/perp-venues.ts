import { HOUR_MS, type DurationMs } from '@basis/core-types';
import type { StableCoin } from './fx-rates.js';

export interface PerpVenue {
  readonly venue: string;
  readonly quote: StableCoin;
  readonly fundingEveryMs: DurationMs;
  /** Largest funding of eight hours, either way. */
  readonly fundingCap: number;
}

const EIGHT_HOURS_MS = 8 * HOUR_MS;

export const PERP_VENUES: readonly PerpVenue[] = [
  { venue: 'binance', quote: 'USDT', fundingEveryMs: EIGHT_HOURS_MS, fundingCap: 0.003 },
  { venue: 'bybit', quote: 'USDT', fundingEveryMs: EIGHT_HOURS_MS, fundingCap: 0.003 },
  { venue: 'okx', quote: 'USDT', fundingEveryMs: EIGHT_HOURS_MS, fundingCap: 0.00375 },
  { venue: 'hyperliquid', quote: 'USDC', fundingEveryMs: HOUR_MS, fundingCap: 0.04 },
];
