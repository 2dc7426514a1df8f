import type { Json } from '@basis/core-types';
import { EMPTY_LAYER, layerFrom, replaceAt, type Layer } from './layer.js';
import { EXECUTION_MODES } from './read-settings.js';
import type { Environment } from './read-variables.js';

const ENGINE = ['component_config', 'event_driven_strategy_engine'];

/** Variables that override a value of the run configuration, with its path. */
const OVERRIDES: Readonly<Record<string, readonly string[]>> = {
  STRATEGY_ENGINE_TIMEOUT: [...ENGINE, 'timeout_seconds'],
  STRATEGY_ENGINE_MAX_COMPONENTS: [...ENGINE, 'max_components'],
  STRATEGY_ENGINE_MEMORY_LIMIT: [...ENGINE, 'memory_limit_mb'],
  BASIS_EXECUTION_MODE: ['execution_mode'],
};

export const OVERRIDE_NAMES = Object.keys(OVERRIDES);

/** What the environment says about the run, to lie over the YAML. Values that make no sense are left to the checks. */
export function environmentLayer(environment: Environment): Layer {
  let layer = EMPTY_LAYER;
  for (const [name, path] of Object.entries(OVERRIDES)) {
    const text = environment[name]?.trim();
    if (text === undefined || text === '') continue;
    // A wrong execution mode is reported with the settings, under the name of its variable.
    if (name === 'BASIS_EXECUTION_MODE' && !EXECUTION_MODES.some((mode) => mode === text)) continue;
    layer = replaceAt(layer, path, layerFrom(numberOrText(text), `environment ${name}`));
  }
  return layer;
}

function numberOrText(text: string): Json {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
