import { ComponentError, type JsonObject } from '@basis/core-types';
import { Interrupted } from '../interrupted.js';

export interface ErrorFacts {
  readonly code: string;
  readonly message: string;
  readonly resolution: string;
  readonly context: JsonObject;
  /** What the message does not say already. */
  readonly cause?: string;
}

const INTERRUPTED = { code: 'INTERRUPTED', resolution: 'Run it again.' };

const UNEXPECTED = {
  code: 'UNEXPECTED',
  resolution: 'Run again with BASIS_LOG_LEVEL=DEBUG and report what it shows.',
};

/** What is told of an error, whatever was thrown. */
export function errorFacts(error: unknown): ErrorFacts {
  const cause = causeOf(error);
  return { ...ownFacts(error), ...(cause === undefined ? {} : { cause }) };
}

function ownFacts(error: unknown): ErrorFacts {
  if (error instanceof ComponentError) {
    const { code, message, resolution, context } = error;
    return { code, message, resolution, context };
  }
  const facts = error instanceof Interrupted ? INTERRUPTED : UNEXPECTED;
  return { ...facts, message: messageOf(error), context: {} };
}

function causeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.cause === undefined) return undefined;
  const cause = messageOf(error.cause);
  return error.message.includes(cause) ? undefined : cause;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
