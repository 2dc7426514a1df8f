/**
 * Prints the bytes that a step which only holds allocates, garbage included, as V8's sampling profiler counts them. A
 * process of its own: a test runner rewrites imports, which keeps V8 from inlining and so changes what is measured.
 */
import { Session } from 'node:inspector/promises';
import type { ResultsSink } from '@basis/core-types';
import { EventDrivenStrategyEngine } from '@basis/engine';
import { MARKET_START_MS, basisConfig, basisMarket } from './basis-market.js';

const MINUTE_MS = 60_000;
const WARM_UP = 100_000;
const MEASURED = 200_000;
const SAMPLING_BYTES = 4_096;

const config = basisConfig((document) => {
  document.interval = '1m';
});
const dataProvider = basisMarket({
  steps: WARM_UP + MEASURED + 1_000,
  intervalMs: MINUTE_MS,
  spot: (i) => 42_000 + (i % 100),
});
const results: ResultsSink = {
  start: () => undefined,
  timesteps: () => undefined,
  execution: () => undefined,
};

const warmUp = new EventDrivenStrategyEngine({ config, dataProvider, results });
warmUp.runBacktestSync(MARKET_START_MS, MARKET_START_MS + WARM_UP * MINUTE_MS);
const measured = new EventDrivenStrategyEngine({ config, dataProvider, results }).resume(
  warmUp.save(),
);

interface SampledCall {
  readonly selfSize: number;
  readonly children: readonly SampledCall[];
}
const bytesOf = (call: SampledCall): number =>
  call.children.reduce((sum, child) => sum + bytesOf(child), call.selfSize);

const inspector = new Session();
inspector.connect();
await inspector.post('HeapProfiler.startSampling', {
  samplingInterval: SAMPLING_BYTES,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
});
measured.runBacktestSync(undefined, MARKET_START_MS + (WARM_UP + MEASURED) * MINUTE_MS);
const { profile } = await inspector.post('HeapProfiler.stopSampling');
process.stdout.write(String(bytesOf(profile.head as SampledCall) / MEASURED));
