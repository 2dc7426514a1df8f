/** Shipped modes on generated markets that go badly: what happens is chosen by the caller, size and time included. */
import { fileURLToPath } from 'node:url';
import { loadRunConfig } from '@basis/config';
import { isoTime, parseRunConfig, type RunConfig, type RunConfigInput } from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { SAMPLE_OPTIONS, generateSampleSeries, type SampleSeries } from '@basis/sample-data';

const CONFIGS = fileURLToPath(new URL('../../../../configs', import.meta.url));
const DAY_MS = 86_400_000;
export const START_MS = Date.UTC(2024, 8, 20);
export const DAYS = 24;

type Series = ReadonlyMap<string, SampleSeries>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type Draft = Writable<RunConfigInput> & Pick<RunConfig, 'initial_capital'>;

/** From a day of the run on, for some days. */
export interface Span {
  readonly from: number;
  readonly days: number;
}
export const timeOf = (day: number) => START_MS + Math.round(day * 24) * (DAY_MS / 24);

/** Everything that a run is given, before what goes wrong. */
export interface Given {
  readonly config: Draft;
  readonly series: Series;
}
export type BadDay = (given: Given) => void;

const samples = generateSampleSeries({ ...SAMPLE_OPTIONS, startMs: START_MS, days: DAYS });

export function given(mode: string): Given {
  const { config } = loadRunConfig({ configDir: CONFIGS, mode, environment: {}, envFile: null });
  const series = samples.map((one) => {
    const columns = Object.entries(one.columns).map(([name, values]) => [name, values.slice()]);
    return [one.id, { ...one, columns: Object.fromEntries(columns) as SampleSeries['columns'] }];
  });
  return {
    config: JSON.parse(JSON.stringify(config)) as Draft,
    series: new Map(series as [string, SampleSeries][]),
  };
}

export function made({ config, series }: Given) {
  const dataProvider = createDataProvider({
    name: 'bad days',
    synthetic: true,
    series: [...series.values()],
  });
  return { config: parseRunConfig(config), dataProvider };
}

function change(
  { series }: Given,
  id: RegExp,
  column: string,
  { from, days }: Span,
  to: (value: number) => number,
): void {
  for (const [name, { timestampsMs, columns }] of series) {
    if (!id.test(name)) continue;
    const values = columns[column] as Float64Array;
    timestampsMs.forEach((at, row) => {
      if (at >= timeOf(from) && at < timeOf(from + days)) values[row] = to(values[row]!);
    });
  }
}

/** The price of ETH and BTC grows by a factor over the span, at once where that has no length. */
export const trend =
  ({ from, days }: Span, factor: number): BadDay =>
  ({ series }) => {
    const at = (time: number) => {
      const gone =
        days === 0 ? Number(time >= timeOf(from)) : (time - timeOf(from)) / (days * DAY_MS);
      return factor ** Math.min(1, Math.max(0, gone));
    };
    for (const [id, { timestampsMs, columns, intervalMs }] of series) {
      const isMarket = /^(spot\/binance|perp)\//.test(id);
      const named = columns as Readonly<Record<string, Float64Array>>;
      timestampsMs.forEach((time, row) => {
        if (/^aave_v3\/w/i.test(id)) named['oracle_price_usd']![row]! *= at(time);
        if (!isMarket) return;
        const [before, after] = [at(time), at(time + intervalMs!)];
        named['open']![row]! *= before;
        named['close']![row]! *= after;
        named['high']![row]! *= Math.max(before, after);
        named['low']![row]! *= Math.min(before, after);
        if (named['index'] !== undefined) named['index'][row]! *= after;
      });
    }
  };
export const funding =
  (span: Span, rate: number): BadDay =>
  (all) =>
    change(all, /^funding/, 'rate', span, () => rate);
export const discount =
  (span: Span, share: number): BadDay =>
  (all) =>
    change(all, /^lst/, 'market_price_eth', span, (price) => price * (1 - share));
export const dearGas =
  (span: Span, factor: number): BadDay =>
  (all) =>
    change(all, /^gas/, 'base_fee_gwei', span, (fee) => fee * factor);
/** Nothing can be taken out of any reserve, nor brought into it. */
export const fullReserves =
  (span: Span): BadDay =>
  (all) => {
    change(all, /^aave_v3/, 'total_supplied', span, () => 1e6);
    for (const column of ['total_borrowed', 'supply_cap', 'borrow_cap'])
      change(all, /^aave_v3/, column, span, () => 1e6);
  };
export const dearLoan =
  ({ from, days }: Span, apr: number): BadDay =>
  ({ series }) => {
    const { timestampsMs, columns } = series.get('aave_v3/WETH')!;
    const named = columns as Readonly<Record<string, Float64Array>>;
    let growth = 1;
    timestampsMs.forEach((time, row) => {
      named['variable_borrow_index']![row]! *= growth;
      if (time < timeOf(from) || time >= timeOf(from + days)) return;
      named['borrow_apr']![row]! += apr;
      growth *= 1 + apr / 365;
    });
  };
export const longQueue =
  ({ from }: Span): BadDay =>
  ({ config: { lst_type, venue_configs } }) => {
    if (typeof lst_type !== 'string') return;
    const set = { queue: { delay_seconds: 18 * 86_400 } };
    Object.assign(venue_configs[lst_type]!, { changes: [{ from: isoTime(timeOf(from)), set }] });
  };
export const outage =
  (venue: string, { from, days }: Span, stops: readonly string[]): BadDay =>
  ({ config: { venue_configs } }) => {
    const until = isoTime(timeOf(from + days));
    const outages = [{ from: isoTime(timeOf(from)), until, stops }];
    if (venue_configs[venue] !== undefined) Object.assign(venue_configs[venue], { outages });
  };
/** Deposits and withdrawals, as shares of the capital; below 0 is a withdrawal. */
export const flows =
  (days: readonly number[], shares: readonly number[]): BadDay =>
  ({ config }) => {
    config.flows = [...days]
      .sort((a, b) => a - b)
      .map((day, i) => {
        const amount = Math.abs(shares[i % shares.length]!) * config.initial_capital;
        const at = isoTime(timeOf(day));
        return shares[i % shares.length]! > 0 ? { at, deposit: amount } : { at, withdraw: amount };
      });
  };
/** Only what the mode has: shares of a hedge, loan-to-value. */
export const plan =
  (
    changes: Readonly<Record<string, unknown>>,
    strategy: Readonly<Record<string, unknown>>,
  ): BadDay =>
  ({ config }) => {
    for (const [key, value] of Object.entries(changes)) {
      const has = config[key as keyof RunConfigInput];
      const isUsed = has !== null && has !== undefined && JSON.stringify(has) !== '{}';
      if (isUsed) Object.assign(config, { [key]: value });
    }
    Object.assign(config.component_config.strategy_manager!, strategy);
  };
