import { z } from 'zod';

export const ratio = z.number().min(0).max(1);
export const positive = z.number().positive();
export const bps = z.number().min(0).max(10_000);
export const units = z.number().min(0);
export const gas = z.int().min(0);

export const CAPABILITIES = [
  'spot',
  'futures',
  'lending',
  'staking',
  'flash_loan',
  'swap',
  'atomic',
  'wallet',
] as const;

/**
 * What a trade moves the price by: `slippage_bps` of its venue for the spread, and with `impact` the square-root law on
 * top, coefficient x daily volatility x sqrt(quantity / daily volume).
 */
export const impact = z.strictObject({
  coefficient: positive.default(1),
  daily_volatility: positive,
  /** Base units a day; null for the volume of the last 24 hours in the market's own series. */
  daily_volume_base: positive.nullable().default(null),
});

/**
 * A change of any of a venue's parameters at a date: what is in `set` replaces what stood there from then on, mappings key
 * by key, lists whole. So margin tiers, fees, rate curves and loan-to-values are dated data.
 */
const change = z.strictObject({
  from: z.iso.datetime(),
  set: z.record(z.string(), z.unknown()),
});

export const venueHead = {
  venue: z.string().min(1),
  capabilities: z.array(z.enum(CAPABILITIES)).min(1),
  changes: z.array(change).default([]),
};

export type ImpactConfig = z.output<typeof impact>;
