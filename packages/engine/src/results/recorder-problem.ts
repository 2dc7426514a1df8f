import type { JsonObject } from '@basis/core-types';
import { ROWS_PER_LINK } from './result-hash.js';

const HASH = /^([0-9a-f]{64})?$/;

/** What is wrong with the state of a recorder of so many columns, whose shape is right; `undefined` if nothing. */
export function recorderProblem(recorder: JsonObject, columns: number): string | undefined {
  const { steps, executions, gated_steps, rows_in_buffer, open_rows, hash } =
    recorder as unknown as {
      readonly steps: number;
      readonly executions: number;
      readonly gated_steps: number;
      readonly rows_in_buffer: number;
      readonly open_rows: readonly unknown[];
      readonly hash: { readonly rows: string; readonly executions: string };
    };
  if (!isCount(steps)) return `recorder.steps is ${steps}, not a count`;
  if (!isCount(executions)) return `recorder.executions is ${executions}, not a count`;
  if (!isCount(gated_steps)) return `recorder.gated_steps is ${gated_steps}, not a count`;
  if (!HASH.test(hash.rows) || !HASH.test(hash.executions)) return 'recorder.hash is not SHA-256';
  if (rows_in_buffer !== steps % ROWS_PER_LINK) {
    return `recorder.rows_in_buffer is ${rows_in_buffer}, not ${steps % ROWS_PER_LINK} after ${steps} steps`;
  }
  const bytes = rows_in_buffer * columns * Float64Array.BYTES_PER_ELEMENT;
  if (open_rows.length !== bytes || !open_rows.every(isByte)) {
    return `recorder.open_rows is not a list of ${bytes} bytes`;
  }
  return undefined;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isByte(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}
