import { runProgram, versionOf, type Program, type Terminal } from '@basis/cli';
import { checkCommand } from './commands/check.js';
import { journalReplayCommand } from './commands/journal-replay.js';
import { journalShowCommand } from './commands/journal-show.js';
import { journalVerifyCommand } from './commands/journal-verify.js';
import { startCommand } from './commands/start.js';

export const PROGRAM: Program = {
  name: 'basis-live',
  commands: [
    checkCommand,
    startCommand,
    journalVerifyCommand,
    journalShowCommand,
    journalReplayCommand,
  ],
  exits: {
    0: 'passed',
    1: 'failed',
    2: 'wrong arguments or configuration',
    78: 'must not be started again',
  },
  version: () => versionOf(import.meta.url),
};

/** Carries out one command line; never throws. Answers with the exit code. */
export async function runCli(words: readonly string[], terminal: Terminal): Promise<number> {
  return runProgram(PROGRAM, words, terminal);
}
