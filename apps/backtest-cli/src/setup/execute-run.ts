import { join } from 'node:path';
import type { EventDetail, Json, RunConfig, RunSummary } from '@basis/core-types';
import type { MarketDataProvider } from '@basis/data-provider';
import { EventDrivenStrategyEngine, type RunProgress, type TimeRange } from '@basis/engine';
import { nodeHost } from '@basis/engine/node';
import { EventLogger } from '@basis/event-logger';
import { ResultsStore } from '@basis/results';
import { toYaml } from './config-yaml.js';

export interface RunPlan {
  readonly config: RunConfig;
  readonly data: MarketDataProvider;
  readonly range: TimeRange;
  readonly events: EventDetail;
  /** The folder in which `<id>/` is made. */
  readonly root: string;
  readonly id: string;
  readonly replace: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

export interface RunOutcome {
  readonly summary: RunSummary;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * One backtest with everything that is written about it. What a failed or interrupted run got to is written as well,
 * with its status. Throws what the run threw, RES-001 or LOG-001.
 */
export async function executeRun(plan: RunPlan): Promise<RunOutcome> {
  const { root, id } = plan;
  const store = new ResultsStore({ root, id, replace: plan.replace });
  try {
    return { summary: await runInto(store, plan), files: filesIn(join(root, id)) };
  } catch (error) {
    // Gives the folder back to other runs; whatever it throws follows from what has been thrown.
    await store.stop().catch(ignore);
    throw error;
  }
}

async function runInto(store: ResultsStore, plan: RunPlan): Promise<RunSummary> {
  const { config, range } = plan;
  // Inside the run's own folder: runs side by side must not write into one log.
  const logs = join(store.folder, 'logs');
  const events = new EventLogger({
    dir: logs,
    detail: plan.events,
    mode: 'backtest',
    now: Date.now,
  });
  const engine = new EventDrivenStrategyEngine({
    config,
    dataProvider: plan.data,
    events,
    results: store,
    host: nodeHost(),
    runId: plan.id,
  });
  const save = async (summary: RunSummary) => {
    events.close();
    await store.saveEvents(logs);
    await store.saveFinal(summary);
    await store.stop();
  };
  try {
    await store.saveConfig(toYaml(config as unknown as Json));
    const { summary } = await engine.runBacktest(range.startMs, range.endMs, {
      signal: plan.signal,
      onProgress: plan.onProgress,
    });
    await save(summary);
    return summary;
  } catch (error) {
    await saveFailed(engine, save);
    throw error;
  }
}

async function saveFailed(
  engine: EventDrivenStrategyEngine,
  save: (summary: RunSummary) => Promise<void>,
): Promise<void> {
  const summary = engine.summarySoFar();
  // The first failure is the one to be told of; a disk that is full fails here again.
  if (summary !== undefined) await save({ ...summary, status: 'failed' }).catch(ignore);
}

function ignore(): void {}

function filesIn(folder: string): Record<string, string> {
  return {
    folder,
    summary: join(folder, 'summary.json'),
    config: join(folder, 'config.yaml'),
    timesteps: join(folder, 'timesteps.csv'),
    executions: join(folder, 'executions.csv'),
    events: join(folder, 'events.csv'),
    logs: join(folder, 'logs'),
  };
}
