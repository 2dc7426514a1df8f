import type { CexVenueConfig } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { basisConfig, basisMarket } from '../testing/basis-market.js';

/** Moves enough for rebalances in both directions. */
const market = () =>
  basisMarket({
    steps: 300,
    spot: (i) => 42_000 * (1 + 0.3 * Math.abs(((i % 200) - 100) / 100)),
  });

type Change = (binance: CexVenueConfig, symbol: string) => object;

/** The run where the value stands in the configuration, and where a change that came long before brings it. */
function both(change: Change) {
  const run = (isDated: boolean) => {
    const config = basisConfig((draft) => {
      const binance = structuredClone(draft.venue_configs['binance']) as CexVenueConfig;
      const set = change(binance, 'BTC-USDT') as Record<string, unknown>;
      const dated = { ...binance, changes: [{ from: '2020-01-01T00:00:00Z', set }] };
      draft.venue_configs['binance'] = isDated ? dated : laid(binance, set);
    });
    return new EventDrivenStrategyEngine({ config, dataProvider: market() }).runBacktestSync()
      .summary;
  };
  return { dated: run(true), plain: run(false) };
}

function laid<T>(below: T, above: object): T {
  const made = { ...below } as Record<string, unknown>;
  for (const [key, value] of Object.entries(above)) {
    const isMapping = value !== null && typeof value === 'object' && !Array.isArray(value);
    made[key] = isMapping ? laid(made[key] as object, value as object) : value;
  }
  return made as T;
}

const plainRun = () =>
  new EventDrivenStrategyEngine({ config: basisConfig(), dataProvider: market() }).runBacktestSync()
    .summary;

const market_terms = { tick_size: 0.5, lot_size: 0.01, min_size: 0.01, min_notional: 500 };

describe('a parameter that a dated change brings', () => {
  it.each<[string, Change]>([
    ['the fee of spot', () => ({ spot: { taker_fee_bps: 20 } })],
    ['the slippage of perps', () => ({ futures: { slippage_bps: 9, taker_fee_bps: 7 } })],
    ['lots and minima', (_, symbol) => ({ spot: { instruments: { [symbol]: market_terms } } })],
    ['lots of perps', (_, symbol) => ({ futures: { instruments: { [symbol]: market_terms } } })],
    ['the fee of withdrawals', () => ({ withdrawals: { USDT: { fee: 40, min_amount: 500 } } })],
    ['the account leverage', () => ({ futures: { leverage: 4 } })],
  ])('holds for every component that uses it: %s', (_, change) => {
    const { dated, plain } = both(change);
    expect(plain.executions).toBeGreaterThan(10);
    expect(dated.result_hash).toBe(plain.result_hash);
  });

  it('is seen at all: the runs above differ from the one without it', () => {
    const { plain } = both(() => ({ spot: { taker_fee_bps: 20 } }));
    expect(plain.result_hash).not.toBe(plainRun().result_hash);
  });
});
