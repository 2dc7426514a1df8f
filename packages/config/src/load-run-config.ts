import { dirname, join } from 'node:path';
import {
  checkRunConfig,
  ComponentError,
  didYouMean,
  formatViolation,
  isMapping,
  normaliseMode,
  normaliseRunConfig,
  violation,
  violationError,
} from '@basis/core-types';
import type { ConfigViolation, RunConfig } from '@basis/core-types';
import { environmentLayer, OVERRIDE_NAMES } from './environment-layer.js';
import { layerFrom, mapLayer, memberOf, overlay, replaceAt, without, type Layer } from './layer.js';
import { listNames } from './list-names.js';
import { parseSet, type SetArgument } from './parse-set.js';
import { originAt, provenanceOf, type Provenance } from './provenance.js';
import { readEnvironmentFile, type EnvironmentChoice } from './read-environment-file.js';
import { readRequirements } from './read-requirements.js';
import type { LoadedScenario } from './read-scenario.js';
import { checkSettings, SETTING_NAMES, type Settings } from './read-settings.js';
import { readVariables, type Environment } from './read-variables.js';
import { readYaml } from './read-yaml.js';
import { subscribedVenues } from './subscribed-venues.js';
import { checkVenueEnvironments, type VenueEnvironments } from './venue-environments.js';
import { venueLayers } from './venue-layers.js';

export interface LoadRunConfigOptions {
  /** The folder with `modes/`, `venues/`, `environments/` and `venue_requirements.yaml`. */
  readonly configDir: string;
  readonly mode: string;
  /** `process.env` unless given. */
  readonly environment?: Environment;
  /** `env.unified` beside the configuration folder, if it is there, unless given; null for none. */
  readonly envFile?: string | null;
  /** A file of `environments/`, by name or path. */
  readonly environmentFile?: string;
  /** Its settings lie over the mode's file and the environment. */
  readonly scenario?: LoadedScenario | undefined;
  /** `path=value`, the last word on any value. */
  readonly set?: readonly string[];
  /** For commands that only ever do one of them; a backtest is refused where a live run is asked for. */
  readonly executionMode?: Settings['executionMode'];
  readonly dataDir?: string;
  readonly resultsDir?: string;
}

export interface LoadedRunConfig {
  readonly config: RunConfig;
  readonly provenance: Provenance;
  readonly settings: Settings;
  readonly venueEnvironments: VenueEnvironments;
}

/**
 * The configuration of one run: the mode's file, its overrides laid over the static data of its venues, the environment
 * over both, a scenario over these, `--set` over all. Only the variables that settings need are looked at: no credential is read here.
 *
 * @throws CFG-001 naming every violation, CFG-002 for a file that cannot be read
 */
export function loadRunConfig(options: LoadRunConfigOptions): LoadedRunConfig {
  const { configDir } = options;
  const modes = listNames(join(configDir, 'modes'));
  const venueNames = listNames(join(configDir, 'venues'));
  const mode = knownMode(options.mode, modes);
  const modeFile = join(configDir, 'modes', `${mode}.yaml`);

  const variables = readVariables([...SETTING_NAMES, ...OVERRIDE_NAMES], sourcesOf(options));
  const fromVariables = checkSettings(variables);
  const requirements = readRequirements(configDir);
  const sets = [...(options.scenario?.sets ?? []), ...(options.set ?? []).map(parseSet)];
  const modeLayer = modeLayerOf(modeFile, variables, sets.filter(isSet), options);
  const venues = venueLayers(configDir, venueNames, modeLayer);
  const layer = withSets(
    replaceAt(without(modeLayer, 'venue_overrides'), ['venue_configs'], venues.layer),
    sets.filter(isSet).filter(isVenueSet),
  );

  const checked = checkRunConfig(layer.values, {
    origin: originAt(layer.origins, modeFile),
    knownModes: modes,
    ...(requirements.requirements ? { requirements: requirements.requirements } : {}),
  });
  const settings = settingsOf(fromVariables.settings, layer, options);
  const choice: EnvironmentChoice =
    options.environmentFile === undefined
      ? { chosen: {}, origin: () => undefined, violations: [] }
      : readEnvironmentFile(configDir, options.environmentFile, venueNames);
  const environments = checkVenueEnvironments({
    ...settings,
    ...choice,
    venues: subscribedVenues(layer.values).execution,
  });

  const violations = [
    ...fromVariables.violations,
    ...sets.filter(isRefused),
    ...ownModeName(layer, mode, modeFile),
    ...liveRunAsked(options.executionMode, variables, sets.filter(isSet)),
    ...venues.violations,
    ...(checked.ok ? [] : checked.violations),
    ...requirements.violations,
    ...choice.violations,
    ...environments.violations,
  ];
  if (!checked.ok || violations.length > 0) throw violationError(violations);
  return {
    config: checked.config,
    provenance: provenanceOf(checked.config, layer.origins),
    settings,
    venueEnvironments: environments.environments,
  };
}

