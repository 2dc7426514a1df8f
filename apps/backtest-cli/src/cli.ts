import { runProgram, versionOf, type Program, type Terminal } from '@basis/cli';
import { checkCommand } from './commands/check.js';
import { configShowCommand } from './commands/config-show.js';
import { dataCheckCommand } from './commands/data-check.js';
import { dataGenerateCommand } from './commands/data-generate.js';
import { runCommand } from './commands/run.js';
import { scenariosCommand } from './commands/scenarios.js';

export const PROGRAM: Program = {
  name: 'basis-backtest',
  commands: [
    runCommand,
    scenariosCommand,
    checkCommand,
    configShowCommand,
    dataGenerateCommand,
    dataCheckCommand,
  ],
  exits: { 0: 'done', 1: 'failed', 2: 'wrong arguments or configuration', 130: 'interrupted' },
  version: () => versionOf(import.meta.url),
};

/** Carries out one command line; never throws. Answers with the exit code. */
export async function runCli(words: readonly string[], terminal: Terminal): Promise<number> {
  return runProgram(PROGRAM, words, terminal);
}
