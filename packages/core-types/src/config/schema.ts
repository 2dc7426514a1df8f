import { z } from 'zod';
import { STRATEGY_ACTIONS, VENUE_ACTIONS } from '../action.js';
import { positive, ratio } from './venues/common.js';
import { venueSchema } from './venues/venue-schema.js';

/**
 * The configuration of one run: a mode file with the static data of its venues merged in. One object, validated whole,
 * frozen, shared by every component; keys are spelled as in the YAML files.
 */
const seconds = (below: number, fallback: number) => z.number().gt(0).lt(below).default(fallback);
const retries = z.int().gt(0).lt(10).default(3);

const reconciliation = z
  .strictObject({
    /** Largest difference that still counts as the same, relative to the larger side. A backtest allows none. */
    tolerance_relative: z.number().min(0).max(0.01).default(0),
  })
  .prefault({});

const venueManager = z.strictObject({
  supported_actions: z.array(z.enum(VENUE_ACTIONS)).min(1),
  action_mapping: z.partialRecord(z.enum(STRATEGY_ACTIONS), z.array(z.enum(VENUE_ACTIONS))),
  execution_timeout: seconds(300, 30),
  reconciliation_timeout: seconds(60, 10),
  /**
   * Live, in seconds: a block waits no longer for money under way. Exchanges credit a deposit within an hour also when the
   * chain is slow; what takes twice as long is held up by somebody.
   */
  arrival_timeout: positive.default(7200),
  max_retries: retries,
  retry_delay_seconds: z.number().min(0).default(0.1),
  max_queue_size: z.int().gt(0).default(100),
  enable_reconciliation: z.boolean().default(true),
  /**
   * How the two legs of a hedge are traded: all at once as taker; resting at the mark first and taking what has not filled
   * by the next candle; or in slices that take turns.
   */
  execution_style: z.enum(['taker', 'maker_first', 'sliced']).default('taker'),
  /** Slices are made so that bought and sold never differ by more than this share of the larger leg. */
  max_leg_imbalance: z.number().gt(0).max(1).default(0.1),
  /** In quote: an order worth more goes as several, one after another, so that no single one can be a disaster. */
  max_order_notional: positive.nullable().default(null),
  /**
   * How much less than expected a swap may bring before it is undone: pools of staking tokens moved by 0.1 % within an
   * hour on bad days, and whoever sees a loose bound takes it.
   */
  max_swap_slippage: ratio.default(0.005),
  /** Live: every block waits until an operator approves it. */
  approve_blocks: z.boolean().default(false),
  /** Live: decide and tell, but send nothing. */
  shadow: z.boolean().default(false),
  /** Live: where a venue holds something else than expected, that is taken for right, or no more risk is added. */
  on_difference: z.enum(['adopt', 'halt']).default('halt'),
  /** Live: what venues hold at the very first start may be more than cash. */
  adopt_positions: z.boolean().default(false),
  /** Live: venues are asked for what they hold this often, trades or not: what was made outside is found so. */
  reconcile_every_seconds: positive.default(60),
  /**
   * How far from the price of its decision an order may trade. The spread of a liquid market is a hundredth of this; the
   * bound is for the book that was emptied.
   */
  max_order_slippage: ratio.gt(0).default(0.01),
  /** In quote: the most that the shorts at one venue may be worth; null is without a bound. */
  max_venue_notional: positive.nullable().default(null),
  /** Orders and transfers sent within any minute, those that lower risk not counted. */
  max_requests_per_minute: z.int().gt(0).default(120),
  /**
   * Share of the equity at the beginning of the UTC day that may be lost before only risk is reduced. A hedged book loses
   * fees and a few funding payments in a day; a twentieth is something else.
   */
  max_daily_loss: ratio.gt(0).default(0.05),
  /**
   * Live: after a move of the price by more than this within `calm_minutes` no risk is added for as long. In 2024 the price
   * of bitcoin left such a band within one hour in a hundred, by up to 10 %: in that the legs meet different prices.
   */
  max_market_move: ratio.gt(0).default(0.03),
  calm_minutes: positive.default(10),
  /** Live: no short is opened so soon before it would pay funding. */
  funding_guard_seconds: z.number().min(0).default(60),
});

