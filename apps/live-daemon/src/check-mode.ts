import { dirname, join } from 'node:path';
import {
  checkCredentials,
  loadRunConfig,
  readVariables,
  requiredCredentials,
  type LoadedRunConfig,
  type VenueEnvironments,
} from '@basis/config';
import { ComponentError, formatViolation, type ConfigViolation } from '@basis/core-types';
import {
  configurationGate,
  executionGate,
  runGates,
  type Gate,
  type GateReport,
} from '@basis/health';
import type { Flags } from './parse-words.js';
import type { Terminal } from './terminal.js';

export interface ModeReport extends GateReport {
  readonly mode: string;
  /** How each venue would be reached; null where the configuration is not valid. */
  readonly venues: VenueEnvironments | null;
}

/** The gates of a live start that need no network: configuration, credentials of the venues, execution. */
export function checkMode(
  mode: string,
  configDir: string,
  flags: Flags,
  { environment }: Terminal,
): ModeReport {
  const environmentFile = flags['environment-file'];
  let loaded: LoadedRunConfig;
  try {
    loaded = loadRunConfig({
      configDir,
      mode,
      environment,
      set: flags.set ?? [],
      executionMode: 'live',
      ...(environmentFile === undefined ? {} : { environmentFile }),
    });
  } catch (error) {
    const violations = violationsOf(error);
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
        const message = `${error.code} ${error.message}\n${error.resolution}`;
        return [{ severity: 'error', message }];
      }
    },
  };
}

/** A mode that does not exist is no finding but a wrong argument, and thrown again. */
function violationsOf(error: unknown): { readonly message: string }[] {
  if (!(error instanceof ComponentError) || error.code !== 'CFG-001') throw error;
  const violations = error.context['violations'] as unknown as readonly ConfigViolation[];
  if (violations[0]?.path === 'mode' && violations[0].file === undefined) throw error;
  return violations.map((found) => ({ message: formatViolation(found) }));
}
