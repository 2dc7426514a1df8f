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

const DEFAULT_COLUMNS = 80;

export function nodeTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', endQuietly);
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    environment: env,
    colour: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    unicode: showsUnicode(env),
    progressColumns:
      stderr.isTTY === true && env['TERM'] !== 'dumb' ? stderr.columns || DEFAULT_COLUMNS : null,
  };
}

/** A reader that has seen enough (`| head`) is no failure. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

export function showsUnicode(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (process.platform === 'win32') return true;
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return /utf-?8/i.test(locale);
}
