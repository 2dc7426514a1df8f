import { configFileError } from './config-file-error.js';

const LINE = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/;
const QUOTED = /^(["'])(.*)\1\s*(?:#.*)?$/;

/**
 * `KEY=VALUE` lines; `#` starts a comment on a line of its own or after a space; quotes keep what is inside as it is.
 * Nothing is expanded. A line that is neither is an error, which names the line and never shows it.
 */
export function parseEnvFile(text: string, file: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.replace(/^\uFEFF/, '').trim();
    if (line === '' || line.startsWith('#')) return;
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw configFileError(
        file,
        index + 1,
        'is not a KEY=VALUE line: correct it or start it with #',
      );
    }
    variables.set(name, QUOTED.exec(value)?.[2] ?? value.replace(/(^|\s+)#.*$/, ''));
  });
  return variables;
}
