import { ComponentError } from '../errors/component-error.js';
import type { Json } from '../json.js';
import { shownValue } from './shown-value.js';

/** One thing that is wrong with a configuration. */
export interface ConfigViolation {
  /** Where the value was given: file and line, `environment NAME` or `--set`. */
  readonly file?: string;
  /** `hedge_allocation.okx`; empty for the document itself. */
  readonly path: string;
  /** What stands there; left out where nothing does. Never a secret. */
  readonly value?: Json;
  /** What may stand there, as the end of a sentence about it. */
  readonly allowed: string;
}

/** How rules say what they found. A value of `undefined` means that nothing is there. */
export type Report = (path: readonly PropertyKey[], value: unknown, allowed: string) => void;

const LONGEST_VALUE = 120;

/** A violation of which neither value nor file is known to be safe or there, made so. */
export function violation(
  file: string | undefined,
  path: string,
  value: unknown,
  allowed: string,
): ConfigViolation {
  const lastKey = path.slice(path.lastIndexOf('.') + 1);
  return {
    ...(file === undefined ? {} : { file }),
    path,
    ...(value === undefined ? {} : { value: shownValue(value, lastKey) }),
    allowed,
  };
}

/** `configs/modes/btc_basis.yaml:9: hedge_leverage = -1: must be a number above 0`. */
export function formatViolation({ file, path, value, allowed }: ConfigViolation): string {
  const place = path === '' ? 'the document' : path;
  const text = value === undefined ? '' : ` = ${shortened(JSON.stringify(value))}`;
  return `${file === undefined ? '' : `${file}: `}${place}${text}: ${allowed}`;
}

/** CFG-001 with every violation, a line each. */
export function violationError(violations: readonly ConfigViolation[]): ComponentError {
  return new ComponentError('CFG-001', {
    message: violations.map(formatViolation).join('\n'),
    context: { violations: violations.map((found) => ({ ...found })) },
  });
}

function shortened(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}
