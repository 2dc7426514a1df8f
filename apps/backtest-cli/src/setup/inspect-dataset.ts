import { join } from 'node:path';
import { readSettings, readVariables, SETTING_NAMES } from '@basis/config';
import { ComponentError, type SeriesId } from '@basis/core-types';
import {
  checkSeries,
  isError,
  optionalSeries,
  requiredSeries,
  type Finding,
} from '@basis/data-provider';
import { readDataset, type CellError, type ReadOptions } from '@basis/data-provider/load';
import type { FlagValues } from '../arguments/flag.js';
import type { configFlags, dataFlag } from '../arguments/shared-flags.js';
import type { Terminal } from '../terminal/terminal.js';
import { dataFolder } from './data-folder.js';
import { findBase } from './find-base.js';
import { loadConfig } from './load-config.js';

export type InspectValues = FlagValues<typeof dataFlag & typeof configFlags> & {
  readonly mode: string | undefined;
};

export type InspectedFinding = Pick<Finding, 'check' | 'severity' | 'message' | 'remedy'> & {
  readonly series?: SeriesId;
};

export interface Inspection {
  readonly dataset: string | null;
  readonly folder: string;
  readonly synthetic: boolean | null;
  /** null where the files could not be read. */
  readonly series: number | null;
  readonly passed: boolean;
  readonly findings: readonly InspectedFinding[];
}

/** Reads a data set, or what a mode needs of it, and runs every check on it. Throws where there is no data set. */
export async function inspectDataset(
  values: InspectValues,
  terminal: Terminal,
): Promise<Inspection> {
  const { folder, options } = await whatToRead(values, terminal);
  try {
    const { name, synthetic, series } = await readDataset(folder, options);
    const findings = checkSeries(series);
    const passed = !findings.some(isError);
    return { dataset: name, folder, synthetic, series: series.length, passed, findings };
  } catch (error) {
    const findings = unreadable(error);
    if (findings === undefined) throw error;
    return { dataset: null, folder, synthetic: null, series: null, passed: false, findings };
  }
}

async function whatToRead(
  { mode, data, ...values }: InspectValues,
  terminal: Terminal,
): Promise<{ folder: string; options: ReadOptions }> {
  if (mode === undefined) {
    const base = findBase();
    const variables = readVariables(SETTING_NAMES, {
      environment: terminal.environment,
      envFile: { path: join(base, 'env.unified'), optional: true },
    });
    return { folder: await dataFolder(data, readSettings(variables), base), options: {} };
  }
  const { config, settings } = loadConfig({ ...values, mode }, terminal);
  return {
    folder: await dataFolder(data, settings),
    options: { series: requiredSeries(config), optional: optionalSeries(config) },
  };
}

/** Missing series and cells that cannot be read, as findings; undefined for any other error. */
function unreadable(error: unknown): InspectedFinding[] | undefined {
  if (!(error instanceof ComponentError)) return undefined;
  const { message, resolution: remedy } = error;
  if (error.code === 'DATA-001') return [{ check: 'required', severity: 'error', message, remedy }];
  const cells = error.context['errors'] as unknown as readonly CellError[] | undefined;
  if (error.code !== 'DATA-003' || cells === undefined) return undefined;
  return cells.map(({ file, line, column, value, allowed }) => ({
    check: 'impossible_value',
    severity: 'error',
    message: `${file}, line ${line}${column === null ? '' : `, column ${column}`}: ${JSON.stringify(value)}`,
    remedy: `Allowed is ${allowed}.`,
  }));
}
