import type { Signs } from '../terminal/signs.js';
import { errorFacts } from './error-facts.js';
import { messageLines } from './message-lines.js';

/** `code message`, the cause, what to do next; the stack only where it was asked for. */
export function errorText(error: unknown, signs: Signs, withStack: boolean): string {
  const { code, message, resolution, cause } = errorFacts(error);
  const lines = [
    ...indented(`${code} `, messageLines(code, message)),
    ...(cause === undefined ? [] : indented('  cause: ', cause.split('\n'))),
    `${signs.next} ${resolution}`,
  ];
  if (withStack && error instanceof Error) lines.push(...stacksOf(error));
  return `${lines.join('\n')}\n`;
}

function stacksOf(error: Error): string[] {
  const own = error.stack ?? '';
  return error.cause instanceof Error ? [own, ...stacksOf(error.cause)] : [own];
}

/** Lines after the first stand below the text, not below its head. */
function indented(head: string, [first, ...rest]: readonly string[]): string[] {
  return [`${head}${first}`, ...rest.map((line) => `${' '.repeat(head.length)}${line}`)];
}
