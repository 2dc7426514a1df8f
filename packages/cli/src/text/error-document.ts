import type { JsonObject } from '@basis/core-types';
import { errorFacts } from './error-facts.js';

/** An error as the one document that `--json` prints. */
export function errorDocument(error: unknown): JsonObject {
  return { error: { ...errorFacts(error) } };
}
