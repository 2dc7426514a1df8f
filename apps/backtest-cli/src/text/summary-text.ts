import type { Paint, Signs } from '@basis/cli';
import { ATTRIBUTION_TERMS, type RunSummary } from '@basis/core-types';
import { fixed, grouped, percent, signed, signedPercent } from './numbers.js';
import { alignRows } from './table.js';

export interface SummaryTextInput {
  readonly summary: RunSummary;
  readonly files: Readonly<Record<string, string>>;
  readonly dataset: { readonly name: string; readonly folder: string };
  readonly paint: Paint;
  readonly signs: Signs;
}

const HASH_SHOWN = 16;
const LABEL_WIDTH = 15;
/** A fiat-like currency in cents, a coin finer. */
const DECIMALS: Readonly<Record<string, number>> = { USDT: 2, ETH: 6 };
const FINE = 6;

/** The outcome of a run for people, short enough to be seen at once. */
export function summaryText({ summary, files, dataset, paint, signs }: SummaryTextInput): string {
  const decimals = DECIMALS[summary.share_class] ?? FINE;
  const amount = (value: number) => grouped(value, decimals);
  const row = (label: string, text: string) => `  ${paint.dim(label.padEnd(LABEL_WIDTH))}${text}`;
  const pair = (a: string, aText: string, b: string, bText: string) =>
    row(a, `${aText.padEnd(LABEL_WIDTH)}${paint.dim(b.padEnd(LABEL_WIDTH))}${bText}`);
  const days = (text: string) => text.replace('T', ' ').replace(/(:\d{2})(\.\d+)?Z$/, '');
  const liquidations = grouped(summary.liquidations, 0);
  return [
    `${paint.bold(summary.mode)}  ${statusText(summary, paint)}`,
    '',
    ...(summary.scenario === undefined
      ? []
      : [row('scenario', paint.yellow(paint.bold(summary.scenario)))]),
    row(
      'period',
      `${days(summary.start)} ${signs.next} ${days(summary.end)} UTC, ` +
        `${grouped(summary.steps, 0)} steps of ${summary.interval}`,
    ),
    row('data', `${dataset.name} (${dataset.folder})${syntheticNote(summary, paint)}`),
    row(
      'equity',
      `${amount(summary.initial_equity)} ${signs.next} ` +
        `${paint.bold(amount(summary.final_equity))} ${summary.share_class}`,
    ),
    ...flowRows(summary, amount, row),
    pair('return', signedPercent(summary.total_return), 'APR', signedPercent(summary.apr)),
    pair('max drawdown', percent(summary.max_drawdown), 'volatility', percent(summary.volatility)),
    pair('Sharpe', fixed(summary.sharpe, 2), 'executions', grouped(summary.executions, 0)),
    ...(summary.liquidations > 0
      ? [row('liquidations', paint.red(paint.bold(`${liquidations}  POSITIONS WERE LIQUIDATED`)))]
      : [row('liquidations', liquidations)]),
    ...gateRows(summary, row),
    '',
    ...attributionLines(summary, decimals, paint),
    ...fundingRows(summary, row),
    '',
    row('speed', speedText(summary)),
    row('result hash', summary.result_hash.slice(0, HASH_SHOWN)),
    ...Object.entries(files)
      .filter(([name]) => name !== 'folder')
      .map(([, path], at) => row(at === 0 ? 'files' : '', path)),
    '',
  ].join('\n');
}

/** Only where the gate kept the strategy out. */
function gateRows(
  { gated_steps, steps }: RunSummary,
  row: (label: string, text: string) => string,
): string[] {
  if (gated_steps === 0) return [];
  const share = percent(gated_steps / steps);
  return [
    row('stayed out', `${grouped(gated_steps, 0)} steps (${share}): the carry would not pay`),
  ];
}

/** What the funding of a hedge is to be read beside. */
function fundingRows(
  { funding_of_a_dollar: sums }: RunSummary,
  row: (label: string, text: string) => string,
): string[] {
  if (sums === undefined) return [];
  return [
    '',
    row('a short of $1', `${signedPercent(sums.constant_notional)} funding at constant notional`),
    row('', `${signedPercent(sums.constant_quantity)} at constant quantity`),
  ];
}

/** Only where investors came or went. */
function flowRows(
  { flows, net_flows, withdrawals_unpaid, share_class }: RunSummary,
  amount: (value: number) => string,
  row: (label: string, text: string) => string,
): string[] {
  if (flows === 0) return [];
  return [
    row('net flows', `${amount(net_flows)} ${share_class} in ${grouped(flows, 0)}`),
    row('unpaid', `${amount(withdrawals_unpaid)} ${share_class} of withdrawals`),
  ];
}

function statusText({ status }: RunSummary, paint: Paint): string {
  return status === 'complete' ? paint.green(status) : paint.yellow(paint.bold(status));
}

function syntheticNote({ synthetic }: RunSummary, paint: Paint): string {
  return synthetic ? `  ${paint.yellow(paint.bold('SYNTHETIC: generated, not market data'))}` : '';
}

function speedText({ wall_ms, steps_per_second }: RunSummary): string {
  if (wall_ms === null || steps_per_second === null) return 'not measured';
  return `${grouped(steps_per_second, 0)} steps/s (${fixed(wall_ms / 1000, 2)} s)`;
}

function attributionLines(summary: RunSummary, decimals: number, paint: Paint): string[] {
  const { pnl, initial_equity } = summary;
  const cells = (name: string, value: number) => [
    name,
    signed(value, decimals),
    signedPercent(initial_equity === 0 ? 0 : value / initial_equity, 3),
  ];
  const terms = ATTRIBUTION_TERMS.map((term) => cells(term, pnl[term])).filter(([, text]) =>
    /[1-9]/.test(text!),
  );
  const [head, ...lines] = alignRows(
    [['profit by cause', summary.share_class, 'of initial'], ...terms, cells('total', pnl.total)],
    ['left', 'right', 'right'],
    '   ',
  ).map((line) => `  ${line}`);
  const total = lines.pop()!;
  return [paint.dim(head!), ...lines, paint.bold(total)];
}
