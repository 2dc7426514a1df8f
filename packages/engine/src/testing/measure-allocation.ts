/**
 * Prints the bytes that a step which only holds allocates, garbage included, as V8's sampling profiler counts them. A
 * process of its own: a test runner rewrites imports, which keeps V8 from inlining and so changes what is measured.
 */
import { Session } from 'node:inspector/promises';
import type { ResultsSink } from '@basis/core-types';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { MARKET_START_MS, basisConfig, basisMarket } from './basis-market.js';

const MINUTE_MS = 60_000;
const WARM_UP = 100_000;
/** Measured several times, the least counts: how soon V8 optimises depends on what else the machine does. */
const ROUNDS = 4;
const STEPS_PER_ROUND = 80_000;
const SAMPLING_BYTES = 4_096;

const config = basisConfig((document) => {
  document.interval = '1m';
});
const dataProvider = basisMarket({
  steps: WARM_UP + ROUNDS * STEPS_PER_ROUND + 1_000,
  intervalMs: MINUTE_MS,
  spot: (i) => 42_000 + (i % 100),
});
const results: ResultsSink = {
  start: () => undefined,
  timesteps: () => undefined,
  execution: () => undefined,
};

interface SampledCall {
  readonly selfSize: number;
  readonly children: readonly SampledCall[];
}
const bytesOf = (call: SampledCall): number =>
  call.children.reduce((sum, child) => sum + bytesOf(child), call.selfSize);

let engine = new EventDrivenStrategyEngine({ config, dataProvider, results });
let endMs = MARKET_START_MS + WARM_UP * MINUTE_MS;
engine.runBacktestSync(MARKET_START_MS, endMs);

const inspector = new Session();
inspector.connect();
let least = Infinity;
for (let round = 0; round < ROUNDS; round++) {
  engine = new EventDrivenStrategyEngine({ config, dataProvider, results }).resume(engine.save());
  endMs += STEPS_PER_ROUND * MINUTE_MS;
  await inspector.post('HeapProfiler.startSampling', {
    samplingInterval: SAMPLING_BYTES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  engine.runBacktestSync(undefined, endMs);
  const { profile } = await inspector.post('HeapProfiler.stopSampling');
  least = Math.min(least, bytesOf(profile.head as SampledCall) / STEPS_PER_ROUND);
}
process.stdout.write(String(least));
