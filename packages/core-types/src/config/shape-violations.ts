import type { z } from 'zod';
import { describeSchema } from './describe-schema.js';
import { didYouMean } from './nearest.js';
import { OLD_KEYS } from './normalise.js';
import { enumValues, knownKeys, schemaAt, valueAt } from './schema-at.js';
import type { Report } from './violation.js';

/** Reports what a schema found wrong with a document, in terms of what it allows. */
export function reportShape(
  schema: z.core.$ZodType,
  issues: readonly z.core.$ZodIssue[],
  document: unknown,
  report: Report,
): void {
  for (const issue of issues) {
    const place = schemaAt(schema, issue.path, document);
    const value = valueAt(document, issue.path);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        report([...issue.path, key], valueAt(value, [key]), unknownKey(key, knownKeys(place)));
      }
    } else {
      const allowed = place === undefined ? 'something else' : describeSchema(place);
      const meant = typeof value === 'string' && place ? didYouMean(value, enumValues(place)) : '';
      report(
        issue.path,
        value,
        `must be ${value === undefined ? 'given: ' : ''}${allowed}${meant}`,
      );
    }
  }
}

/** Why a key is refused, with the one that was probably meant. */
export function unknownKey(key: string, known: readonly string[]): string {
  const present = Object.hasOwn(OLD_KEYS, key) ? OLD_KEYS[key]! : undefined;
  if (present !== undefined && known.includes(present)) {
    return `is the old name of ${present}, which is given too: leave one of them out`;
  }
  return `is not a known key${didYouMean(key, known)}`;
}
