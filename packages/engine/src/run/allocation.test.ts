import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { ResultsSink } from '@basis/core-types';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { MARKET_START_MS, basisConfig, basisMarket } from '../testing/basis-market.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const MINUTE_MS = 60_000;
const WARM_UP = 60_000;
const MEASURED = 120_000;
/** Hashing a link of 64 rows makes a few short-lived objects; spread over its rows that is the whole allowance. */
const BYTES_PER_STEP = 64;

describe('a step that only holds', () => {
  it('allocates nothing', () => {
    const config = basisConfig((document) => {
      document.interval = '1m';
    });
    const dataProvider = basisMarket({
      steps: WARM_UP + MEASURED + 1_000,
      intervalMs: MINUTE_MS,
      spot: (i) => 42_000 + (i % 100),
    });
    const discard: ResultsSink = {
      start: () => undefined,
      timesteps: () => undefined,
      execution: () => undefined,
    };
    const engine = new EventDrivenStrategyEngine({ config, dataProvider, results: discard });
    engine.runBacktestSync(MARKET_START_MS, MARKET_START_MS + WARM_UP * MINUTE_MS);
    const next = new EventDrivenStrategyEngine({ config, dataProvider, results: discard }).resume(
      engine.save(),
    );

    collect();
    const before = process.memoryUsage().heapUsed;
    next.runBacktestSync(undefined, MARKET_START_MS + (WARM_UP + MEASURED) * MINUTE_MS);
    const grown = process.memoryUsage().heapUsed - before;
    expect(grown / MEASURED).toBeLessThan(BYTES_PER_STEP);
  });
});
