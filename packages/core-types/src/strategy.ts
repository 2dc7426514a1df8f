import type { Decision } from './action.js';
import type { ChainRoleView } from './chain-role.js';
import type { Json } from './json.js';
import type { MarketView } from './market.js';
import type { EpochMs } from './units.js';

export type RiskLevel = 'ok' | 'warning' | 'critical';

/** The wallet and market that hold the asset itself. Base and quote units. */
export interface SpotRoleView {
  readonly baseHeld: number;
  readonly quoteHeld: number;
  readonly priceQuote: number;
  /** Sales fill on this grid of prices, rounded down. */
  readonly tickQuote: number;
  readonly lotBase: number;
  readonly minNotionalQuote: number;
  /** Share of the notional that buying or selling costs: fee and slippage. */
  readonly costRate: number;
  /** Share of what is bought that the venue keeps as its fee. */
  readonly baseFeeRate: number;
  /** Taken from what is withdrawn; what arrives is less by this. */
  readonly withdrawalFeeQuote: number;
  /** The venue lets go of no less than this at once. */
  readonly minWithdrawalQuote: number;
  /** The same of the asset; Infinity where the venue does not pay it out. */
  readonly withdrawalFeeBase: number;
  readonly minWithdrawalBase: number;
  /** Whether orders are taken now; a decision with one that is refused ends a backtest. */
  readonly takesOrders: boolean;
  /** Whether money may leave the venue now. Between its own wallets it always moves. */
  readonly paysOut: boolean;
}

/** One perp venue of the hedge. */
export interface HedgeRoleView {
  /** Configured share of the hedge; venues with 0 are left out. */
  readonly allocation: number;
  /** Signed; a short is negative. */
  readonly positionBase: number;
  readonly markPriceQuote: number;
  /** Margin balance with unrealised profit. */
  readonly marginEquityQuote: number;
  /** What can be taken out now. */
  readonly withdrawableQuote: number;
  /**
   * Share of a notional that has to lie free to short so much more, where each position has margin of its own; 0 where the
   * whole account stands behind all.
   */
  readonly openingRate: number;
  readonly lotBase: number;
  readonly minNotionalQuote: number;
  readonly costRate: number;
  /** Whether moving money to or from the spot wallet stays inside the venue: at once and free. */
  readonly sharesSpotVenue: boolean;
  /** Mean rate of the last seven days, as a yearly rate: positive is received by a short. NaN where there is no history. */
  readonly fundingApr: number;
  /** Taken from what is withdrawn; what arrives is less by this. */
  readonly withdrawalFeeQuote: number;
  /** The venue lets go of no less than this at once. */
  readonly minWithdrawalQuote: number;
  /** Whether orders are taken now; a decision with one that is refused ends a backtest. */
  readonly takesOrders: boolean;
  /** Whether money may leave the venue now. Between its own wallets it always moves. */
  readonly paysOut: boolean;
}

/**
 * What a strategy may look at: one portfolio by role, never by venue. The engine reuses one view for the whole run;
 * read it inside `decide`, keep nothing of it.
 */
export interface StrategyView {
  readonly nowMs: EpochMs;
  readonly market: MarketView;
  /** In share-class currency. */
  readonly equity: number;
  /**
   * Withdrawals that were accepted and are not yet paid, in share-class currency; equity is already without them. They
   * are paid from the cash at the place where the plan begins, as soon as there is some.
   */
  readonly payable: number;
  readonly asset: string;
  readonly quote: string;
  /** Where no spot venue is subscribed nothing is held there and nothing can be traded. */
  readonly spot: SpotRoleView;
  readonly hedges: readonly HedgeRoleView[];
  /** undefined where no wallet on a chain is subscribed. */
  readonly chain?: ChainRoleView | undefined;
  /** Under way between venues, in quote and in base units. */
  readonly inTransitQuote: number;
  readonly inTransitBase: number;
  /** Net exposure to the asset, in its own units. */
  readonly netDeltaBase: number;
  /** The worst of `risks`. */
  readonly riskLevel: RiskLevel;
  /**
   * Whether more may be bought, shorted or borrowed. Live it may not while an operator, a limit or something unknown stands
   * against it: what is out of balance is then made smaller on the side that is too large.
   */
  readonly mayAddRisk: boolean;
  readonly risks: RisksView;
}

/** Levels by what is at risk: each asks for another remedy. */
export interface RisksView {
  /** Margin of the shorts. */
  readonly margin: RiskLevel;
  /** Health factor of the loan. */
  readonly health: RiskLevel;
  /** What a market pays less for a staking token that is held. */
  readonly discount: RiskLevel;
  /** A hedge that does not fit what it hedges. */
  readonly drift: RiskLevel;
  /** Prices and rates that are too old. */
  readonly data: RiskLevel;
}

/** Numbers that a strategy has recorded at every step, in columns of their own. */
export interface Gauges {
  readonly names: readonly string[];
  /** By name; `decide` writes them. At a step without a decision they stand at 0. */
  readonly values: Float64Array;
}

/** Decides; keeps what it must remember in `state`, plain JSON owned by the engine. */
export interface Strategy<S extends Json = Json> {
  readonly mode: string;
  readonly gauges?: Gauges;
  initial(): S;
  /** Returns `HOLD` (compared by identity) when nothing is to be done. */
  decide(view: StrategyView, state: S): Decision;
}

export const HOLD: Decision = Object.freeze({
  action: 'rebalance',
  priority: Number.MAX_SAFE_INTEGER,
  reason: 'nothing to do',
  legs: Object.freeze([]),
});
