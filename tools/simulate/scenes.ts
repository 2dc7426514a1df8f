/** What schedules play in: configurations with the time that each needs, and markets that schedules share. */
import {
  accountsFor,
  exampleRunConfig,
  parseRunConfig,
  type AccountTable,
  type DataProvider,
  type DurationMs,
  type RunConfig,
  type RunConfigInput,
} from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';

export const MINUTE_MS = 60_000;
export const START_MS = Date.UTC(2026, 0, 1, 12);
export const SYMBOL = 'BTC-USDT';
export const EXCHANGES = ['binance', 'bybit'] as const;
export type Exchange = (typeof EXCHANGES)[number];

interface Times {
  /** So long things go wrong. */
  readonly faultsMs: DurationMs;
  /** Then so long they do not. */
  readonly calmMs: DurationMs;
  /** After so much of it an operator takes over what venues hold. */
  readonly adoptAfterMs: DurationMs;
  /** After so much of it an operator lets trading go on. */
  readonly resumeAfterMs: DurationMs;
  /** Since the beginning: when most is sent. */
  readonly busyMs: readonly DurationMs[];
  /** As many there may be, most often. */
  readonly orders: number;
  /** Since the beginning: when the price jumps. */
  readonly jumpMs: DurationMs;
}

export interface Scene extends Times {
  readonly exchanges: readonly Exchange[];
  readonly config: RunConfig;
  readonly accounts: AccountTable;
  readonly markets: readonly DataProvider[];
}

const PRICE = 40_000;
const HOUR_MS = 60 * MINUTE_MS;

type Cex = Extract<RunConfigInput['venue_configs'][string], { venue_type: 'cex' }>;

interface Pace {
  /** Between two questions to a venue that is behind, at first. */
  readonly retry_delay_seconds: number;
  readonly reconcile_every_seconds: number;
  readonly calm_minutes: number;
  /** Larger orders are cut. */
  readonly max_order_notional: number;
}

/** Spot at Binance, shorts at every exchange. Bybit takes a name once and for ever. */
function configOf(hedges: Readonly<Partial<Record<Exchange, number>>>, pace: Pace): RunConfig {
  const example = exampleRunConfig();
  const { component_config: components } = example;
  const base = example.venue_configs['binance'] as Cex;
  const withdrawals = { USDT: { fee: 1, min_amount: 10, delay_seconds: 90 } };
  const exchanges = Object.keys(hedges);
  const venues: Record<string, Cex> = { binance: { ...base, withdrawals } };
  if ('bybit' in hedges)
    venues['bybit'] = { ...base, venue: 'bybit', wallets: 'unified', withdrawals };
  const config: RunConfigInput = {
    ...example,
    execution_mode: 'live',
    interval: '1m',
    hedge_allocation: hedges as Record<string, number>,
    venues: {
      data_subscriptions: exchanges,
      execution_subscriptions: {
        cex_spot: ['binance'],
        cex_futures: exchanges,
        ...('bybit' in hedges ? { wallet: ['alchemy'] } : {}),
      },
    },
    component_config: {
      ...components,
      venue_manager: {
        ...components.venue_manager,
        ...pace,
        execution_timeout: 20,
      },
      execution_interface_manager: { venue_timeout: 4 },
      event_driven_strategy_engine: { retry_delay_seconds: 2 },
      // It is about orders: whether they are worth it is another matter.
      strategy_manager: { carry_gate: false },
    },
    venue_configs: { ...example.venue_configs, ...venues },
  };
  return parseRunConfig(config);
}

function scene(config: RunConfig, exchanges: readonly Exchange[], times: Times): Scene {
  return {
    ...times,
    exchanges,
    config,
    accounts: accountsFor(config),
    markets: JUMPS.map((jump) => market(exchanges, jump, times)),
  };
}

/** Closes by the minute: still, or with one jump within the time of faults. */
const JUMPS = [0, 0.04, -0.04, 0.12, -0.1] as const;

function market(exchanges: readonly Exchange[], jump: number, times: Times): DataProvider {
  const { faultsMs, calmMs, jumpMs } = times;
  const minutes = (faultsMs + calmMs) / MINUTE_MS + 5;
  const timestampsMs = Array.from({ length: minutes }, (_, i) => START_MS + (i - 2) * MINUTE_MS);
  const close = timestampsMs.map(
    (timeMs, i) => PRICE * (timeMs >= START_MS + jumpMs ? 1 + jump : 1) + (i % 3),
  );
  const candle = { open: close, high: close, low: close, close };
  const ofVenue = (venue: string) => [
    {
      id: `perp/${venue}/${SYMBOL}`,
      timestampsMs,
      intervalMs: MINUTE_MS,
      columns: { ...candle, index: close },
    },
    {
      id: `funding/${venue}/${SYMBOL}`,
      timestampsMs: [START_MS - 8 * HOUR_MS, START_MS + jumpMs],
      columns: { rate: [1e-4, 1e-4] },
    },
  ];
  return createDataProvider({
    name: `jump of ${jump}`,
    series: [
      {
        id: `spot/binance/${SYMBOL}`,
        timestampsMs,
        intervalMs: MINUTE_MS,
        columns: { ...candle, volume: close.map(() => 1_000) },
      },
      ...exchanges.flatMap(ofVenue),
      {
        id: 'gas/ethereum',
        timestampsMs: [START_MS - HOUR_MS],
        columns: { base_fee_gwei: [10], priority_fee_gwei: [1] },
      },
    ],
  });
}

export const SCENES = {
  /** Everything is there at once, one order follows for each leg, and it is soon over. */
  one: scene(
    configOf(
      { binance: 1 },
      {
        retry_delay_seconds: 0.5,
        reconcile_every_seconds: 150,
        calm_minutes: 0.4,
        max_order_notional: 60_000,
      },
    ),
    ['binance'],
    {
      faultsMs: 2.5 * MINUTE_MS,
      // The next full minute after the operator's last word, and time to carry out what is decided then.
      calmMs: 2 * MINUTE_MS,
      adoptAfterMs: 14_000,
      resumeAfterMs: 28_000,
      busyMs: [0, MINUTE_MS],
      orders: 4,
      jumpMs: MINUTE_MS,
    },
  ),
  /** Money travels first; once it has arrived, at the full minute after, the first orders are sent. */
  two: scene(
    configOf(
      { binance: 0.6, bybit: 0.4 },
      {
        retry_delay_seconds: 0.1,
        reconcile_every_seconds: 240,
        calm_minutes: 3,
        max_order_notional: 30_000,
      },
    ),
    EXCHANGES,
    {
      faultsMs: 6 * MINUTE_MS,
      // After the operator's last word there is time for a decision, a withdrawal of a minute and a half, the decision that
      // spends it, and for a look at the holdings of every venue.
      calmMs: 6 * MINUTE_MS,
      adoptAfterMs: 61_000,
      resumeAfterMs: 90_000,
      busyMs: [0, 2 * MINUTE_MS],
      orders: 8,
      jumpMs: 3 * MINUTE_MS,
    },
  ),
} as const satisfies Record<string, Scene>;
export type SceneName = keyof typeof SCENES;
