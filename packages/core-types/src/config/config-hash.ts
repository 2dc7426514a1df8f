import { hashJson } from '../hash.js';
import type { Json } from '../json.js';
import type { RunConfig } from './schema.js';

/** The same configuration gives the same hash, whatever files it came from. No secret is ever part of it. */
export function configHash(config: RunConfig): string {
  let hash = hashes.get(config);
  if (hash === undefined) {
    hash = hashJson(config as unknown as Json);
    hashes.set(config, hash);
  }
  return hash;
}

/** A configuration does not change once it was parsed, and many sessions may share one. */
const hashes = new WeakMap<RunConfig, string>();
