import { z } from 'zod';
import { bps, impact, positive, ratio, venueHead } from './common.js';

const marginTier = z.strictObject({
  floor_notional: z.number().min(0),
  cap_notional: positive.nullable(),
  maintenance_margin_rate: ratio,
  max_leverage: positive,
});

const spotInstrument = z.strictObject({
  tick_size: positive,
  lot_size: positive,
  min_size: z.number().min(0).default(0),
  /** The most that one market order may ask for; larger amounts are sent as several. */
  max_size: positive.nullable().default(null),
  min_notional: z.number().min(0).default(0),
  impact: impact.optional(),
});

const perpInstrument = spotInstrument.extend({
  /** Base units in one contract, where the venue counts in contracts: lots and sizes are contracts then. */
  contract_size: positive.default(1),
  max_leverage: positive,
  margin_tiers: z.array(marginTier).min(1),
});

const fees = { maker_fee_bps: bps, taker_fee_bps: bps, slippage_bps: bps };

const withdrawal = z.strictObject({
  fee: z.number().min(0),
  min_amount: z.number().min(0).default(0),
  delay_seconds: z.number().min(0),
});

/** When an order that was placed at `t` is filled: at once, at the open of the next candle, or after a delay. */
const fillAt = z.discriminatedUnion('when', [
  z.strictObject({ when: z.literal('now') }),
  z.strictObject({ when: z.literal('next_open') }),
  z.strictObject({ when: z.literal('delay'), seconds: positive }),
]);

/** What a venue in trouble stops: taking orders, or letting go of money. */
export const STOPPABLE = ['orders', 'withdrawals'] as const;

/** From its begin up to, not including, its end. */
const outage = z.strictObject({
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  stops: z.array(z.enum(STOPPABLE)).min(1),
});

/** What is known of how the venue's interface treats a request whose answer was lost. */
const requests = z.strictObject({
  /** The venue carries out nothing that reaches it later than this after it was signed. */
  validity_seconds: positive.max(60).default(5),
  /** What it has accepted may be unknown to its own query for as long; the difference of clocks is in it. */
  visibility_lag_seconds: z.number().min(0).default(5),
  /** Form of our name for an order: `text`: 36 letters, digits, - and _; `alphanumeric`: 32; `hex`: 0x and 32 digits. */
  reference: z.enum(['text', 'alphanumeric', 'hex']).default('text'),
  /** Differences of what is held that are no difference, in units of the asset. */
  tolerances: z.record(z.string(), z.number().min(0)).default({}),
});

export const cexVenueSchema = z.strictObject({
  ...venueHead,
  venue_type: z.literal('cex'),
  /** `split`: spot and futures wallets of their own; `unified`: one wallet. */
  wallets: z.enum(['split', 'unified']),
  settlement_asset: z.string().default('USDT'),
  fill_at: fillAt.default({ when: 'now' }),
  spot: z.strictObject({ ...fees, instruments: z.record(z.string(), spotInstrument) }).optional(),
  futures: z
    .strictObject({
      ...fees,
      funding_interval_hours: positive,
      /** The price that funding is paid on: the mark, or the index where the venue takes its oracle's. */
      funding_price: z.enum(['mark', 'index']).default('mark'),
      /** `cross`: the wallet stands behind all positions; `isolated`: each has margin of its own and loses no more. */
      margin_mode: z.enum(['cross', 'isolated']).default('cross'),
      liquidation_fee_bps: bps,
      /** The leverage set on the account: initial margin is notional / leverage, or / what the tier allows if less. */
      leverage: positive,
      instruments: z.record(z.string(), perpInstrument),
      /** Forced closes to test against: a share of the position, at a price this far from the mark against us. */
      deleveraging: z
        .array(
          z.strictObject({
            at: z.iso.datetime(),
            symbol: z.string(),
            share: ratio,
            adverse_bps: bps.default(0),
          }),
        )
        .default([]),
    })
    .optional(),
  withdrawals: z.record(z.string(), withdrawal).default({}),
  requests: requests.prefault({}),
  /**
   * Times to test against at which the venue refuses orders, or transfers that leave it. Funding, margin, liquidation and
   * deposits go on. None by default: when a venue will fail is nobody's to know.
   */
  outages: z.array(outage).default([]),
});

export type CexVenueConfig = z.output<typeof cexVenueSchema>;
export type Stoppable = (typeof STOPPABLE)[number];
export type PerpInstrumentConfig = z.output<typeof perpInstrument>;
export type SpotInstrumentConfig = z.output<typeof spotInstrument>;
export type MarginTier = z.output<typeof marginTier>;
