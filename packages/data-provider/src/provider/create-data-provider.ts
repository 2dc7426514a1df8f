import { ComponentError } from '@basis/core-types';
import { checkPrepared, type CheckOptions } from '../checks/check-series.js';
import { isError, type Finding } from '../checks/finding.js';
import { prepareAll } from '../series/prepare-all.js';
import type { SeriesInput } from '../series/series-input.js';
import { ColumnDataProvider } from './column-data-provider.js';
import { GuardedDataProvider } from './guarded-data-provider.js';
import type { MarketDataProvider } from './market-data-provider.js';

export interface DataProviderOptions extends CheckOptions {
  readonly name: string;
  /** Data that was generated, not observed. */
  readonly synthetic?: boolean;
  readonly series: readonly SeriesInput[];
  /** Views refuse to be read once the clock has moved on. */
  readonly debug?: boolean;
}

const SHOWN = 5;

/**
 * A data provider over arrays. Throws DATA-003 with every finding when a series cannot be right.
 *
 * @example
 * const provider = createDataProvider({
 *   name: 'mine',
 *   series: [{ id: 'fx/USDT-USD', timestampsMs: [0, 86_400_000], columns: { rate: [1, 0.999] } }],
 * });
 * provider.getData(0).value(provider.field('fx/USDT-USD', 'rate')); // 1
 */
export function createDataProvider(options: DataProviderOptions): MarketDataProvider {
  const { data, findings: shape } = prepareAll(options.series);
  const findings = [...shape, ...checkPrepared(data, options)];
  const errors = findings.filter(isError);
  if (errors.length > 0) throw refusal(options.name, errors, findings);
  const provider = new ColumnDataProvider({
    name: options.name,
    synthetic: options.synthetic ?? false,
    series: data,
    warnings: findings,
  });
  return options.debug === true ? new GuardedDataProvider(provider) : provider;
}

function refusal(
  name: string,
  errors: readonly Finding[],
  findings: readonly Finding[],
): ComponentError {
  const lines = errors.slice(0, SHOWN).map(({ message, remedy }) => `${message}. ${remedy}`);
  if (errors.length > SHOWN) lines.push(`and ${errors.length - SHOWN} more`);
  return new ComponentError('DATA-003', {
    message: `Dataset ${name} cannot be used:\n- ${lines.join('\n- ')}`,
    context: { dataset: name, findings: [...findings] },
  });
}
