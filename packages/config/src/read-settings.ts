import {
  didYouMean,
  normaliseEnvironment,
  violation,
  violationError,
  type ConfigViolation,
} from '@basis/core-types';
import type { Environment } from './read-variables.js';

export const EXECUTION_MODES = ['backtest', 'live'] as const;
export const ENVIRONMENT_NAMES = ['dev', 'staging', 'production'] as const;
const DEPLOYMENT_MODES = ['local', 'docker'] as const;
const DATA_MODES = ['csv', 'db'] as const;
const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;

export type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number];

/** What a process is told by its environment, apart from the configuration of its run. */
export interface Settings {
  readonly executionMode: (typeof EXECUTION_MODES)[number];
  /** Chooses credentials, and with them testnets or the real venues. */
  readonly environment: EnvironmentName;
  readonly deploymentMode: (typeof DEPLOYMENT_MODES)[number];
  readonly dataMode: (typeof DATA_MODES)[number];
  readonly dataDir: string;
  readonly resultsDir: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

export const SETTING_NAMES = [
  'BASIS_EXECUTION_MODE',
  'BASIS_ENVIRONMENT',
  'BASIS_DEPLOYMENT_MODE',
  'BASIS_DATA_MODE',
  'BASIS_DATA_DIR',
  'BASIS_RESULTS_DIR',
  'BASIS_LOG_LEVEL',
] as const;

/**
 * The settings of a process, read once at its start. An empty variable counts as not set.
 *
 * @throws CFG-001 naming every variable that is wrong
 */
export function readSettings(environment: Environment): Settings {
  const { settings, violations } = checkSettings(environment);
  if (violations.length > 0) throw violationError(violations);
  return settings;
}

/** The same without throwing; what is wrong has its default in the settings. */
export function checkSettings(environment: Environment): {
  readonly settings: Settings;
  readonly violations: readonly ConfigViolation[];
} {
  const violations: ConfigViolation[] = [];
  const given = (name: (typeof SETTING_NAMES)[number]) => environment[name]?.trim() || undefined;
  const oneOf = <Value extends string>(
    name: (typeof SETTING_NAMES)[number],
    allowed: readonly Value[],
    fallback: Value,
    normalise = (text: string) => text,
  ): Value => {
    const text = given(name);
    if (text === undefined) return fallback;
    const found = allowed.find((value) => value === normalise(text));
    if (found === undefined) {
      const hint = `must be one of ${allowed.join(', ')}${didYouMean(text, allowed)}`;
      violations.push(violation('environment', name, text, hint));
    }
    return found ?? fallback;
  };
  const settings: Settings = {
    executionMode: oneOf('BASIS_EXECUTION_MODE', EXECUTION_MODES, 'backtest'),
    environment: oneOf('BASIS_ENVIRONMENT', ENVIRONMENT_NAMES, 'dev', normaliseEnvironment),
    deploymentMode: oneOf('BASIS_DEPLOYMENT_MODE', DEPLOYMENT_MODES, 'local'),
    dataMode: oneOf('BASIS_DATA_MODE', DATA_MODES, 'csv'),
    dataDir: given('BASIS_DATA_DIR') ?? 'data',
    resultsDir: given('BASIS_RESULTS_DIR') ?? 'results',
    logLevel: oneOf('BASIS_LOG_LEVEL', LOG_LEVELS, 'INFO'),
  };
  return { settings, violations };
}
