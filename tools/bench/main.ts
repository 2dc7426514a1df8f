/**
 * `npm run bench -- [--json] [--steps N] [--most-times N]`: the engine's steps per second on btc_basis beside a hand-written loop over the
 * same data. The two must end at the same equity, or the figures mean nothing and the run fails.
 * With `--most-times` it fails too where the engine takes longer than so many hand-written loops.
 */
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createDataProvider } from '@basis/data-provider';
import type { ExecutionRecord, ResultsSink } from '@basis/core-types';
import { EventDrivenStrategyEngine } from '@basis/engine';
import { loadRunConfig } from '@basis/config';
import { shapedBasisSeries, type MarketShape } from '@basis/sample-data';
import { handLoop, type HandPosition } from './hand-loop.js';

const MINUTE_MS = 60_000;
const ROUNDS = 5;

interface Row {
  readonly name: string;
  readonly steps: number;
  readonly seconds: number;
  readonly steps_per_second: number;
  readonly times_hand_loop: number;
  readonly peak_mb: number;
}

const args = process.argv.slice(2);
const numberAfter = (flag: string, otherwise: number): number => {
  const at = args.indexOf(flag);
  return at < 0 ? otherwise : Number(args[at + 1]);
};
const steps = numberAfter('--steps', 525_600);
const mostTimes = numberAfter('--most-times', Infinity);
if (!Number.isInteger(steps) || steps < 100 || !(mostTimes > 0)) {
  process.stderr.write('--steps must be a whole number of at least 100, --most-times above 0\n');
  process.exit(2);
}

/** Moves by less than the margin bands allow, so that the position stands and the hand loop can follow it. */
const shape: MarketShape = {
  steps,
  intervalMs: MINUTE_MS,
  spot: (i) => 42_000 * (1 + 0.05 * triangle(i / 5_000)),
  basis: (i, venue) => 2e-4 * triangle(i / 700 + venue.length / 7),
  // Begins high, or the carry gate would not let the position be entered at once.
  funding: (k) => 1e-4 * triangle(k / 40 + 0.5),
};

function triangle(x: number): number {
  const part = x - Math.floor(x);
  return part < 0.5 ? 4 * part - 1 : 3 - 4 * part;
}

const discard: ResultsSink = {
  start: () => undefined,
  timesteps: () => undefined,
  execution: () => undefined,
};
const series = shapedBasisSeries(shape);
const dataProvider = createDataProvider({ name: 'bench', synthetic: true, series });
/** The shipped mode, at one step a minute; what is set in this shell does not change the figures. */
const { config } = loadRunConfig({
  configDir: fileURLToPath(new URL('../../configs', import.meta.url)),
  mode: 'btc_basis',
  environment: {},
  envFile: null,
  set: ['interval=1m'],
});

function runEngine(sink: ResultsSink) {
  const engine = new EventDrivenStrategyEngine({ config, dataProvider, results: sink });
  const started = performance.now();
  const { summary } = engine.runBacktestSync();
  return { seconds: (performance.now() - started) / 1000, summary, engine };
}

/** What the engine held once it had entered: the hand loop's starting point. */
function positionOf(
  engine: EventDrivenStrategyEngine,
  executions: readonly ExecutionRecord[],
): HandPosition {
  const held = engine.positions();
  const lastTrade = executions.at(-1)!.timestampMs;
  const perps = ['binance', 'bybit', 'okx'].map((venue) => ({
    venue,
    margin: held[venue]!['margin:USDT']!,
    base: held[venue]!['perp:BTC-USDT']!,
    openValue: held[venue]!['perp_value:BTC-USDT']!,
  }));
  return {
    cash: held['binance']!['spot:USDT'] ?? 0,
    spotBase: held['binance']!['spot:BTC']!,
    perps,
    fromMs: lastTrade,
  };
}

const executions: ExecutionRecord[] = [];
const entry = new EventDrivenStrategyEngine({
  config,
  dataProvider,
  results: { ...discard, execution: (record) => executions.push(record) },
});
const firstMinutes = dataProvider.series[0]!.firstVisibleMs + 40 * MINUTE_MS;
entry.runBacktestSync(undefined, firstMinutes);
const position = positionOf(entry, executions);

let hand = Infinity;
let engineSeconds = Infinity;
let handRows: Float64Array = new Float64Array();
let finalEquity = 0;
for (let round = 0; round < ROUNDS; round++) {
  const started = performance.now();
  handRows = handLoop(series, position, steps);
  hand = Math.min(hand, (performance.now() - started) / 1000);
  const run = runEngine(discard);
  engineSeconds = Math.min(engineSeconds, run.seconds);
  finalEquity = run.summary.final_equity;
}
const handEquity = handRows[handRows.length - 7]!;
if (Math.abs(handEquity - finalEquity) > 1e-9 * finalEquity) {
  process.stderr.write(
    `the hand-written loop ends at ${handEquity}, the engine at ${finalEquity}\n`,
  );
  process.exit(1);
}

const peakMb = process.resourceUsage().maxRSS / 1024;
const row = (name: string, seconds: number): Row => ({
  name,
  steps,
  seconds,
  steps_per_second: steps / seconds,
  times_hand_loop: seconds / hand,
  peak_mb: peakMb,
});
const rows = [row('hand-written loop', hand), row('engine, btc_basis, four venues', engineSeconds)];
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory_gb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};

if (args.includes('--json'))
  process.stdout.write(`${JSON.stringify({ machine, rows }, null, 2)}\n`);
else {
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; best of ${ROUNDS}\n`,
  );
  for (const { name, steps_per_second, times_hand_loop, seconds } of rows) {
    process.stdout.write(
      `${name.padEnd(32)} ${(steps_per_second / 1e6).toFixed(2).padStart(8)} M steps/s ${seconds.toFixed(3).padStart(8)} s ${times_hand_loop.toFixed(1).padStart(7)} x\n`,
    );
  }
}

const times = engineSeconds / hand;
if (times > mostTimes) {
  process.stderr.write(
    `the engine takes ${times.toFixed(1)} hand-written loops, allowed are ${mostTimes}\n`,
  );
  process.exitCode = 1;
}
