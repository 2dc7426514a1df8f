import type { Command } from '../arguments/command.js';
import type { Flag } from '../arguments/flag.js';
import type { Program } from '../program.js';

/** Of the program, or of one group of its commands. */
export function programHelp({ name, exits }: Program, commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const codes = Object.entries(exits).map(([code, meaning]) => `${code} ${meaning}`);
  return [
    `Usage: ${name} COMMAND [--flag=value …]`,
    '',
    'Commands:',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.purpose}`),
    '',
    `${name} COMMAND --help shows the flags of a command; ${name} --version the version.`,
    `Exit codes: ${codes.join(', ')}.`,
    '',
  ].join('\n');
}

export function commandHelp(program: Program, command: Command): string {
  const rows = Object.entries(command.flags).map(
    ([key, flag]) => [usageOf(key, flag), flag.help] as const,
  );
  const width = Math.max(...rows.map(([usage]) => usage.length));
  return [
    `Usage: ${program.name} ${command.name} [--flag=value …]`,
    '',
    `Will ${command.purpose}.`,
    '',
    'Flags:',
    ...rows.map(([usage, help]) => `  ${usage.padEnd(width)}  ${help}`),
    '',
    `Example: ${exampleOf(program, command)}`,
    '',
  ].join('\n');
}

export function exampleOf({ name }: Program, command: Command): string {
  return `${name} ${command.name} ${command.example}`.trimEnd();
}

function usageOf(name: string, { value, required }: Flag): string {
  const usage = value === undefined ? `--${name}` : `--${name}=${value}`;
  return required ? `${usage} (required)` : usage;
}
