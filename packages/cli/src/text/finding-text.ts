import type { ComponentError } from '@basis/core-types';
import { messageLines } from './message-lines.js';

/** An error as what a gate found: code and message, what to do on a line of its own. */
export function findingText({ code, message, resolution }: ComponentError): string {
  return `${code} ${messageLines(code, message).join('\n')}\n${resolution}`;
}
