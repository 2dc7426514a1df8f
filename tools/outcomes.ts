/** The table of what the seven modes come to on the sample data, for README.md. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadRunConfig } from '@basis/config';
import { ATTRIBUTION_TERMS, STRATEGY_MODES, type RunSummary } from '@basis/core-types';
import { optionalSeries, requiredSeries } from '@basis/data-provider';
import { loadDataset } from '@basis/data-provider/load';
import { EventDrivenStrategyEngine } from '@basis/engine';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** One mode as its file in `configs/modes` has it, over the whole of a data set. */
export async function outcomeOf(
  mode: string,
  dataset = join(ROOT, 'data', 'sample'),
): Promise<RunSummary> {
  const { config } = loadRunConfig({
    configDir: join(ROOT, 'configs'),
    mode,
    environment: {},
    set: [],
    executionMode: 'backtest',
  });
  const dataProvider = await loadDataset(dataset, {
    series: requiredSeries(config),
    optional: optionalSeries(config),
  });
  return new EventDrivenStrategyEngine({ config, dataProvider }).runBacktestSync().summary;
}

export async function outcomesTable(): Promise<string> {
  const rows: string[][] = [];
  for (const mode of Object.keys(STRATEGY_MODES)) rows.push(rowOf(await outcomeOf(mode)));
  const head = [
    'mode',
    'counted in',
    'APR',
    'max drawdown',
    'executions',
    'earned by (of capital)',
  ];
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

function rowOf({
  mode,
  share_class,
  apr,
  max_drawdown,
  executions,
  pnl,
  initial_equity,
}: RunSummary) {
  const terms = ATTRIBUTION_TERMS.map((term) => ({ term, share: pnl[term] / initial_equity }))
    .filter(({ share }) => Math.abs(share) >= 0.0005)
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
    .map(({ term, share }) => `${term} ${percent(share)}`);
  return [
    `\`${mode}\``,
    share_class,
    percent(apr),
    `${(100 * max_drawdown).toFixed(2)} %`,
    String(executions),
    terms.join(', '),
  ];
}

function percent(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)} %`;
}
