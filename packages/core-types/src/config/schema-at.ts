import { z } from 'zod';
import { isMapping } from './plain-json.js';

export type Schema = z.core.$ZodTypes;

/** The schema without what makes it optional. */
export function unwrap(schema: z.core.$ZodType): {
  readonly schema: Schema;
  readonly nullable: boolean;
} {
  const { def } = (schema as Schema)._zod;
  if (def.type === 'nullable') return { schema: unwrap(def.innerType).schema, nullable: true };
  if (def.type === 'optional' || def.type === 'default' || def.type === 'prefault')
    return unwrap(def.innerType);
  return { schema: schema as Schema, nullable: false };
}

/** The schema of a place inside a document, or undefined where the schema knows no such place. */
export function schemaAt(
  root: z.core.$ZodType,
  path: readonly PropertyKey[],
  document: unknown,
): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = root;
  let value = document;
  for (const key of path) {
    schema = schema && member(schema, key, value);
    value = valueAt(value, [key]);
  }
  if (schema === undefined) return undefined;
  const { def } = unwrap(schema).schema._zod;
  return def.type === 'union' ? (matching(def, value) ?? schema) : schema;
}

/** Keys that a mapping of this schema may have. */
export function knownKeys(schema: z.core.$ZodType | undefined): string[] {
  if (schema === undefined) return [];
  const { def } = unwrap(schema).schema._zod;
  if (def.type === 'object') return Object.keys(def.shape);
  return def.type === 'record' ? enumValues(def.keyType) : [];
}

/** Values that an enumeration allows; empty for anything else. */
export function enumValues(schema: z.core.$ZodType): string[] {
  const { def } = unwrap(schema).schema._zod;
  return def.type === 'enum' ? Object.values(def.entries).map(String) : [];
}

export function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function member(
  schema: z.core.$ZodType,
  key: PropertyKey,
  value: unknown,
): z.core.$ZodType | undefined {
  const { def } = unwrap(schema).schema._zod;
  switch (def.type) {
    case 'object':
      return Object.hasOwn(def.shape, key) ? def.shape[String(key)] : undefined;
    case 'record':
      return def.valueType;
    case 'array':
      return def.element;
    case 'union': {
      const option = matching(def, value);
      if (option !== undefined) return member(option, key, value);
      return key === discriminatorOf(def) ? anyDiscriminator(def) : undefined;
    }
    default:
      return undefined;
  }
}

type UnionDef = z.core.$ZodUnionDef;

function discriminatorOf(def: UnionDef): string | undefined {
  return (def as Partial<z.core.$ZodDiscriminatedUnionDef>).discriminator;
}

/** Values of the discriminator that choose this option. */
function choosers(def: UnionDef, option: z.core.$ZodType): unknown[] {
  const literal = member(option, discriminatorOf(def) ?? '', undefined);
  const literalDef = literal && (literal as Schema)._zod.def;
  return literalDef?.type === 'literal' ? literalDef.values : [];
}

function matching(def: UnionDef, value: unknown): z.core.$ZodType | undefined {
  const chosen = isMapping(value) ? valueAt(value, [discriminatorOf(def) ?? '']) : undefined;
  return def.options.find((option) => choosers(def, option).includes(chosen));
}

function anyDiscriminator(def: UnionDef): z.core.$ZodType {
  return z.enum(def.options.flatMap((option) => choosers(def, option)).map(String));
}
