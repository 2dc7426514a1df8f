import { hashJson } from '../hash.js';
import type { Json } from '../json.js';
import type { RunConfig } from './schema.js';

/** The same configuration gives the same hash, whatever files it came from. No secret is ever part of it. */
export function configHash(config: RunConfig): string {
  return hashJson(config as unknown as Json);
}
