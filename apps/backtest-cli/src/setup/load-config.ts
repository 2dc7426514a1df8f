import { join } from 'node:path';
import { findBase, type FlagValues, type Terminal } from '@basis/cli';
import { loadRunConfig, type LoadedRunConfig, type LoadedScenario } from '@basis/config';
import { ComponentError } from '@basis/core-types';
import type { runConfigFlags, runModeFlag } from '../run-flags.js';

/** The folder of the configuration. */
export function configDirOf(values: { readonly 'config-dir': string | undefined }): string {
  return values['config-dir'] ?? join(findBase(), 'configs');
}

export type ConfigValues = FlagValues<typeof runModeFlag & typeof runConfigFlags>;

/**
 * The configuration that the flags ask for, always that of a backtest.
 *
 * @throws CFG-001 naming every violation, CFG-002 for a file that cannot be read
 */
export function loadConfig(
  values: ConfigValues,
  { environment }: Terminal,
  scenario?: LoadedScenario,
): LoadedRunConfig {
  const environmentFile = values['environment-file'];
  const loaded = loadRunConfig({
    configDir: configDirOf(values),
    mode: values.mode,
    environment,
    scenario,
    // The flag of its own has the last word.
    set:
      values.interval === undefined ? values.set : [...values.set, `interval=${values.interval}`],
    executionMode: 'backtest',
    ...(environmentFile === undefined ? {} : { environmentFile }),
  });
  if (loaded.settings.dataMode === 'db') {
    throw new ComponentError('CLI-001', {
      message: 'BASIS_DATA_MODE=db: this version reads market data from files only; set it to csv',
    });
  }
  return loaded;
}
