import { isMapping, type Json } from '@basis/core-types';

/**
 * A document and, in a second document of the same mappings, where each value of it came from: the origins hold a text
 * wherever the values hold anything but a mapping. What renames or merges the one does the same to the other.
 */
export interface Layer {
  readonly values: Json;
  readonly origins: Json;
}

export const EMPTY_LAYER: Layer = { values: {}, origins: {} };

export function mapLayer(layer: Layer, change: (document: Json) => Json): Layer {
  return { values: change(layer.values), origins: change(layer.origins) };
}

/** `over` wins; mappings are merged key by key, everything else is replaced. */
export function overlay(base: Layer, over: Layer): Layer {
  return {
    values: mergeDocuments(base.values, over.values),
    origins: mergeDocuments(base.origins, over.origins),
  };
}

export function mergeDocuments(base: Json, over: Json): Json {
  if (!isMapping(base) || !isMapping(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, below === undefined ? value : mergeDocuments(below, value));
  }
  return Object.fromEntries(merged);
}

/** A value with one origin for all of it. */
export function layerFrom(values: Json, origin: string): Layer {
  return { values, origins: originsOf(values, origin) };
}

/** The part of a layer under a key, if it is there. */
export function memberOf(layer: Layer, key: string): Layer | undefined {
  const values = childOf(layer.values, key);
  return values === undefined ? undefined : { values, origins: childOf(layer.origins, key) ?? {} };
}

/** The layer with everything at a path replaced; mappings on the way are made where they are missing. */
export function replaceAt(layer: Layer, path: readonly string[], value: Layer): Layer {
  return {
    values: replace(layer.values, path, value.values),
    origins: replace(layer.origins, path, value.origins),
  };
}

/** The layer without a key of its root. */
export function without(layer: Layer, key: string): Layer {
  return mapLayer(layer, (document) =>
    Object.fromEntries(
      Object.entries(isMapping(document) ? document : {}).filter(([name]) => name !== key),
    ),
  );
}

function originsOf(values: Json, origin: string): Json {
  if (!isMapping(values)) return origin;
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, originsOf(value, origin)]),
  );
}

function childOf(document: Json, key: string): Json | undefined {
  return isMapping(document) && Object.hasOwn(document, key) ? document[key] : undefined;
}

function replace(document: Json, path: readonly string[], value: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const base = isMapping(document) ? document : {};
  return Object.fromEntries([
    ...Object.entries(base).filter(([name]) => name !== key),
    [key, replace(childOf(base, key) ?? {}, rest, value)],
  ]);
}
