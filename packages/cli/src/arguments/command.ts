import type { Terminal } from '../terminal/terminal.js';
import type { Flags, FlagValues } from './flag.js';
import { parseFlags } from './parse-flags.js';

const everyCommand = {
  json: { help: 'one JSON document on standard output, and nothing else there' },
  'no-color': { help: 'no colours, also where there is a terminal' },
  help: { help: 'show this' },
} as const satisfies Flags;

export interface Command {
  /** One or two words. */
  readonly name: string;
  /** What it does, beginning with a verb. */
  readonly purpose: string;
  readonly flags: Flags;
  readonly example: string;
  /** Answers with the exit code. */
  run(words: readonly string[], terminal: Terminal): Promise<number>;
}

export interface CommandDefinition<F extends Flags> {
  readonly name: string;
  readonly purpose: string;
  readonly flags: F;
  readonly example: string;
  run(values: FlagValues<F & typeof everyCommand>, terminal: Terminal): number | Promise<number>;
}

/** A command with the flags that all have in common added, its values typed by its flags. */
export function defineCommand<const F extends Flags>(definition: CommandDefinition<F>): Command {
  const { name, purpose, example } = definition;
  const flags = { ...definition.flags, ...everyCommand };
  return {
    name,
    purpose,
    flags,
    example,
    run: async (words, terminal) => {
      const values = parseFlags(words, flags);
      return definition.run(values, values['no-color'] ? { ...terminal, colour: false } : terminal);
    },
  };
}
