import { join } from 'node:path';
import {
  checkScenario,
  ComponentError,
  didYouMean,
  formatViolation,
  violation,
  violationError,
  type ConfigViolation,
  type Scenario,
} from '@basis/core-types';
import { memberOf, type Layer } from './layer.js';
import { listNames } from './list-names.js';
import { setArgument, type SetArgument } from './parse-set.js';
import { originAt } from './provenance.js';
import { readYaml } from './read-yaml.js';

export interface LoadedScenario extends Scenario {
  readonly name: string;
  /** `set`, each value with the line that it stands on. */
  readonly sets: readonly (SetArgument | ConfigViolation)[];
}

/** The scenarios there are, by name. */
export function listScenarios(configDir: string): string[] {
  return listNames(join(configDir, 'scenarios'));
}

/**
 * A file of `scenarios/`, by its name.
 *
 * @throws CFG-001 naming every violation, or the scenarios there are; CFG-002 for a file that cannot be read
 */
export function readScenario(configDir: string, name: string): LoadedScenario {
  const names = listScenarios(configDir);
  if (!names.includes(name)) throw unknown(name, names);
  const file = join(configDir, 'scenarios', `${name}.yaml`);
  const layer = readYaml(file);
  const checked = checkScenario(layer.values, { origin: originAt(layer.origins, file) });
  if (!checked.ok) throw violationError(checked.violations);
  return { ...checked.scenario, name, sets: setsOf(layer, file) };
}

function setsOf(layer: Layer, file: string): LoadedScenario['sets'] {
  const settings = memberOf(layer, 'set');
  return Object.keys(settings?.values ?? {}).map((path) => {
    const value = memberOf(settings!, path)!;
    return setArgument(path, value, typeof value.origins === 'string' ? value.origins : file);
  });
}

function unknown(name: string, names: readonly string[]): ComponentError {
  const allowed = `must be one of ${names.join(', ')}${didYouMean(name, names)}`;
  const found = violation(undefined, 'scenario', name, allowed);
  return new ComponentError('CFG-001', {
    message: formatViolation(found),
    resolution: 'Ask for one of these scenarios, or add its file to configs/scenarios.',
    context: { violations: [{ ...found }] },
  });
}
