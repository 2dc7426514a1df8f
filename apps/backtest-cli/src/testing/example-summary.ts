import { ATTRIBUTION_TERMS, type RunSummary } from '@basis/core-types';

const none = Object.fromEntries(ATTRIBUTION_TERMS.map((term) => [term, 0])) as Record<
  (typeof ATTRIBUTION_TERMS)[number],
  number
>;

/** A run whose numbers are round, so that their texts are plain to see. */
export const exampleSummary: RunSummary = {
  id: 'example',
  mode: 'btc_basis',
  share_class: 'USDT',
  asset: 'BTC',
  synthetic: true,
  status: 'complete',
  start: '2024-01-01T00:00:00Z',
  end: '2024-12-31T00:00:00Z',
  interval: '1h',
  steps: 8761,
  initial_equity: 1_000_000,
  final_equity: 1_083_412.114,
  final_equity_liquidation: 1_083_000,
  net_flows: 0,
  flows: 0,
  withdrawals_unpaid: 0,
  total_return: 0.083412114,
  apr: 0.0836,
  max_drawdown: 0.0042,
  sharpe: 4.5,
  volatility: 0.011,
  pnl: { ...none, total: 83_412.114, funding: 85_000.114, fees: -1_588, residual: 1e-9 },
  executions: 1234,
  liquidations: 0,
  gated_steps: 0,
  funding_of_a_dollar: { constant_notional: 0.12, constant_quantity: 0.19 },
  config_hash: 'c'.repeat(64),
  data_hash: 'd'.repeat(64),
  result_hash: '0123456789abcdef'.repeat(4),
  wall_ms: 20,
  steps_per_second: 438_050,
};
