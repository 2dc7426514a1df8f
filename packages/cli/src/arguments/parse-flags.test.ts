import type { ComponentError } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import type { Flags } from './flag.js';
import { parseFlags } from './parse-flags.js';

const flags = {
  mode: { value: 'NAME', required: true, help: '' },
  set: { value: 'PATH=VALUE', repeated: true, help: '' },
  events: { value: 'DETAIL', allowed: ['full', 'off'], help: '' },
  replace: { help: '' },
} as const satisfies Flags;

function problemsOf(words: readonly string[]): readonly string[] {
  try {
    parseFlags(words, flags);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'CLI-001' });
    return (error as ComponentError).context['problems'] as string[];
  }
}

describe('flags', () => {
  it('may be written with = or with a space, and repeated', () => {
    expect(
      parseFlags(['--mode', 'a', '--set=x.y=1', '--set', 'z=a=b', '--replace'], flags),
    ).toEqual({ mode: 'a', set: ['x.y=1', 'z=a=b'], events: undefined, replace: true });
  });

  it('count last where they may be given once', () => {
    expect(parseFlags(['--mode=a', '--mode=b'], flags).mode).toBe('b');
  });

  it('that are not known are refused with the nearest one', () => {
    expect(problemsOf(['--mdoe=a'])).toEqual(['--mdoe is not known; did you mean --mode?']);
    expect(problemsOf(['--toString'])[0]).toContain('--toString is not known');
    expect(problemsOf(['-x'])[0]).toContain('-x is not known');
  });

  it('need their value, and a switch takes none', () => {
    expect(problemsOf(['--mode'])).toEqual(['--mode needs a value: --mode=NAME']);
    expect(problemsOf(['--mode='])).toEqual(['--mode needs a value: --mode=NAME']);
    expect(problemsOf(['--mode', '--replace'])).toContain('--mode needs a value: --mode=NAME');
    expect(problemsOf(['--mode=a', '--replace=no'])).toEqual(['--replace takes no value']);
  });

  it('have only allowed values', () => {
    expect(problemsOf(['--mode=a', '--events=ful'])).toEqual([
      '--events = ful: must be one of full, off; did you mean full?',
    ]);
  });

  it('are all judged before anything is said', () => {
    expect(problemsOf(['--moda=a', '--events=x', 'stray'])).toHaveLength(3);
    expect(problemsOf([])).toEqual(['--mode=NAME is missing']);
  });
});
