import { ComponentError, didYouMean } from '@basis/core-types';
import { check } from './commands/check.js';
import { start } from './commands/start.js';
import { errorDocument, errorText } from './error-text.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import { HELP } from './help-text.js';
import { parseWords, type Flags } from './parse-words.js';
import type { Terminal } from './terminal.js';
import { ownVersion } from './version.js';

const COMMANDS: ReadonlyMap<string, (flags: Flags, terminal: Terminal) => number> = new Map([
  ['check', check],
  ['start', start],
]);

/** Carries out one command line; never throws. Answers with the exit code. */
export function runCli(words: readonly string[], terminal: Terminal): number {
  try {
    return dispatch(words, terminal);
  } catch (error) {
    if (words.includes('--json')) {
      terminal.out(`${JSON.stringify(errorDocument(error), null, 2)}\n`);
    } else {
      terminal.err(errorText(error, terminal.environment['BASIS_LOG_LEVEL'] === 'DEBUG'));
    }
    return exitCodeOf(error);
  }
}

function dispatch(words: readonly string[], terminal: Terminal): number {
  const { command, flags } = parseWords(words);
  if (flags.version || flags.help) {
    const text = flags.version ? { version: ownVersion() } : { help: HELP };
    terminal.out(
      flags.json ? `${JSON.stringify(text)}\n` : `${Object.values(text)[0]!.trimEnd()}\n`,
    );
    return EXIT.ok;
  }
  const run = command === undefined ? undefined : COMMANDS.get(command);
  if (run !== undefined) return run(flags, terminal);
  const names = [...COMMANDS.keys()];
  throw new ComponentError('CLI-001', {
    message:
      command === undefined
        ? `A command is missing: ${names.join(', ')}`
        : `There is no command ${command}${didYouMean(command, names)}`,
    context: { commands: names },
  });
}
