import { findCommand } from './arguments/find-command.js';
import { exitCodeOf, EXIT } from './exit-codes.js';
import { commandDocument, programDocument } from './help/help-document.js';
import { commandHelp, programHelp } from './help/help-text.js';
import type { Program } from './program.js';
import { signsFor } from './terminal/signs.js';
import type { Terminal } from './terminal/terminal.js';
import { errorDocument } from './text/error-document.js';
import { errorText } from './text/error-text.js';
import { jsonText } from './text/json-text.js';

/** Carries out one command line; never throws. Answers with the exit code. */
export async function runProgram(
  program: Program,
  words: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const isJson = words.includes('--json');
  try {
    return await dispatch(program, words, isJson, terminal);
  } catch (error) {
    if (isJson) terminal.out(jsonText(errorDocument(error)));
    else {
      const withStack = terminal.environment['BASIS_LOG_LEVEL'] === 'DEBUG';
      terminal.err(errorText(error, signsFor(terminal.unicode), withStack));
    }
    return exitCodeOf(error);
  }
}

async function dispatch(
  program: Program,
  words: readonly string[],
  isJson: boolean,
  terminal: Terminal,
): Promise<number> {
  const found = findCommand(program, words);
  if ('command' in found) return found.command.run(found.words, terminal);
  if ('version' in found) {
    const version = program.version();
    terminal.out(isJson ? jsonText({ version }) : `${version}\n`);
  } else if ('helpOf' in found) {
    const { helpOf } = found;
    terminal.out(
      isJson ? jsonText(commandDocument(program, helpOf)) : commandHelp(program, helpOf),
    );
  } else {
    const { listed } = found;
    terminal.out(
      isJson ? jsonText(programDocument(program, listed)) : programHelp(program, listed),
    );
  }
  return EXIT.ok;
}
