/**
 * Makes `docs/scenarios.md` from `configs/scenarios` and what their runs come to: `npm run docs:scenarios`. With
 * `--check` it writes nothing and ends with 1 if the file is not current.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  listNames,
  listScenarios,
  loadRunConfig,
  readScenario,
  type LoadedScenario,
} from '@basis/config';
import type { EngineEvent, ResultsSink, RunSummary } from '@basis/core-types';
import { optionalSeries, requiredSeries } from '@basis/data-provider';
import { loadDataset } from '@basis/data-provider/load';
import { EventDrivenStrategyEngine } from '@basis/engine';
import { format, resolveConfig } from 'prettier';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONFIGS = join(ROOT, 'configs');
const SAMPLE = join(ROOT, 'data', 'sample');
export const SCENARIOS_FILE = join(ROOT, 'docs', 'scenarios.md');

const HEAD = `# Stress scenarios

<!-- Generated from configs/scenarios by \`npm run docs:scenarios\`. Do not edit. -->

Each is a file of \`configs/scenarios\` that one command runs, such as \`basis-backtest run --scenario=gas-spike\`;
\`basis-backtest scenarios\` lists them. The tables have what came of it on the sample data, beside the same mode and
period without the shock. The data are generated: what counts is the difference. Margin ratios are those at the steps, so
at closing prices. What is expected of a good desk is not always what the strategy of today does: the tables say which.
`;

/** What came of one run. */
export interface Measured {
  /** Missing for a run that failed before its first step. */
  readonly summary: RunSummary | undefined;
  /** Infinity where nothing was short or borrowed. */
  readonly lowestMarginRatio: number;
  readonly lowestHealthFactor: number;
  /** How often, by what they are about; the quiet ones are left out. */
  readonly events: ReadonlyMap<string, number>;
  /** What the run ended with, where it failed. */
  readonly error: string | undefined;
}

/** Runs a scenario, or its mode and period as they are. */
export async function measure(scenario: LoadedScenario, isShocked: boolean): Promise<Measured> {
  const shocked = isShocked ? scenario : undefined;
  const { config } = loadRunConfig({
    configDir: CONFIGS,
    mode: scenario.mode,
    environment: {},
    envFile: null,
    executionMode: 'backtest',
    scenario: shocked,
  });
  const dataProvider = await loadDataset(SAMPLE, {
    series: requiredSeries(config),
    optional: optionalSeries(config),
    scenario: shocked,
  });
  const events = new Map<string, number>();
  const lowest = new LowestValues();
  const engine = new EventDrivenStrategyEngine({
    config,
    dataProvider,
    results: lowest,
    events: {
      wants: (type) => type !== 'timestep' && type !== 'state_update',
      emit: (event) => {
        const about = notable(event);
        if (about !== undefined) events.set(about, (events.get(about) ?? 0) + 1);
      },
    },
  });
  let error: string | undefined;
  try {
    engine.runBacktestSync(scenario.start, scenario.end);
  } catch (cause) {
    error = cause instanceof Error ? cause.message : String(cause);
  }
  return {
    summary: engine.summarySoFar(),
    lowestMarginRatio: lowest.of((column) => column.startsWith('margin_ratio_')),
    lowestHealthFactor: lowest.of((column) => column === 'health_factor'),
    events,
    error,
  };
}

/** What a venue did by itself, and whatever is a warning or worse. */
function notable({ type, level, data }: EngineEvent): string | undefined {
  if (type === 'venue_event') return String(data['what']);
  return level === 'WARNING' || level === 'ERROR' ? type : undefined;
}

class LowestValues implements ResultsSink {
  #columns: readonly string[] = [];
  #lowest: number[] = [];

  start(columns: readonly string[]): void {
    this.#columns = columns;
    this.#lowest = columns.map(() => Infinity);
  }
  timesteps(buffer: Float64Array, rows: number): void {
    const width = this.#columns.length;
    for (let i = 0; i < rows * width; i++)
      this.#lowest[i % width] = Math.min(this.#lowest[i % width]!, buffer[i]!);
  }
  execution(): void {}
  of(isWanted: (column: string) => boolean): number {
    return Math.min(Infinity, ...this.#lowest.filter((_, i) => isWanted(this.#columns[i]!)));
  }
}

type Cell = (measured: Measured) => string;

const ROWS: readonly (readonly [string, Cell])[] = [
  ['status', ({ error, summary }) => (error === undefined ? 'complete' : failure(error, summary))],
  ['return', ({ summary }) => percent(summary?.total_return)],
  ['max drawdown', ({ summary }) => percent(summary?.max_drawdown)],
  ['liquidations', ({ summary }) => String(summary?.liquidations ?? '–')],
  ['lowest margin ratio', ({ lowestMarginRatio }) => ratio(lowestMarginRatio)],
  ['lowest health factor', ({ lowestHealthFactor }) => ratio(lowestHealthFactor)],
  ['executions', ({ summary }) => String(summary?.executions ?? '–')],
  [
    'events',
    ({ events }) => [...events].map(([what, times]) => `${times} ${what}`).join(', ') || '–',
  ],
];

/** When it failed and the codes of why; the rest of the message is for whoever runs it. */
function failure(error: string, summary: RunSummary | undefined): string {
  const codes = [...new Set(error.match(/\b[A-Z]{2,5}-\d{3}\b/g) ?? [])];
  return `failed after ${summary?.end ?? 'nothing'} (${codes.join(', ') || error})`;
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${(share * 100).toFixed(2)} %`;
}

function ratio(value: number): string {
  return value === Infinity ? '–' : value.toFixed(3);
}

function table(shocked: Measured, quiet: Measured): string {
  const lines = ROWS.map(([name, cell]) => [name, cell(shocked), cell(quiet)])
    .filter(([, ...cells]) => cells.some((text) => text !== '–'))
    .map((cells) => `| ${cells.join(' | ')} |`);
  return ['| | with the shock | without |', '| --- | --- | --- |', ...lines].join('\n');
}

async function section(name: string, quietRuns: Map<string, Measured>): Promise<string> {
  const scenario = readScenario(CONFIGS, name);
  const { title, story, mode, start, end, expect } = scenario;
  const days = `${start.slice(0, 10)} to ${end.slice(0, 10)}`;
  const text = `## ${title}\n\n\`${name}\` · ${mode} · ${days}\n\n${story}\n\n**Expected:** ${expect}\n`;
  if (!listNames(join(CONFIGS, 'modes')).includes(mode))
    return `${text}\nNot measured: there is no mode ${mode} yet.\n`;
  const key = [mode, start, end].join();
  const quiet = quietRuns.get(key) ?? (await measure(scenario, false));
  quietRuns.set(key, quiet);
  return `${text}\n${table(await measure(scenario, true), quiet)}\n`;
}

/** The whole document, formatted. */
export async function scenariosDocument(): Promise<string> {
  const quietRuns = new Map<string, Measured>();
  const sections: string[] = [];
  for (const name of listScenarios(CONFIGS)) sections.push(await section(name, quietRuns));
  const options = await resolveConfig(SCENARIOS_FILE);
  return format([HEAD, ...sections].join('\n'), { ...options, parser: 'markdown' });
}

/** Returns the exit code. */
export async function main(args: readonly string[], file = SCENARIOS_FILE): Promise<number> {
  const current = await scenariosDocument();
  if (!args.includes('--check')) {
    await writeFile(file, current);
    return 0;
  }
  if ((await readFile(file, 'utf8').catch(() => '')) === current) return 0;
  console.error(`${file} is not current: run \`npm run docs:scenarios\``);
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
