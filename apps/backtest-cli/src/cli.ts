import { type Command, commandDocument, commandHelp, errorDocument, errorText, EXIT, exitCodeOf, ownVersion, PROGRAM, programHelp, signsFor, type Terminal } from '@basis/cli';
import { ComponentError, didYouMean } from '@basis/core-types';
import { checkCommand } from './commands/check.js';
import { configShowCommand } from './commands/config-show.js';
import { dataCheckCommand } from './commands/data-check.js';
import { dataGenerateCommand } from './commands/data-generate.js';
import { runCommand } from './commands/run.js';

export const COMMANDS: readonly Command[] = [
  runCommand,
  checkCommand,
  configShowCommand,
  dataGenerateCommand,
  dataCheckCommand,
];

/** Carries out one command line; never throws. Answers with the exit code. */
export async function runCli(words: readonly string[], terminal: Terminal): Promise<number> {
  const isJson = words.includes('--json');
  try {
    return await dispatch(words, isJson, terminal);
  } catch (error) {
    if (isJson) terminal.out(`${JSON.stringify(errorDocument(error), null, 2)}\n`);
    else {
      const withStack = terminal.environment['BASIS_LOG_LEVEL'] === 'DEBUG';
      terminal.err(errorText(error, signsFor(terminal.unicode), withStack));
    }
    return exitCodeOf(error);
  }
}

async function dispatch(
  words: readonly string[],
  isJson: boolean,
  terminal: Terminal,
): Promise<number> {
  const wantsHelp = words.includes('--help') || words.includes('-h');
  const [first = ''] = words;
  if (first === '--version') {
    terminal.out(isJson ? `${JSON.stringify({ version: ownVersion() })}\n` : `${ownVersion()}\n`);
    return EXIT.ok;
  }
  const command = COMMANDS.find(({ name }) =>
    name.split(' ').every((part, i) => words[i] === part),
  );
  if (command !== undefined && !wantsHelp) {
    return command.run(words.slice(command.name.split(' ').length), terminal);
  }
  if (command !== undefined) {
    const document = () => `${JSON.stringify(commandDocument(command), null, 2)}\n`;
    terminal.out(isJson ? document() : commandHelp(command));
    return EXIT.ok;
  }
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  const listed = group.length > 0 ? group : COMMANDS;
  const isNamed = first !== '' && !first.startsWith('-');
  if (wantsHelp && (group.length > 0 || !isNamed)) {
    const document = () =>
      `${JSON.stringify({ commands: listed.map(commandDocument) }, null, 2)}\n`;
    terminal.out(isJson ? document() : programHelp(listed));
    return EXIT.ok;
  }
  throw unknownCommand(words, group);
}

function unknownCommand(words: readonly string[], group: readonly Command[]): ComponentError {
  const candidates = (group.length > 0 ? group : COMMANDS).map(({ name }) => name);
  const given = words
    .slice(0, group.length > 0 ? 2 : 1)
    .filter((word) => !word.startsWith('-'))
    .join(' ');
  return new ComponentError('CLI-001', {
    message: `${problemOf(given, candidates)}\nCommands of ${PROGRAM}: ${candidates.join(', ')}`,
    context: { commands: candidates },
  });
}

function problemOf(given: string, candidates: readonly string[]): string {
  if (given === '') return 'A command is missing';
  const firstWords = candidates.map((name) => name.split(' ')[0]!);
  if (firstWords.includes(given)) return `${given} needs a second word`;
  return `There is no command ${given}${didYouMean(given, [...candidates, ...firstWords])}`;
}
