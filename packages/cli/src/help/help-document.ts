import type { Command } from '../arguments/command.js';
import type { Program } from '../program.js';
import { commandHelp, exampleOf, programHelp } from './help-text.js';

/** Help for programs: the text for people is in it too. */
export function programDocument(program: Program, commands: readonly Command[]) {
  return {
    commands: commands.map((command) => factsOf(program, command)),
    help: programHelp(program, commands),
  };
}

export function commandDocument(program: Program, command: Command) {
  return { ...factsOf(program, command), help: commandHelp(program, command) };
}

function factsOf(program: Program, command: Command) {
  const { name, purpose, flags } = command;
  return { command: name, purpose, flags, example: exampleOf(program, command) };
}
