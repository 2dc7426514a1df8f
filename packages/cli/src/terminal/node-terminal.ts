import { showsUnicode } from './shows-unicode.js';
import type { Terminal } from './terminal.js';

const DEFAULT_COLUMNS = 80;

interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** What of a process is needed. */
export interface TerminalHost {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Terminal['environment'];
  exit(): unknown;
}

/** The terminal, file or pipe that this process writes to. */
export function nodeTerminal(host: TerminalHost = process): Terminal {
  const { stdout, stderr, env } = host;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
      // A reader that has seen enough (`| head`) is no failure.
      host.exit();
    });
  }
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
