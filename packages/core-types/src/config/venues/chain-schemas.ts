import { z } from 'zod';
import { bps, gas, impact, positive, ratio, units, venueHead } from './common.js';

/** Gas that an action uses, by name of the call. */
const gasOf = <Name extends string>(names: readonly Name[]) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, gas])) as Record<Name, typeof gas>);

/** The account on the chain that holds tokens, signs transactions and pays gas in ETH. */
export const walletVenueSchema = z.strictObject({
  ...venueHead,
  venue_type: z.literal('wallet'),
  /** Every token that this run may hold on the chain; protocols take and give these and no others. */
  assets: z.array(z.string()).min(1),
  /** ETH kept for gas: a part of the capital, laid into the wallet first and left there by every plan. */
  gas_reserve_eth: units.default(0),
  gas_units: z.strictObject({
    transfer: positive,
    wrap: gas.default(45_000),
    unwrap: gas.default(35_000),
  }),
  confirmation_seconds: z.number().min(0),
});

const rateCurve = z.strictObject({
  base_rate: ratio,
  slope_1: units,
  slope_2: units,
  optimal_utilisation: z.number().gt(0).lt(1),
});

const collateralTerms = {
  /** The most that may be borrowed, and where liquidation begins, as shares of the collateral's value. */
  ltv: ratio,
  liquidation_threshold: ratio,
  /** What a liquidator gets on top of the debt it repays. */
  liquidation_bonus: ratio,
};

const reserve = z.strictObject({
  ...collateralTerms,
  /** The protocol's share of the bonus. */
  liquidation_protocol_share: ratio.default(0.1),
  /** The protocol's share of the interest. */
  reserve_factor: ratio,
  /** In tokens; null is without a cap. Caps and totals in the data go before these. */
  supply_cap: positive.nullable().default(null),
  borrow_cap: positive.nullable().default(null),
  can_borrow: z.boolean().default(true),
  /** Nothing new may be supplied or borrowed; withdrawing and repaying go on. */
  frozen: z.boolean().default(false),
  curve: rateCurve.optional(),
});

/** A category of assets that move together, with better terms among themselves. */
const emode = z.strictObject({
  ...collateralTerms,
  collateral: z.array(z.string()).min(1),
  borrowable: z.array(z.string()).min(1),
});

export const lendingVenueSchema = z.strictObject({
  ...venueHead,
  venue_type: z.literal('lending'),
  reserves: z.record(z.string(), reserve),
  /** By number, as the protocol counts them; 0 is no category. */
  emodes: z.record(z.string().regex(/^[1-9]\d*$/), emode).default({}),
  /** The category that the account is in when a run begins; null for none. Risk is counted in its terms. */
  emode: z.string().nullable().default(null),
  /** Our own supply and debt move the rate along the curve. Needs totals in the data and a curve. */
  own_size_effect: z.boolean().default(false),
  flash_premium_bps: bps.default(5),
  gas_units: gasOf(['supply', 'withdraw', 'borrow', 'repay', 'set_emode', 'flash_loan']),
});

export const stakingVenueSchema = z.strictObject({
  ...venueHead,
  venue_type: z.literal('staking'),
  /** What staking gives: it grows in number as rewards come in. */
  rebasing: z.string(),
  /** Its wrapped form: it grows in value. Its rate is the series `lst/<wrapped>`. */
  wrapped: z.string(),
  queue: z.strictObject({
    delay_seconds: z.number().min(0),
    min_request_eth: units.default(0),
    max_request_eth: positive.nullable().default(null),
  }),
  /**
   * Credit the tokens of the series `rewards/<wrapped>` to the wallet, for what is held wherever it lies. Tokens that the
   * wallet does not list are not claimed.
   */
  rewards: z.boolean().default(true),
  gas_units: gasOf(['stake', 'wrap', 'unwrap', 'request_withdrawal', 'claim_withdrawals']),
});

export const flashLoanVenueSchema = z.strictObject({
  ...venueHead,
  venue_type: z.literal('flash_loan'),
  premium_bps: bps.default(0),
  /** The most that can be lent at once, by asset; what is not listed is not lent. */
  liquidity: z.record(z.string(), positive),
  gas_units: gasOf(['flash_loan']),
});

/** Runs several calls as one transaction. */
export const atomicVenueSchema = z.strictObject({
  ...venueHead,
  venue_type: z.literal('atomic'),
  max_calls: z.int().gt(1).default(20),
  gas_units: gasOf(['batch']),
});

const pool = z.strictObject({
  fee_bps: bps,
  slippage_bps: bps.default(0),
  impact: impact.optional(),
  /**
   * Where the price of the first token in the second comes from: a spot series, or `lst/<token>` for a staking token in
   * ETH. WETH counts as ETH.
   */
  price_series: z.string(),
});

export const dexVenueSchema = z.strictObject({
  ...venueHead,
  venue_type: z.literal('dex'),
  /** `wstETH-WETH`: swapped both ways. */
  pools: z.record(z.string(), pool),
  gas_units: gasOf(['swap']),
});

export type WalletVenueConfig = z.output<typeof walletVenueSchema>;
export type LendingVenueConfig = z.output<typeof lendingVenueSchema>;
export type ReserveConfig = z.output<typeof reserve>;
export type EmodeConfig = z.output<typeof emode>;
export type RateCurveConfig = z.output<typeof rateCurve>;
export type StakingVenueConfig = z.output<typeof stakingVenueSchema>;
export type FlashLoanVenueConfig = z.output<typeof flashLoanVenueSchema>;
export type AtomicVenueConfig = z.output<typeof atomicVenueSchema>;
export type DexVenueConfig = z.output<typeof dexVenueSchema>;
export type PoolConfig = z.output<typeof pool>;