const executionInterfaceManager = z
  .strictObject({
    venue_timeout: seconds(120, 15),
    max_retries_per_venue: retries,
    retry_delay_seconds: z.number().min(0).default(0.1),
    enable_atomic_chaining: z.boolean().default(true),
  })
  .prefault({});

const engine = z
  .strictObject({
    timeout_seconds: positive.default(3600),
    max_components: z.int().min(11).default(11),
    memory_limit_mb: positive.default(4096),
    component_timeout: positive.default(30),
    component_initialization_timeout: positive.default(30),
    execution_timeout: positive.default(300),
    tight_loop_enabled: z.boolean().default(true),
    retry_attempts: z.int().min(0).default(3),
    retry_delay_seconds: z.number().min(0).default(0.1),
  })
  .prefault({});

const riskMonitor = z
  .strictObject({
    /** Margin equity / notional at a perp venue. Below `low` margin is added, below `critical` the position is left. */
    margin_ratio_low: positive.default(0.3),
    margin_ratio_high: positive.default(0.9),
    margin_ratio_critical: positive.default(0.08),
    /** |net delta| / asset held. */
    delta_drift_warning: positive.default(0.01),
    delta_drift_critical: positive.default(0.1),
    data_age_warning_seconds: positive.default(7200),
    /** Of lending and staking rates, which are recorded once a day, and of gas: a day and a half is one row missed. */
    protocol_data_age_warning_seconds: positive.default(129_600),
    /**
     * Collateral x liquidation threshold / debt, at the protocol's oracle; it liquidates below 1. At 1.05 a loop of staking
     * tokens lasts three months even at the highest borrow rate recorded, 22.6 % a year; at 1.02 one.
     */
    health_factor_warning: z.number().gt(1).default(1.05),
    health_factor_critical: z.number().gt(1).default(1.02),
    /**
     * How far the market price of a staking token held is below its rate. The worst daily median recorded was 0.5 %, the
     * deepest moment 1.4 %: the first bound is beyond a bad day, the second beyond anything seen of these tokens.
     */
    lst_discount_warning: ratio.gt(0).default(0.01),
    lst_discount_critical: ratio.gt(0).default(0.03),
  })
  .prefault({});

const strategyManager = z
  .strictObject({
    /** |net delta| / asset held that triggers a rebalance. */
    delta_tolerance: positive.default(0.005),
    /** Share of equity below which an amount is not worth moving. */
    min_move_ratio: ratio.default(0.01),
    /** Share of equity kept back from the plan for fees, slippage and transfer costs. */
    cash_buffer_ratio: ratio.default(0.003),
    dust_delta: ratio.default(0.0001),
    /**
     * Enter only where what the position should earn over the horizon, by the rates of the last seven days, is more than
     * entering and leaving cost; leave where it should lose more than leaving costs. What lies between is left as it is.
     */
    carry_gate: z.boolean().default(true),
    /** As long as money is meant to stay: gas and fees are paid once for it. */
    carry_horizon_days: positive.default(30),
    /**
     * How far debt / collateral may be from `target_ltv` before it is brought back. Interest moves it by a hundredth in
     * weeks; a narrower band would trade for nothing, a wider one would reach the warning of the health factor.
     */
    ltv_tolerance: ratio.gt(0).default(0.02),
    /**
     * A plan sells a staking token for no less than this below its protocol's rate, but waits. The worst daily median
     * recorded was 0.5 %, and discounts came back within days; saving a loan from liquidation does not wait.
     */
    max_sale_discount: ratio.default(0.01),
    /** Share of equity, unrealised profit included, that may lie at one exchange: what its failure may cost. */
    max_venue_share: ratio.gt(0).default(1),
    /** In quote: the most that all shorts together may be worth; null is without a bound. */
    max_total_notional: positive.nullable().default(null),
    /**
     * Share of equity that every plan keeps as cash where it begins, to pay withdrawals from at once. None without being
     * asked for: it earns nothing, and where nobody withdraws it is of no use.
     */
    reserve_ratio: ratio.default(0),
    /** After a risk exit nothing is entered for this long, so that a stressed market is not re-entered at once. */
    reentry_cooldown_hours: z.number().min(0).default(24),
  })
  .prefault({});

