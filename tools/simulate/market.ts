/** What every schedule plays in: one configuration, and a few markets that schedules share. */
import {
  accountsFor,
  exampleRunConfig,
  parseRunConfig,
  type DataProvider,
  type RunConfigInput,
} from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';

export const MINUTE_MS = 60_000;
export const START_MS = Date.UTC(2026, 0, 1, 12);
/** So long things go wrong. */
export const FAULTS_MS = 6 * MINUTE_MS;
/**
 * Then so long they do not. The operator's last word comes after a minute and a half; then there is time for a decision, a
 * withdrawal of a minute and a half, the decision that spends it, and for a look at the holdings of every venue.
 */
export const CALM_MS = 6 * MINUTE_MS;
export const SYMBOL = 'BTC-USDT';
export const EXCHANGES = ['binance', 'bybit'] as const;

const PRICE = 40_000;
const HOUR_MS = 60 * MINUTE_MS;

type Exchange = Extract<RunConfigInput['venue_configs'][string], { venue_type: 'cex' }>;

/** Spot and short at Binance, another short at Bybit, which takes a name once and for ever. */
function configInput(): RunConfigInput {
  const example = exampleRunConfig();
  const { component_config: components } = example;
  const base = example.venue_configs['binance'] as Exchange;
  const withdrawals = { USDT: { fee: 1, min_amount: 10, delay_seconds: 90 } };
  const binance: Exchange = { ...base, withdrawals };
  const bybit: Exchange = { ...base, venue: 'bybit', wallets: 'unified', withdrawals };
  return {
    ...example,
    execution_mode: 'live',
    interval: '1m',
    hedge_allocation: { binance: 0.6, bybit: 0.4 },
    venues: {
      data_subscriptions: [...EXCHANGES],
      execution_subscriptions: {
        cex_spot: ['binance'],
        cex_futures: [...EXCHANGES],
        wallet: ['alchemy'],
      },
    },
    component_config: {
      ...components,
      venue_manager: {
        ...components.venue_manager,
        reconcile_every_seconds: 240,
        execution_timeout: 20,
        max_order_notional: 30_000,
        calm_minutes: 3,
      },
      execution_interface_manager: { venue_timeout: 4 },
      event_driven_strategy_engine: { retry_delay_seconds: 2 },
      // It is about orders: whether they are worth it is another matter.
      strategy_manager: { carry_gate: false },
    },
    venue_configs: { ...example.venue_configs, binance, bybit },
  };
}

export const config = parseRunConfig(configInput());
export const accounts = accountsFor(config);

const MINUTES = (FAULTS_MS + CALM_MS) / MINUTE_MS + 5;

/** Closes by the minute: still, or with one jump within the time of faults. */
const JUMPS = [0, 0.04, -0.04, 0.12, -0.1] as const;

function market(jump: number): DataProvider {
  const timestampsMs = Array.from({ length: MINUTES }, (_, i) => START_MS + (i - 2) * MINUTE_MS);
  const close = timestampsMs.map((_, i) => PRICE * (i > 4 ? 1 + jump : 1) + (i % 3));
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
      timestampsMs: [START_MS - 8 * HOUR_MS, START_MS + 3 * MINUTE_MS],
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
      ...EXCHANGES.flatMap(ofVenue),
      {
        id: 'gas/ethereum',
        timestampsMs: [START_MS - HOUR_MS],
        columns: { base_fee_gwei: [10], priority_fee_gwei: [1] },
      },
    ],
  });
}

export const markets: readonly DataProvider[] = JUMPS.map(market);