function knownMode(given: string, modes: readonly string[]): string {
  const mode = normaliseMode(given);
  if (modes.includes(mode)) return mode;
  const allowed = `must be one of ${modes.join(', ')}${didYouMean(mode, modes)}`;
  const found = violation(undefined, 'mode', given, allowed);
  throw new ComponentError('CFG-001', {
    message: formatViolation(found),
    resolution: 'Ask for one of these modes, or add its file to configs/modes.',
    context: { violations: [{ ...found }] },
  });
}

function sourcesOf({ configDir, environment, envFile }: LoadRunConfigOptions) {
  const file =
    envFile === undefined
      ? { path: join(dirname(configDir), 'env.unified'), optional: true }
      : envFile === null
        ? undefined
        : { path: envFile, optional: false };
  return { environment: environment ?? process.env, envFile: file };
}

/** The mode's file with the environment and the arguments over it, but without its venues. */
function modeLayerOf(
  file: string,
  variables: Environment,
  sets: readonly SetArgument[],
  { executionMode, scenario }: LoadRunConfigOptions,
): Layer {
  const base = overlay(mapLayer(readYaml(file), normaliseRunConfig), environmentLayer(variables));
  const layer = withSets(
    base,
    sets.filter((set) => !isVenueSet(set)),
  );
  const byCommand = { execution_mode: executionMode, scenario: scenario?.name };
  return Object.entries(byCommand).reduce(
    (below, [key, value]) =>
      value === undefined ? below : replaceAt(below, [key], layerFrom(value, 'command')),
    layer,
  );
}

function withSets(layer: Layer, sets: readonly SetArgument[]): Layer {
  return sets.reduce((below, set) => replaceAt(below, set.keys, set.layer), layer);
}

function isSet(set: SetArgument | ConfigViolation): set is SetArgument {
  return 'keys' in set;
}

function isRefused(set: SetArgument | ConfigViolation): set is ConfigViolation {
  return !isSet(set);
}

function isVenueSet({ keys }: SetArgument): boolean {
  return keys[0] === 'venue_configs';
}

function ownModeName({ values, origins }: Layer, mode: string, file: string): ConfigViolation[] {
  const written = isMapping(values) ? values['mode'] : undefined;
  if (written === undefined || written === mode) return [];
  return [
    violation(
      originAt(origins, file)('mode'),
      'mode',
      written,
      `must be ${mode}, the name of the file`,
    ),
  ];
}

/**
 * Whoever asks for a live run must not be given a backtest instead. A mode's file may say live: it describes the mode,
 * not this command.
 */
function liveRunAsked(
  executionMode: LoadRunConfigOptions['executionMode'],
  variables: Environment,
  sets: readonly SetArgument[],
): ConfigViolation[] {
  if (executionMode !== 'backtest') return [];
  const asked = memberOf(withSets(environmentLayer(variables), sets), 'execution_mode');
  if (asked === undefined || asked.values === executionMode) return [];
  const allowed = 'must be backtest for this command; live runs belong to basis-live';
  return [violation(String(asked.origins), 'execution_mode', asked.values, allowed)];
}

function settingsOf(
  settings: Settings,
  { values }: Layer,
  options: LoadRunConfigOptions,
): Settings {
  const written = isMapping(values) ? values['execution_mode'] : undefined;
  return Object.freeze({
    ...settings,
    executionMode: written === 'live' ? 'live' : 'backtest',
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(options.resultsDir === undefined ? {} : { resultsDir: options.resultsDir }),
  });
}
