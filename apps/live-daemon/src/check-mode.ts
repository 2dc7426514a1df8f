import { dirname, join } from 'node:path';
import {
  configViolations,
  findingText,
  type configFlags,
  type FlagValues,
  type Terminal,
} from '@basis/cli';
import {
  checkCredentials,
  loadRunConfig,
  readVariables,
  requiredCredentials,
  type LoadedRunConfig,
  type VenueEnvironments,
} from '@basis/config';
import { ComponentError } from '@basis/core-types';
import {
  configurationGate,
  executionGate,
  runGates,
  type Gate,
  type GateReport,
} from '@basis/health';

export interface ModeReport extends GateReport {
  readonly mode: string;
  /** How each venue would be reached; null where the configuration is not valid. */
  readonly venues: VenueEnvironments | null;
}

/** The gates of a live start that need no network: configuration, credentials of the venues, execution. */
export function checkMode(
  mode: string,
  configDir: string,
  values: FlagValues<typeof configFlags>,
  { environment }: Terminal,
): ModeReport {
  const environmentFile = values['environment-file'];
  let loaded: LoadedRunConfig;
  try {
    loaded = loadRunConfig({
      configDir,
      mode,
      environment,
      set: values.set,
      executionMode: 'live',
      ...(environmentFile === undefined ? {} : { environmentFile }),
    });
  } catch (error) {
    const violations = configViolations(error)?.map((message) => ({ message }));
    if (violations === undefined) throw error;
    return { mode, venues: null, ...runGates([configurationGate(violations)]) };
  }
  const { config, settings, venueEnvironments } = loaded;
  const names = requiredCredentials(config, settings.environment, venueEnvironments);
  const variables = readVariables(names, {
    environment,
    envFile: { path: join(dirname(configDir), 'env.unified'), optional: true },
  });
  const { supported_actions, action_mapping } = config.component_config.venue_manager;
  const gates = [
    configurationGate([]),
    credentialsGate(() => checkCredentials(names, variables)),
    executionGate({ supportedActions: supported_actions, actionMapping: action_mapping }),
  ];
  return { mode, venues: venueEnvironments, ...runGates(gates) };
}

/** Names of variables only: a value never leaves the environment. */
function credentialsGate(check: () => void): Gate {
  return {
    category: 'venues',
    name: 'credentials_present',
    check: () => {
      try {
        check();
        return [];
      } catch (error) {
        if (!(error instanceof ComponentError)) throw error;
        return [{ severity: 'error', message: findingText(error) }];
      }
    },
  };
}
