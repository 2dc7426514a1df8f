import { ComponentError, type JsonObject } from '@basis/core-types';
import { Interrupted } from '../setup/interrupted.js';
import type { Signs } from '../terminal/signs.js';

const INTERRUPTED = { code: 'INTERRUPTED', resolution: 'Run it again.' };

const UNEXPECTED = {
  code: 'UNEXPECTED',
  resolution: 'Run again with BASIS_LOG_LEVEL=DEBUG and report what it shows.',
};

/** `code message`, the cause, what to do next; the stack only where it was asked for. */
export function errorText(error: unknown, signs: Signs, withStack: boolean): string {
  const { code, message, resolution } = factsOf(error);
  const cause = causeOf(error);
  const lines = [
    ...indented(`${code} `, message),
    ...(cause === undefined ? [] : indented('  cause: ', cause)),
    `${signs.next} ${resolution}`,
  ];
  if (withStack && error instanceof Error) lines.push(...stacksOf(error));
  return `${lines.join('\n')}\n`;
}

/** The same as the one document that `--json` prints. */
export function errorDocument(error: unknown): JsonObject {
  const { code, message, resolution, context } = factsOf(error);
  const cause = causeOf(error);
  return {
    error: { code, message, resolution, context, ...(cause === undefined ? {} : { cause }) },
  };
}

function factsOf(error: unknown): {
  code: string;
  message: string;
  resolution: string;
  context: JsonObject;
} {
  if (error instanceof ComponentError) return error;
  const facts = error instanceof Interrupted ? INTERRUPTED : UNEXPECTED;
  return { ...facts, message: messageOf(error), context: {} };
}

/** What the message does not say already. */
function causeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.cause === undefined) return undefined;
  const cause = messageOf(error.cause);
  return error.message.includes(cause) ? undefined : cause;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stacksOf(error: Error): string[] {
  const own = error.stack ?? '';
  return error.cause instanceof Error ? [own, ...stacksOf(error.cause)] : [own];
}

/** Lines after the first stand below the text, not below its head. */
function indented(head: string, text: string): string[] {
  const [first, ...rest] = text.split('\n');
  return [`${head}${first}`, ...rest.map((line) => `${' '.repeat(head.length)}${line}`)];
}
