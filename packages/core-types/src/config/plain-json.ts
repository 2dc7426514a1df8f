import type { Json } from '../json.js';
import { isCredentialKey } from './credential-key.js';
import type { Report } from './violation.js';

/** Own keys of these names would change what a careless merge does to every object. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set([
  '__proto__',
  'constructor',
  'prototype',
]);

const DEEPEST = 32;
const NO_CREDENTIALS = 'must not be here: credentials belong in env.unified or the environment';

/**
 * Copies what may be anything into plain JSON and reports what is none (functions, class instances, nesting without
 * end), and every key that looks like a credential. What was reported is left out of the copy, so that the rest can
 * still be checked. Numbers that are not finite stay: the schema refuses them by name.
 */
export function plainJson(input: unknown, report: Report): Json {
  return copy(input, [], report);
}

function copy(input: unknown, path: readonly PropertyKey[], report: Report): Json {
  if (input === null || ['string', 'number', 'boolean'].includes(typeof input))
    return input as Json;
  if (path.length > DEEPEST) {
    report(path, undefined, `must not be nested deeper than ${DEEPEST} levels`);
    return null;
  }
  if (Array.isArray(input)) return input.map((item, index) => copy(item, [...path, index], report));
  if (!isPlainObject(input)) {
    report(
      path,
      `(${typeof input})`,
      'must be a number, text, true, false, null, a list or a mapping',
    );
    return null;
  }
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(input)) {
    if (FORBIDDEN_KEYS.has(key)) report([...path, key], undefined, 'must not be used as a key');
    else if (isCredentialKey(key)) report([...path, key], value, NO_CREDENTIALS);
    else if (value !== undefined) result[key] = copy(value, [...path, key], report);
  }
  return result;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A JSON mapping, not a list. */
export function isMapping(value: unknown): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
