import type { Terminal } from '@basis/cli';
import type { LoadedRunConfig } from '@basis/config';
import { ComponentError, formatViolation, type ConfigViolation } from '@basis/core-types';
import { configurationGate, type ConfigurationViolation, type Gate } from '@basis/health';
import { loadConfig, type ConfigValues } from '../setup/load-config.js';

export interface JudgedConfiguration {
  readonly gate: Gate;
  /** Missing where the configuration is not valid. */
  readonly loaded?: LoadedRunConfig;
}

/** Loads the configuration and judges it. A mode that does not exist is no finding but a wrong argument, and thrown. */
export function judgeConfiguration(values: ConfigValues, terminal: Terminal): JudgedConfiguration {
  try {
    return { gate: configurationGate([]), loaded: loadConfig(values, terminal) };
  } catch (error) {
    const violations = violationsOf(error);
    if (violations === undefined) throw error;
    return { gate: configurationGate(violations) };
  }
}

function violationsOf(error: unknown): ConfigurationViolation[] | undefined {
  if (!(error instanceof ComponentError)) return undefined;
  if (error.code === 'CFG-002') return [{ message: `CFG-002 ${error.message}` }];
  if (error.code !== 'CFG-001') return undefined;
  const violations = error.context['violations'] as unknown as readonly ConfigViolation[];
  const [first] = violations;
  if (first?.path === 'mode' && first.file === undefined) return undefined;
  return violations.map((found) => ({ message: formatViolation(found) }));
}
