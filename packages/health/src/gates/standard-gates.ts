import type { StrategyAction, VenueAction, VenueId } from '@basis/core-types';
import type { Gate, GateFinding } from './gate.js';

const error = (message: string): GateFinding => ({ severity: 'error', message });

/** What configuration validation found; every entry is a reason not to start. */
export interface ConfigurationViolation {
  readonly message: string;
  readonly file?: string | undefined;
  readonly path?: string | undefined;
}

export function configurationGate(violations: readonly ConfigurationViolation[]): Gate {
  return {
    category: 'configuration',
    name: 'configuration_valid',
    check: () =>
      violations.map(({ file, path, message }) =>
        error([file, path, message].filter((part) => part !== undefined).join(': ')),
      ),
  };
}

/** What the check of a dataset found, with its own severities. */
export function dataGate(findings: readonly GateFinding[]): Gate {
  return {
    category: 'data',
    name: 'data_available',
    check: () => findings.map(({ severity, message }) => ({ severity, message })),
  };
}

export interface VenueInventory {
  /** Every venue the mode cannot do without. */
  readonly required: readonly VenueId[];
  /** Every venue that could be made: configured, with its credentials, reachable where that was asked. */
  readonly available: readonly VenueId[];
  /** Why a venue could not be made, where that is known. Names of variables, never their values. */
  readonly reasons?: ReadonlyMap<VenueId, string> | undefined;
}

export function venuesGate({ required, available, reasons }: VenueInventory): Gate {
  return {
    category: 'venues',
    name: 'venues_available',
    check: () =>
      required
        .filter((venue) => !available.includes(venue))
        .map((venue) =>
          error(
            `Required venue ${venue} is not available: ${reasons?.get(venue) ?? 'it could not be made'}`,
          ),
        ),
  };
}

export interface ExecutionInventory {
  /** What the venue manager may ask of venues. */
  readonly supportedActions: readonly VenueAction[];
  readonly actionMapping: Readonly<Partial<Record<StrategyAction, readonly VenueAction[]>>>;
  /** The actions this mode's strategy may name. */
  readonly strategyActions?: readonly StrategyAction[] | undefined;
}

/** Every action that may be decided must lead to venue actions that may be carried out. */
export function executionGate(inventory: ExecutionInventory): Gate {
  const { supportedActions, actionMapping, strategyActions = [] } = inventory;
  return {
    category: 'execution',
    name: 'actions_executable',
    check: () => [
      ...strategyActions
        .filter((action) => actionMapping[action] === undefined)
        .map((action) => error(`${action} is not in action_mapping: add its venue actions`)),
      ...Object.entries(actionMapping).flatMap(([action, mapped]) => {
        if (mapped.length === 0)
          return [error(`action_mapping.${action} is empty: add its venue actions`)];
        return mapped
          .filter((venueAction) => !supportedActions.includes(venueAction))
          .map((venueAction) =>
            error(`action_mapping.${action} uses ${venueAction}: add it to supported_actions`),
          );
      }),
    ],
  };
}
