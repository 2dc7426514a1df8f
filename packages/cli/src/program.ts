import type { Command } from './arguments/command.js';

/** What a command-line program is made of. */
export interface Program {
  /** As it is typed. */
  readonly name: string;
  readonly commands: readonly Command[];
  /** What its exit codes mean, for the help. */
  readonly exits: Readonly<Record<number, string>>;
  version(): string;
}
