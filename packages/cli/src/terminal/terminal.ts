/** Where a command writes, so that tests can listen. */
export interface Terminal {
  /** Results, to standard output. */
  out(text: string): void;
  /** Everything else, to standard error. */
  err(text: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether results may be coloured. */
  readonly colour: boolean;
  /** Whether signs beyond ASCII are shown as they are. */
  readonly unicode: boolean;
  /** Width of the terminal behind standard error; null where that is none, and no progress is shown. */
  readonly progressColumns: number | null;
}
