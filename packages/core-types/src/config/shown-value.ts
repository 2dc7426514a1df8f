import type { Json } from '../json.js';
import { isCredentialKey } from './credential-key.js';

export const HIDDEN = '(hidden)';
const DEEPEST = 8;
const PRIVATE_KEY = /^(0x)?[0-9a-fA-F]{64}$/;

/** A value as errors may show it: plain JSON, of bounded depth, with everything hidden that may be a secret. */
export function shownValue(value: unknown, key = ''): Json {
  return isCredentialKey(key) ? HIDDEN : shown(value, 0);
}

function shown(value: unknown, depth: number): Json {
  if (typeof value === 'string') return PRIVATE_KEY.test(value) ? HIDDEN : value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value !== 'object') return `(${typeof value})`;
  if (depth === DEEPEST) return '(more)';
  if (Array.isArray(value)) return value.map((item) => shown(item, depth + 1));
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    isCredentialKey(key) ? HIDDEN : shown(item, depth + 1),
  ]);
  return Object.fromEntries(entries) as Json;
}
