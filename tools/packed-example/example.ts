/**
 * A program that uses the published packages and nothing else: no file, no environment variable, no global. The part
 * above the line of dashes is shown in the README; below it the result is held against what can be worked out by hand.
 */
import { exampleRunConfig, type RunConfigInput } from '@basis/core-types';
import { createDataProvider, type SeriesInput } from '@basis/data-provider';
import { EventDrivenStrategyEngine } from '@basis/engine';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2024, 0, 1);
const HOURS = 365 * 24;

/** Plain data with the keys of the YAML files; the example is btc_basis on one exchange. */
const config: RunConfigInput = {
  ...exampleRunConfig(),
  initial_capital: 250_000,
  hedge_leverage: 2,
};

/** Arrays from anywhere. Candles are stamped with their opening and become visible when they close. */
function market(priceUsdt: number, fundingRate: number): SeriesInput[] {
  const hourly = Array.from({ length: HOURS + 1 }, (_, i) => START_MS + (i - 1) * HOUR_MS);
  const eightHourly = Array.from({ length: HOURS / 8 + 1 }, (_, k) => START_MS + k * 8 * HOUR_MS);
  const flat = hourly.map(() => priceUsdt);
  const candle = { open: flat, high: flat, low: flat, close: flat };
  return [
    {
      id: 'spot/binance/BTC-USDT',
      timestampsMs: hourly,
      columns: { ...candle, volume: hourly.map(() => 1) },
    },
    { id: 'perp/binance/BTC-USDT', timestampsMs: hourly, columns: { ...candle, index: flat } },
    {
      id: 'funding/binance/BTC-USDT',
      timestampsMs: eightHourly,
      columns: { rate: eightHourly.map(() => fundingRate) },
    },
    {
      id: 'gas/ethereum',
      timestampsMs: hourly,
      columns: { base_fee_gwei: hourly.map(() => 20), priority_fee_gwei: hourly.map(() => 1) },
    },
  ];
}

const engine = new EventDrivenStrategyEngine({
  config,
  dataProvider: createDataProvider({
    name: 'flat market',
    synthetic: true,
    series: market(40_000, 1e-4),
  }),
});
const { summary, results } = await engine.runBacktest('2024-01-01', '2024-12-30');

console.log('funding', summary.pnl.funding.toFixed(2), 'fees', summary.pnl.fees.toFixed(2));
console.log('equity at the end', results?.column('equity').at(-1)?.toFixed(2));
console.log('status', engine.getStatus().health.overall_status);
// -------------------------------------------------------------------------------------------------------------------

function assert(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`expected that ${what}`);
}

function assertClose(actual: number, expected: number, what: string): void {
  const difference = Math.abs(actual - expected);
  assert(
    difference <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${what} is ${expected}, not ${actual}`,
  );
}

const equity = results?.column('equity');
assert(equity !== undefined, 'results are kept in memory');
assert(summary.status === 'complete' && summary.steps === equity.length, 'one row is made a step');
assert(summary.synthetic && summary.wall_ms === null, 'nothing is read of the machine');
assertClose(equity.at(-1)!, summary.final_equity, 'the equity of the last row');

// The price never moves, so the year is explained by funding received less the costs of the one entry.
const { pnl } = summary;
assertClose(pnl.total, pnl.funding + pnl.fees + pnl.slippage, 'the profit');
const [time, position] = [results!.column('timestamp'), results!.column('binance:perp:BTC-USDT')];
const target = (250_000 * 2) / (1 + 2) / 40_000;
assert(Math.abs(-position.at(-1)! / target - 1) < 0.02, `the short is about ${target} BTC`);
const stamps = time.map((at, i) => (i > 0 && at % (8 * HOUR_MS) === 0 ? 1 : 0));
const funding = stamps.reduce(
  (sum, one, i) => sum - one * (position[i - 1] ?? 0) * 40_000 * 1e-4,
  0,
);
assertClose(pnl.funding, funding, 'the funding, paid to what was held before each stamp,');
assert(Math.abs(results!.column('net_delta_BTC').at(-1)!) < 1e-3, 'the price does not matter');

const status = engine.getStatus();
assert(status.mode === 'btc_basis' && !status.is_running, 'the engine rests');
assert(status.current_timestamp === '2024-12-30T00:00:00Z', 'the status tells the last step');
assert(status.health.overall_status === 'healthy', 'every component is healthy');

// Two engines at once in one process: they take turns, and neither changes what the other computes.
const turns: string[] = [];
function start(name: string, hedgeLeverage: number, fundingRate: number) {
  const one = new EventDrivenStrategyEngine({
    config: { ...config, hedge_leverage: hedgeLeverage },
    dataProvider: createDataProvider({ name, series: market(40_000, fundingRate) }),
  });
  return one.runBacktest(undefined, undefined, { onProgress: () => turns.push(name) });
}
const alone = [await start('a', 2, 1e-4), await start('b', 3, -1e-5)];
turns.length = 0;
const together = await Promise.all([start('a', 2, 1e-4), start('b', 3, -1e-5)]);
assert(turns.slice(0, 4).join('') === 'abab', 'the two take turns');
for (const i of [0, 1]) {
  const [one, other] = [alone[i]!.summary, together[i]!.summary];
  assert(one.result_hash === other.result_hash, 'a run beside another gives the same result');
}
assert(
  together[0]!.summary.result_hash !== together[1]!.summary.result_hash,
  'other runs have other results',
);
console.log('two engines at once gave what each gives alone');
