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
/**
 * Measured until a round is within the bound that was given, the least counts: how soon V8 optimises depends on what
 * else the machine does, and a busy one may take several rounds.
 */
const MOST_ROUNDS = 12;
const STEPS_PER_ROUND = 80_000;
const SAMPLING_BYTES = 4_096;

const boundBytes = Number(process.argv[2] ?? 0);
const config = basisConfig((document) => {
  document.interval = '1m';
});
const dataProvider = basisMarket({
  steps: WARM_UP + STEPS_PER_ROUND + 1_000,
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

const makeEngine = () => new EventDrivenStrategyEngine({ config, dataProvider, results });
const warm = makeEngine();
const warmEndMs = MARKET_START_MS + WARM_UP * MINUTE_MS;
warm.runBacktestSync(MARKET_START_MS, warmEndMs);
const state = warm.save();

const inspector = new Session();
inspector.connect();
let least = Infinity;
for (let round = 0; round < MOST_ROUNDS && !(least < boundBytes); round++) {
  // Every round is over the same steps.
  const engine = makeEngine().resume(state);
  await inspector.post('HeapProfiler.startSampling', {
    samplingInterval: SAMPLING_BYTES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  engine.runBacktestSync(undefined, warmEndMs + STEPS_PER_ROUND * MINUTE_MS);
  const { profile } = await inspector.post('HeapProfiler.stopSampling');
  least = Math.min(least, bytesOf(profile.head as SampledCall) / STEPS_PER_ROUND);
}
process.stdout.write(String(least));
