/** A cell, line or header of a file that cannot be right. */
export type CellError = {
  readonly file: string;
  /** From 1, the header being line 1. */
  readonly line: number;
  readonly column: string | null;
  readonly value: string;
  readonly allowed: string;
};

/** Enough to see the pattern of what is wrong; a file with another separator has an error on every line. */
export const MOST_ERRORS_PER_FILE = 20;
