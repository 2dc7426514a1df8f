import { isMapping, type Json } from '@basis/core-types';

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Words that YAML, in one version or another, reads as something else. */
const RESERVED = /^(true|false|null|yes|no|on|off|y|n)$/i;
const INDENT = '  ';

/** A document as YAML: mappings as blocks, everything else as JSON, which YAML reads. */
export function toYaml(document: Json): string {
  return `${linesOf(document, '').join('\n')}\n`;
}

function linesOf(value: Json, indent: string): string[] {
  if (!isMapping(value)) return [`${indent}${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, item]) => {
    const head = `${indent}${text(key)}:`;
    if (isMapping(item) && Object.keys(item).length > 0) {
      return [head, ...linesOf(item, indent + INDENT)];
    }
    if (Array.isArray(item) && item.some((entry: Json) => isMapping(entry))) {
      return [head, ...item.map((entry: Json) => `${indent}${INDENT}- ${JSON.stringify(entry)}`)];
    }
    return [`${head} ${typeof item === 'string' ? text(item) : JSON.stringify(item)}`];
  });
}

function text(value: string): string {
  return PLAIN.test(value) && !RESERVED.test(value) ? value : JSON.stringify(value);
}
