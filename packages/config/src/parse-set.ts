import {
  FORBIDDEN_KEYS,
  isMapping,
  normaliseRunConfig,
  violation,
  type ConfigViolation,
} from '@basis/core-types';
import { EMPTY_LAYER, layerFrom, mapLayer, memberOf, replaceAt, type Layer } from './layer.js';
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
  try {
    const value = layerFrom(parseYaml(text.slice(equals + 1), ORIGIN).values, ORIGIN);
    return setArgument(path, value, ORIGIN);
  } catch {
    return refuse('must have a value that is valid YAML');
  }
}

/** A value for a path, in present spellings, so that it meets the key that it is to replace. */
export function setArgument(
  path: string,
  value: Layer,
  origin: string,
): SetArgument | ConfigViolation {
  const keys = path.split('.');
  if (keys.some((key) => key.trim() === '' || FORBIDDEN_KEYS.has(key))) {
    return violation(origin, path, undefined, 'must be a path of keys separated by dots');
  }
  const [first, ...rest] = keys;
  // The data of a venue and the mode's changes to them are one by the time arguments are laid over them.
  const place = [first === 'venue_overrides' ? 'venue_configs' : first!, ...rest];
  let layer = mapLayer(replaceAt(EMPTY_LAYER, place, value), normaliseRunConfig);
  const renamed: string[] = [];
  while (renamed.length < keys.length && isMapping(layer.values)) {
    const key = Object.keys(layer.values)[0]!;
    renamed.push(key);
    layer = memberOf(layer, key)!;
  }
  return { keys: renamed, layer };
}
