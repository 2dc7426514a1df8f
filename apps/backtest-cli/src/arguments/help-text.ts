import type { Command } from './command.js';
import type { Flag } from './flag.js';

export const PROGRAM = 'basis-backtest';

/** Of the program, or of one group of commands. */
export function programHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    `Usage: ${PROGRAM} COMMAND [--flag=value …]`,
    '',
    'Commands:',
    ...commands.map(({ name, purpose }) => `  ${name.padEnd(width)}  ${purpose}`),
    '',
    `${PROGRAM} COMMAND --help shows the flags of a command; ${PROGRAM} --version the version.`,
    'Exit codes: 0 done, 1 failed, 2 wrong arguments or configuration, 130 interrupted.',
    '',
  ].join('\n');
}

export function commandHelp({ name, purpose, flags, example }: Command): string {
  const rows = Object.entries(flags).map(([key, flag]) => [usageOf(key, flag), flag.help] as const);
  const width = Math.max(...rows.map(([usage]) => usage.length));
  return [
    `Usage: ${PROGRAM} ${name} [--flag=value …]`,
    '',
    `Will ${purpose}.`,
    '',
    'Flags:',
    ...rows.map(([usage, help]) => `  ${usage.padEnd(width)}  ${help}`),
    '',
    `Example: ${PROGRAM} ${name} ${example}`.trimEnd(),
    '',
  ].join('\n');
}

/** The same for programs. */
export function commandDocument({ name, purpose, flags, example }: Command) {
  return { command: name, purpose, flags, example: `${PROGRAM} ${name} ${example}`.trimEnd() };
}

function usageOf(name: string, { value, required }: Flag): string {
  const usage = value === undefined ? `--${name}` : `--${name}=${value}`;
  return required ? `${usage} (required)` : usage;
}
