import { sha256Hex, type ExecutionRecord } from '@basis/core-types';

/** Rows per link of the chain: long enough that hashing costs little, short enough to keep in a saved state. */
export const ROWS_PER_LINK = 64;

/**
 * A chain of SHA-256 over the bytes of every row and every execution, in order. Because links always end at the same
 * rows, a run that was split and resumed has the same hash as one that was not.
 */
export class ResultHash {
  #rows = '';
  #executions = '';

  /** Bytes of whole links only, save for the last call before `digest`. */
  addRows(bytes: Uint8Array): void {
    this.#rows = sha256Hex(this.#rows, bytes);
  }

  addExecution(record: ExecutionRecord): void {
    const numbers = Float64Array.of(
      record.timestampMs,
      record.quantity,
      record.arrivalPrice,
      record.fillPrice,
      record.executionCost,
      record.feeAmount,
    );
    const names = [
      record.blockId,
      record.instructionId,
      record.strategyAction,
      record.reason,
      record.venueAction,
      record.venue,
      record.symbol,
      record.side,
      record.feeAsset,
    ];
    this.#executions = sha256Hex(
      this.#executions,
      JSON.stringify(names),
      new Uint8Array(numbers.buffer),
    );
  }

  /** Of everything so far; `tail` are rows that no whole link holds yet. */
  digest(tail: Uint8Array): string {
    return sha256Hex(this.#rows, tail, this.#executions);
  }

  save(): { rows: string; executions: string } {
    return { rows: this.#rows, executions: this.#executions };
  }

  load(state: { readonly rows: string; readonly executions: string }): void {
    this.#rows = state.rows;
    this.#executions = state.executions;
  }
}
