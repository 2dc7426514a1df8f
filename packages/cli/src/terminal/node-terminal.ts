import { ComponentError } from '@basis/core-types';
import { exitCodeOf } from '../exit-codes.js';
import { errorText } from '../text/error-text.js';
import { showsUnicode } from './shows-unicode.js';
import { signsFor } from './signs.js';
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
  exit(code?: number): unknown;
}

/** The terminal, file or pipe that this process writes to. */
export function nodeTerminal(host: TerminalHost = process): Terminal {
  const { stdout, stderr, env } = host;
  const fail = (error: NodeJS.ErrnoException, tell: (text: string) => unknown) => {
    // A reader that has seen enough (`| head`) is no failure.
    if (error.code === 'EPIPE') return void host.exit();
    const failure = outputFailure(error);
    tell(errorText(failure, signsFor(showsUnicode(env)), false));
    host.exit(exitCodeOf(failure));
  };
  stdout.on('error', (error) => fail(error, (text) => stderr.write(text)));
  // Nothing is left to tell it to.
  stderr.on('error', (error) => fail(error, () => undefined));
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

function outputFailure(error: NodeJS.ErrnoException): ComponentError {
  const reason = isDiskFull(error.code) ? 'the disk is full' : error.message;
  return new ComponentError('CLI-002', {
    message: `standard output cannot be written: ${reason}`,
    context: { system_code: error.code ?? null },
  });
}

function isDiskFull(code: string | undefined): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
}
