import { isMapping, pathText, type Json, type RunConfig } from '@basis/core-types';

/** Path of a value -> where it came from: `default`, `file:line`, `environment NAME`, `--set`, `command`. */
export type Provenance = ReadonlyMap<string, string>;

export interface Leaf {
  readonly path: string;
  readonly value: Json;
}

/** Every value of a document that is not a mapping with something in it; a list is one value. */
export function leavesOf(document: Json, path: readonly string[] = []): Leaf[] {
  if (!isMapping(document) || (Object.keys(document).length === 0 && path.length > 0)) {
    return [{ path: pathText(path), value: document }];
  }
  return Object.entries(document).flatMap(([key, value]) => leavesOf(value, [...path, key]));
}

/** Where each value of the configuration came from. */
export function provenanceOf(config: RunConfig, origins: Json): Provenance {
  const known = textLeaves(origins);
  const leaves = leavesOf(config as unknown as Json);
  return new Map(leaves.map(({ path }) => [path, known.get(path) ?? 'default']));
}

/**
 * Finds the origin of a path, for messages about it. What is missing belongs to the file of its nearest neighbours.
 *
 * @param fallback  what to say about a path that has none
 */
export function originAt(origins: Json, fallback: string): (path: string) => string {
  const exact = textLeaves(origins);
  const files = new Map<string, string>();
  for (const [path, origin] of exact) {
    for (const parent of parentsOf(path))
      if (!files.has(parent)) files.set(parent, origin.replace(/:\d+$/, ''));
  }
  return (path) => {
    for (const candidate of [path, ...parentsOf(path)]) {
      const found = exact.get(candidate) ?? files.get(candidate);
      if (found !== undefined && candidate !== '') return found;
    }
    return fallback;
  };
}

function textLeaves(origins: Json): Map<string, string> {
  const leaves = leavesOf(origins).filter(({ value }) => typeof value === 'string');
  return new Map(leaves.map(({ path, value }) => [path, String(value)]));
}

/** `a.b[0].c` -> `a.b[0]`, `a.b`, `a`. */
function parentsOf(path: string): string[] {
  const end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
  if (end < 1) return [];
  const parent = path.slice(0, end);
  return [parent, ...parentsOf(parent)];
}
