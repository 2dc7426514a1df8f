import { join } from 'node:path';
import { findBase, type FlagValues, type Terminal } from '@basis/cli';
import { readSettings, readVariables, SETTING_NAMES } from '@basis/config';
import { ComponentError, type SeriesId } from '@basis/core-types';
import {
  checkSeries,
  isError,
  optionalSeries,
  requiredSeries,
  type Finding,
} from '@basis/data-provider';
import {
  listSeries,
  readDataset,
  type CellError,
  type ReadOptions,
} from '@basis/data-provider/load';
import type { runConfigFlags, dataFlag } from '../run-flags.js';
import { dataFolder } from './data-folder.js';
import { loadConfig } from './load-config.js';

export type InspectValues = FlagValues<typeof dataFlag & typeof runConfigFlags> & {
  readonly mode: string | undefined;
};

export type InspectedFinding = Pick<Finding, 'check' | 'severity' | 'message' | 'remedy'> & {
  readonly series?: SeriesId;
};

export interface Inspection {
  readonly dataset: string | null;
  readonly folder: string;
  readonly synthetic: boolean | null;
  /** How many could be read; null where some were missing. */
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
    return await inspect(folder, options);
  } catch (error) {
    const cells = cellErrors(error);
    const findings = cells?.map(findingOfCell) ?? missingSeries(error);
    if (findings === undefined) throw error;
    const nothing = { dataset: null, folder, synthetic: null, series: null };
    if (cells === undefined) return { ...nothing, passed: false, findings };
    // The rest of the data set is judged all the same.
    const unreadable = new Set(cells.map(({ file }) => file));
    const ids = [...(options.series ?? (await listSeries(folder))), ...(options.optional ?? [])];
    const readable = ids.filter((id) => !unreadable.has(join(folder, `${id}.csv`)));
    const rest = await inspect(folder, { series: [], optional: readable });
    return { ...rest, passed: false, findings: [...findings, ...rest.findings] };
  }
}

async function inspect(folder: string, options: ReadOptions): Promise<Inspection> {
  const { name, synthetic, series } = await readDataset(folder, options);
  const findings = checkSeries(series);
  const passed = !findings.some(isError);
  return { dataset: name, folder, synthetic, series: series.length, passed, findings };
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

function missingSeries(error: unknown): InspectedFinding[] | undefined {
  if (!(error instanceof ComponentError) || error.code !== 'DATA-001') return undefined;
  const { message, resolution: remedy } = error;
  return [{ check: 'required', severity: 'error', message, remedy }];
}

function cellErrors(error: unknown): readonly CellError[] | undefined {
  if (!(error instanceof ComponentError) || error.code !== 'DATA-003') return undefined;
  return error.context['errors'] as unknown as readonly CellError[] | undefined;
}

function findingOfCell({ file, line, column, value, allowed }: CellError): InspectedFinding {
  const place = `${file}, line ${line}${column === null ? '' : `, column ${column}`}`;
  return {
    check: 'impossible_value',
    severity: 'error',
    message: `${place}: ${JSON.stringify(value)}`,
    remedy: `Allowed is ${allowed}.`,
  };
}
