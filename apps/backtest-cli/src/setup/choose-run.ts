import { readScenario, type LoadedScenario } from '@basis/config';
import { ComponentError } from '@basis/core-types';
import { configDirOf, type ConfigValues } from './load-config.js';

export interface RunChoice {
  readonly mode: string;
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly scenario: LoadedScenario | undefined;
}

/**
 * What to run: that of the scenario where the command line gives no other.
 *
 * @throws CLI-001 where nothing says which mode; CFG-001 or CFG-002 for the scenario
 */
export function chooseRun(
  values: Pick<ConfigValues, 'config-dir'> &
    Readonly<Record<'mode' | 'start' | 'end' | 'scenario', string | undefined>>,
): RunChoice {
  const scenario =
    values.scenario === undefined ? undefined : readScenario(configDirOf(values), values.scenario);
  const mode = values.mode ?? scenario?.mode;
  if (mode === undefined) {
    const problem = '--mode=NAME is missing, or --scenario=NAME';
    throw new ComponentError('CLI-001', { message: problem, context: { problems: [problem] } });
  }
  return {
    mode,
    start: values.start ?? scenario?.start,
    end: values.end ?? scenario?.end,
    scenario,
  };
}
