import type { z } from 'zod';
import { enumValues, unwrap } from './schema-at.js';

/** What a schema allows, in words: `a number above 0 and below 300`. */
export function describeSchema(schema: z.core.$ZodType): string {
  const inner = unwrap(schema);
  return inner.nullable ? `${words(inner.schema)} or null` : words(inner.schema);
}

function words(schema: z.core.$ZodTypes): string {
  const { def } = schema._zod;
  switch (def.type) {
    case 'number':
      return [
        'format' in def ? 'a whole number' : 'a number',
        checksOf(def).map(bound).join(' and '),
      ]
        .join(' ')
        .trim();
    case 'boolean':
      return 'true or false';
    case 'string':
      if ('format' in def && def.format === 'datetime') return 'a time like 2024-03-01T00:00:00Z';
      return checksOf(def).length === 0 ? 'text' : 'text that is not empty';
    case 'enum':
      return `one of ${enumValues(schema).join(', ')}`;
    case 'array':
      return checksOf(def).length === 0 ? 'a list' : 'a list that is not empty';
    case 'literal':
      return def.values.join(' or ');
    case 'union':
      // One word for options that are all alike: which mapping it is, its own keys say.
      return [...new Set(def.options.map(describeSchema))].join(' or ');
    default:
      return 'a mapping';
  }
}

type Checks = z.core.$ZodChecks['_zod']['def'];

function checksOf(def: z.core.$ZodTypeDef): Checks[] {
  return (def.checks ?? []).map((check) => check._zod.def as Checks);
}

function bound(check: Checks): string {
  if (check.check === 'greater_than')
    return `${check.inclusive ? 'at least' : 'above'} ${check.value}`;
  if (check.check === 'less_than') return `${check.inclusive ? 'at most' : 'below'} ${check.value}`;
  return '';
}
