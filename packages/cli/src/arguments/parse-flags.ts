import { ComponentError, didYouMean } from '@basis/core-types';
import type { Flags, FlagValues } from './flag.js';
import { tokensOf } from './tokens-of.js';

/**
 * The values of a command's flags, written `--key=value` or `--key value`; the last one counts where one may be given
 * once.
 *
 * @throws CLI-001 naming everything that is wrong, with the nearest flag for one that is not known
 */
export function parseFlags<const F extends Flags>(
  words: readonly string[],
  flags: F,
): FlagValues<F> {
  const given = new Map<string, string[]>();
  const problems: string[] = [];
  for (const token of tokensOf(words, flags)) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      problems.push(`${token.value} is not expected here: give values as --name=value`);
      continue;
    }
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    const { value } = token;
    if (flag === undefined) {
      const names = Object.keys(flags).map((name) => `--${name}`);
      problems.push(`${token.rawName} is not known${didYouMean(token.rawName, names)}`);
    } else if (flag.value === undefined) {
      if (value === undefined) given.set(token.name, []);
      else problems.push(`--${token.name} takes no value`);
    } else if (value === undefined || value === '' || isFlagTakenForValue(token)) {
      problems.push(`--${token.name} needs a value: --${token.name}=${flag.value}`);
    } else if (flag.allowed !== undefined && !flag.allowed.includes(value)) {
      const allowed = `must be one of ${flag.allowed.join(', ')}${didYouMean(value, flag.allowed)}`;
      problems.push(`--${token.name} = ${value}: ${allowed}`);
    } else {
      given.set(token.name, [...(given.get(token.name) ?? []), value]);
    }
  }
  if (problems.length === 0) {
    for (const [name, flag] of Object.entries(flags)) {
      if (flag.required && !given.has(name)) problems.push(`--${name}=${flag.value} is missing`);
    }
  }
  if (problems.length > 0) {
    throw new ComponentError('CLI-001', { message: problems.join('\n'), context: { problems } });
  }
  const values = Object.entries(flags).map(([name, flag]) => {
    const texts = given.get(name);
    if (flag.value === undefined) return [name, texts !== undefined];
    return [name, flag.repeated ? (texts ?? []) : texts?.at(-1)];
  });
  return Object.fromEntries(values) as FlagValues<F>;
}

/** `--start --end=2024` : the next flag is no start. */
function isFlagTakenForValue(token: {
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}): boolean {
  return token.inlineValue === false && token.value?.startsWith('-') === true;
}
