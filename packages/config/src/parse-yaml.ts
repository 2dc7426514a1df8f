import { FORBIDDEN_KEYS, isMapping, type Json } from '@basis/core-types';
import { isAlias, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node } from 'yaml';
import { configFileError } from './config-file-error.js';
import type { Layer } from './layer.js';

/** Enough for a handful of shared blocks, too few for a bomb. */
const MOST_ALIASES = 20;

/**
 * YAML 1.2 core schema with nothing clever: no tags, no duplicate keys, few aliases, no key that would touch a prototype.
 * Errors say the line and never quote the text, which may hold what should not be there.
 *
 * @param file  for messages and origins
 * @throws CFG-002
 */
export function parseYaml(text: string, file: string): Layer {
  const lines = new LineCounter();
  const lineOf = (offset: number | undefined) =>
    offset === undefined ? undefined : lines.linePos(offset).line;
  const document = parsed(text, file, lines);
  const finding = [...document.errors, ...document.warnings][0];
  if (finding !== undefined) {
    throw configFileError(
      file,
      lineOf(finding.pos[0]),
      `is not valid YAML (${finding.code}): correct this line`,
    );
  }
  refuseKeys(document, file, lineOf);
  const values = valuesOf(document, file);
  return {
    values,
    origins: originsOf(values, document.contents, document, (at) => place(file, lineOf(at))),
  };
}

function parsed(text: string, file: string, lineCounter: LineCounter): Document {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: true,
      stringKeys: true,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter,
    }) as Document;
  } catch {
    throw configFileError(file, undefined, 'cannot be parsed as YAML: it may be nested too deeply');
  }
}

function refuseKeys(
  document: Document,
  file: string,
  lineOf: (offset?: number) => number | undefined,
): void {
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || !FORBIDDEN_KEYS.has(String(pair.key.value))) return;
      const line = lineOf(pair.key.range?.[0]);
      throw configFileError(
        file,
        line,
        `has the key ${String(pair.key.value)}, which is not allowed: remove it`,
      );
    },
  });
}

function valuesOf(document: Document, file: string): Json {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES }) as Json;
  } catch {
    throw configFileError(
      file,
      undefined,
      `uses too many aliases or nests too deeply: write the values out`,
    );
  }
}

function originsOf(
  values: Json,
  node: unknown,
  document: Document,
  placeOf: (offset: number | undefined) => string,
): Json {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (!isMapping(values)) return placeOf((node as Node | null)?.range?.[0]);
  const entries = Object.entries(values).map(([key, value]) => {
    const child = isMap(target) ? (target.get(key, true) ?? target) : target;
    return [key, originsOf(value, child, document, placeOf)];
  });
  return Object.fromEntries(entries) as Json;
}

function place(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}
