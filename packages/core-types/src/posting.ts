import type { EffectId } from './request.js';
import type { AccountIndex, EpochMs } from './units.js';

/**
 * Sign conventions, stated here once.
 *
 * | quantity                  | positive means                                            |
 * | ------------------------- | --------------------------------------------------------- |
 * | posting delta             | the account holds more                                     |
 * | balance                   | an asset of ours                                           |
 * | debt                      | never positive: a debt account holds minus what is owed    |
 * | perp position             | long; a short is negative base units                       |
 * | funding                   | received: -position x mark x rate                          |
 * | fees, gas, slippage terms | never positive in sum: costs are negative                  |
 * | execution cost            | in our favour: side x (arrival - fill) x quantity, buy +1, sell -1; adverse is negative |
 * | net flow                  | capital that came in; what is owed to investors is negative |
 */
export const CAUSES = [
  'deposit',
  'withdrawal',
  'payment',
  'external',
  'fill',
  'fee',
  'funding',
  'realised',
  'transfer',
  'transfer_fee',
  'gas',
  'liquidation',
  'insurance',
  'convert',
  'discount',
  'interest',
  'borrow_interest',
  'staking',
  'reward',
] as const;

export type Cause = (typeof CAUSES)[number];

/** One change of one asset on one account: the only way a quantity ever changes. */
export interface Posting {
  readonly timeMs: EpochMs;
  readonly account: AccountIndex;
  readonly cause: Cause;
  readonly delta: number;
  /** What it is part of. Live, the same thing may be told twice; what has been booked by its name is not booked again. */
  readonly effect?: EffectId;
}

/** Takes postings one by one without an object for each; the order of calls is the order of booking. */
export interface PostingSink {
  post(timeMs: EpochMs, account: AccountIndex, cause: Cause, delta: number): void;
}

/** The terms that explain a change of equity; cumulative, in share-class currency, costs negative. */
export const ATTRIBUTION_TERMS = [
  'funding',
  'lending_interest',
  'borrowing_cost',
  'staking_yield',
  'basis',
  'price_delta',
  'lst_discount',
  'rewards',
  'liquidation',
  'fx',
  'fees',
  'gas',
  'slippage',
  'transfer_cost',
  'residual',
] as const;

export type AttributionTerm = (typeof ATTRIBUTION_TERMS)[number];

/**
 * The term that takes the value of a posting at the prices of its moment. A fill exchanges two assets, so its value is
 * what the trade lost against the mark: slippage. Transfers (supplying and borrowing are such) and realisation move
 * value between accounts and sum to nil.
 */
export const TERM_OF_CAUSE: Readonly<Record<Cause, AttributionTerm | 'net_flow'>> = {
  deposit: 'net_flow',
  /** Accepted: from now on it is owed. Paying it later takes as much from the cash as from what is owed. */
  withdrawal: 'net_flow',
  payment: 'net_flow',
  /** Made outside and taken for right: whatever it changed came in or went out. */
  external: 'net_flow',
  fill: 'slippage',
  fee: 'fees',
  funding: 'funding',
  realised: 'basis',
  transfer: 'transfer_cost',
  transfer_fee: 'transfer_cost',
  gas: 'gas',
  liquidation: 'liquidation',
  /** The part of a price move that a venue's insurance fund bore, because the margin was gone before it. */
  insurance: 'price_delta',
  /** One token becomes another at its protocol's own rate: staking, wrapping, a queue. What that loses is a cost. */
  convert: 'slippage',
  /** What a market pays less than the protocol's rate for a staking token. */
  discount: 'lst_discount',
  /** Interest that the market-wide index does not show: our own weight on the rate curve. */
  interest: 'lending_interest',
  borrow_interest: 'borrowing_cost',
  /** A rebase, or what a queue pays less than it accepted. */
  staking: 'staking_yield',
  reward: 'rewards',
};
