import { isMapping, type Json } from '@basis/core-types';

/** By path: an example of what a list holds that is empty in the example. */
export type EntryExamples = Readonly<Record<string, Json>>;

/**
 * Where a document differs in kind from an example, in words; `undefined` if nowhere. Lists have the length of the
 * example's, save for those that are empty there. What the example leaves null may be anything.
 */
export function shapeProblem(
  given: Json | undefined,
  example: Json,
  entries: EntryExamples = {},
  path = '',
): string | undefined {
  if (given === undefined) return `${path} is missing`;
  if (example === null) return undefined;
  if (kindOf(given) !== kindOf(example)) {
    return `${path || 'it'} is ${shown(given)}, not ${kindOf(example)}`;
  }
  const below = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`);
  if (Array.isArray(given)) {
    const wanted = example as readonly Json[];
    if (wanted.length > 0 && given.length !== wanted.length) {
      return `${path} has ${given.length} ${given.length === 1 ? 'entry' : 'entries'}, not ${wanted.length}`;
    }
    const entry = entries[path];
    // Long, and nothing is known of what is in it: not worth a look at each.
    if (wanted.length === 0 && entry === undefined) return undefined;
    return firstOf(given.keys(), (i) =>
      shapeProblem(given[i] as Json, wanted[i] ?? entry ?? null, entries, below(i)),
    );
  }
  if (!isMapping(given) || !isMapping(example)) return undefined;
  return firstOf(Object.keys(example), (key) =>
    shapeProblem(given[key], example[key]!, entries, below(key)),
  );
}

export function shown(value: Json | undefined): string {
  if (value === undefined) return 'missing';
  return isMapping(value) || Array.isArray(value) ? kindOf(value) : JSON.stringify(value);
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return (
    { object: 'an object', number: 'a number', string: 'a text' }[typeof value as string] ??
    'true or false'
  );
}

function firstOf<T>(items: Iterable<T>, problemOf: (item: T) => string | undefined) {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
