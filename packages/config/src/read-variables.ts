import { existsSync } from 'node:fs';
import { parseEnvFile } from './parse-env-file.js';
import { readText } from './read-text.js';

/** Like `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface VariableSources {
  /** Wins over the file. */
  readonly environment: Environment;
  /** A file of `KEY=VALUE` lines; `optional` ones may be missing. */
  readonly envFile?: { readonly path: string; readonly optional: boolean } | undefined;
}

/** The named variables and no others: what nobody asks for is never looked at. */
export function readVariables(
  names: readonly string[],
  { environment, envFile }: VariableSources,
): Environment {
  const file =
    envFile === undefined || (envFile.optional && !existsSync(envFile.path))
      ? new Map<string, string>()
      : parseEnvFile(readText(envFile.path), envFile.path);
  return Object.fromEntries(names.map((name) => [name, environment[name] ?? file.get(name)]));
}
