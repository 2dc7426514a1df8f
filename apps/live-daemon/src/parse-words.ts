import { parseArgs } from 'node:util';
import { ComponentError, didYouMean } from '@basis/core-types';

const OPTIONS = {
  mode: { type: 'string' },
  set: { type: 'string', multiple: true },
  'environment-file': { type: 'string' },
  'config-dir': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

export type Flags = ReturnType<typeof parse>['values'];

export interface ParsedWords {
  readonly command: string | undefined;
  readonly flags: Flags;
}

/** Throws CLI-001 for a flag that is not known, with the nearest one, and for one without its value. */
export function parseWords(words: readonly string[]): ParsedWords {
  try {
    const { values, positionals } = parse(words);
    const [command, ...more] = positionals;
    if (more.length > 0) throw new Error(`${more.join(' ')} is not expected here`);
    return { command, flags: values };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '(--?[^']+)'/.exec(reason)?.[1];
    const names = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new ComponentError('CLI-001', {
      message:
        unknown === undefined ? reason : `${unknown} is not known${didYouMean(unknown, names)}`,
    });
  }
}

function parse(words: readonly string[]) {
  return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true, strict: true });
}
