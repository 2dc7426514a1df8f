import { configViolations, type Terminal } from '@basis/cli';
import type { LoadedRunConfig } from '@basis/config';
import { ComponentError } from '@basis/core-types';
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
  if (error instanceof ComponentError && error.code === 'CFG-002') {
    return [{ message: `CFG-002 ${error.message}` }];
  }
  return configViolations(error)?.map((message) => ({ message }));
}
