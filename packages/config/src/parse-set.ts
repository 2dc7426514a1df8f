import {
  FORBIDDEN_KEYS,
  isMapping,
  normaliseRunConfig,
  violation,
  type ConfigViolation,
} from '@basis/core-types';
import { EMPTY_LAYER, layerFrom, replaceAt, type Layer } from './layer.js';
import { parseYaml } from './parse-yaml.js';

const ORIGIN = '--set';
const LONGEST = 10_000;

export interface SetArgument {
  readonly keys: readonly string[];
  readonly layer: Layer;
}

/** `hedge_allocation.okx=0.2`: a path and a value written as YAML. The value replaces all that was at the path. */
export function parseSet(text: string): SetArgument | ConfigViolation {
  const equals = text.indexOf('=');
  const path = (equals < 0 ? text : text.slice(0, equals)).trim();
  const refuse = (allowed: string) => violation(ORIGIN, path.slice(0, LONGEST), undefined, allowed);
  if (equals < 0 || text.length > LONGEST) {
    return refuse(`must be written as path=value, in at most ${LONGEST} characters`);
  }
  const keys = path.split('.');
  if (keys.some((key) => key.trim() === '' || FORBIDDEN_KEYS.has(key))) {
    return refuse('must be a path of keys separated by dots');
  }
  try {
    return normalised(keys, layerFrom(parseYaml(text.slice(equals + 1), ORIGIN).values, ORIGIN));
  } catch {
    return refuse('must have a value that is valid YAML');
  }
}

/** In present spellings, so that it meets the key that it is to replace. */
function normalised(keys: readonly string[], value: Layer): SetArgument {
  const [first, ...rest] = keys;
  // The data of a venue and the mode's changes to them are one by the time arguments are laid over them.
  const place = [first === 'venue_overrides' ? 'venue_configs' : first!, ...rest];
  let document = normaliseRunConfig(replaceAt(EMPTY_LAYER, place, value).values);
  const renamed: string[] = [];
  while (renamed.length < keys.length && isMapping(document)) {
    const [key, below] = Object.entries(document)[0]!;
    renamed.push(key);
    document = below;
  }
  return { keys: renamed, layer: layerFrom(document, ORIGIN) };
}
