import { findingText } from '@basis/cli';
import { ComponentError, type RunConfig } from '@basis/core-types';
import {
  checkCoverage,
  requiredSeries,
  type Finding,
  type MarketDataProvider,
} from '@basis/data-provider';
import { finerThanData, resolveRange, type TimeRange } from '@basis/engine';
import { dataGate, type Gate, type GateFinding } from '@basis/health';
import { openData } from '../setup/open-data.js';

export interface Period {
  readonly start: string | undefined;
  readonly end: string | undefined;
}

export interface JudgedData {
  readonly gate: Gate;
  /** Missing where the data cannot be used. */
  readonly data?: MarketDataProvider;
  readonly range?: TimeRange;
}

/** Loads what a run would need and judges it: readable, right, and covering the period. */
export async function judgeData(
  config: RunConfig,
  folder: string,
  { start, end }: Period,
): Promise<JudgedData> {
  try {
    const data = await openData(config, folder);
    const required = requiredSeries(config);
    const range = resolveRange(config, data, required, start, end);
    const findings = [...data.warnings, ...checkCoverage(data, { ...range, required })];
    const finer = finerThanData(config, data, required);
    const warnings = finer === undefined ? [] : [{ severity: 'warning' as const, message: finer }];
    return { gate: dataGate([...warnings, ...findings.map(findingOf)]), data, range };
  } catch (error) {
    // A time that is none is a wrong argument, not a finding.
    if (!(error instanceof ComponentError) || !error.code.startsWith('DATA-')) throw error;
    return { gate: dataGate(findingsOf(error)) };
  }
}

export function findingOf({ severity, message, remedy }: Finding): GateFinding {
  return { severity, message: `${message}. ${remedy}` };
}

/** All that the error knows, also what its message leaves out. */
function findingsOf(error: ComponentError): GateFinding[] {
  const findings = error.context['findings'] as unknown as readonly Finding[] | undefined;
  if (findings !== undefined) return findings.map(findingOf);
  return [{ severity: 'error', message: findingText(error) }];
}