/** Notional of the short over its margin, as planned. */
export function plannedLeverage(
  config: Pick<RunConfig, 'hedge_leverage' | 'stake_allocation_eth'>,
): number {
  const { hedge_leverage, stake_allocation_eth: share } = config;
  return share === null ? hedge_leverage : share / (1 - share);
}

/** One deposit or withdrawal of investors, in share-class currency; `all` is the whole equity of its moment. */
const flow = z.strictObject({
  at: z.iso.datetime(),
  deposit: positive.optional(),
  withdraw: z.union([positive, z.literal('all')]).optional(),
});

export const SHARE_CLASSES = ['USDT', 'ETH'] as const;
export const INTERVALS = ['1m', '5m', '15m', '30m', '1h', '4h', '8h', '1d'] as const;

export const runConfigSchema = z.strictObject({
  mode: z.string().min(1),
  /** The stress scenario that the run's settings and data come from. None by default; whoever loads one writes it here. */
  scenario: z.string().min(1).optional(),
  /** What the portfolio is counted in, and what the capital comes in as. */
  share_class: z.enum(SHARE_CLASSES),
  asset: z.string().min(1),
  /** In the share class. */
  initial_capital: positive,
  /** What comes and goes after the initial capital, in order of time. Nothing does unless it is said. */
  flows: z.array(flow).default([]),
  interval: z.enum(INTERVALS).default('1h'),
  execution_mode: z.enum(['backtest', 'live']).default('backtest'),
  /** Basis modes: spot = capital x L / (1 + L), margin = capital / (1 + L). */
  hedge_leverage: positive.default(2),
  /**
   * Market-neutral modes: the share of the capital that becomes ETH on the chain, the rest being the margin of its short.
   * It stands for hedge_leverage, which would be a / (1 - a). null where nothing is staked against a short.
   */
  stake_allocation_eth: z.number().gt(0).lt(1).nullable().default(null),
  /** Modes that borrow against what they stake: debt / collateral. Leverage is 1 / (1 - target_ltv). */
  target_ltv: z.number().gt(0).lt(1).nullable().default(null),
  hedge_allocation: z.record(z.string(), ratio).default({}),
  use_flash_loan: z.boolean().default(false),
  unwind_mode: z.enum(['fast', 'slow']).default('fast'),
  /** The staking protocol whose token is held. */
  lst_type: z.enum(['lido', 'etherfi']).nullable().default(null),
  on_chain_leverage_venue: z.string().nullable().default(null),
  headline_equity: z.enum(['redemption', 'liquidation']).default('redemption'),
  venues: z.strictObject({
    data_subscriptions: z.array(z.string()),
    execution_subscriptions: z.strictObject({
      cex_spot: z.array(z.string()).default([]),
      cex_futures: z.array(z.string()).default([]),
      lending: z.array(z.string()).default([]),
      staking: z.array(z.string()).default([]),
      flash_loan: z.array(z.string()).default([]),
      dex: z.array(z.string()).default([]),
      atomic: z.array(z.string()).default([]),
      wallet: z.array(z.string()).default([]),
    }),
  }),
  component_config: z.strictObject({
    venue_manager: venueManager,
    execution_interface_manager: executionInterfaceManager,
    event_driven_strategy_engine: engine,
    risk_monitor: riskMonitor,
    strategy_manager: strategyManager,
    reconciliation_component: reconciliation,
  }),
  /** Static data of every subscribed venue, this mode's overrides merged in. */
  venue_configs: z.record(z.string(), venueSchema),
});

export type FlowConfig = z.output<typeof flow>;
export type RunConfig = z.output<typeof runConfigSchema>;
/** What a caller writes: everything with a default may be left out. */
export type RunConfigInput = z.input<typeof runConfigSchema>;
const INTERVAL_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `15m` -> 900000. */
export function intervalMs(interval: RunConfig['interval']): number {
  return Number(interval.slice(0, -1)) * INTERVAL_MS[interval.slice(-1) as 'm' | 'h' | 'd'];
}
