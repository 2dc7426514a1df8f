import { ComponentError, didYouMean } from '@basis/core-types';
import type { Program } from '../program.js';
import type { Command } from './command.js';
import type { Flags } from './flag.js';
import { tokensOf } from './tokens-of.js';

/** What a command line asks for. */
export type Found =
  | { readonly command: Command; readonly words: readonly string[] }
  | { readonly helpOf: Command }
  /** Help of the program, or of one group of its commands. */
  | { readonly listed: readonly Command[] }
  | { readonly version: true };

/**
 * The command that is named, with the other words of the line; flags may stand before its name.
 *
 * @throws CLI-001 with the nearest command for one that is not known
 */
export function findCommand({ name, commands }: Program, words: readonly string[]): Found {
  const tokens = tokensOf(words, flagsOf(commands));
  const names = tokens.filter((token) => token.kind === 'positional');
  const wantsHelp = words.includes('--help') || words.includes('-h');
  if (tokens.some((token) => token.kind === 'option' && token.rawName === '--version')) {
    return { version: true };
  }
  const command = commands.find((one) =>
    one.name.split(' ').every((part, i) => names[i]?.value === part),
  );
  if (command !== undefined) {
    if (wantsHelp) return { helpOf: command };
    const used = new Set(names.slice(0, command.name.split(' ').length).map(({ index }) => index));
    return { command, words: words.filter((_, index) => !used.has(index)) };
  }
  const group = commands.filter((one) => one.name.startsWith(`${names[0]?.value} `));
  const listed = group.length > 0 ? group : commands;
  if (wantsHelp && (group.length > 0 || names.length === 0)) return { listed };
  const given = names.slice(0, group.length > 0 ? 2 : 1).map(({ value }) => value);
  throw unknownCommand(
    name,
    given.join(' '),
    listed.map((one) => one.name),
  );
}

/** Of all commands, so that a flag's value is not taken for a name. */
function flagsOf(commands: readonly Command[]): Flags {
  return Object.fromEntries(commands.flatMap(({ flags }) => Object.entries(flags)));
}

function unknownCommand(
  program: string,
  given: string,
  candidates: readonly string[],
): ComponentError {
  return new ComponentError('CLI-001', {
    message: `${problemOf(given, candidates)}\nCommands of ${program}: ${candidates.join(', ')}`,
    context: { commands: [...candidates] },
  });
}

function problemOf(given: string, candidates: readonly string[]): string {
  if (given === '') return 'A command is missing';
  const firstWords = candidates.map((name) => name.split(' ')[0]!);
  if (firstWords.includes(given)) return `${given} needs a second word`;
  return `There is no command ${given}${didYouMean(given, [...candidates, ...firstWords])}`;
}
