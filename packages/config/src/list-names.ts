import { readdirSync } from 'node:fs';
import { configFileError } from './config-file-error.js';

const NAME = /^[a-z0-9_-]{1,64}$/;
const ENDING = '.yaml';

/**
 * Names of the YAML files in a folder, sorted. A file is only ever opened by a name of this list, so a name that was
 * typed or sent can lead nowhere else.
 */
export function listNames(folder: string): string[] {
  let entries: string[];
  try {
    entries = readdirSync(folder);
  } catch {
    throw configFileError(
      folder,
      undefined,
      'cannot be read: check that the folder exists and may be read',
    );
  }
  return entries
    .filter((entry) => entry.endsWith(ENDING))
    .map((entry) => entry.slice(0, -ENDING.length))
    .filter((name) => NAME.test(name))
    .sort();
}
