import { describe, expect, it } from 'vitest';
import { defineCommand } from './arguments/command.js';
import { configFlags, modeFlag } from './arguments/config-flags.js';
import { Interrupted } from './interrupted.js';
import type { Program } from './program.js';
import { runProgram } from './run-program.js';
import { memoryTerminal } from './terminal/memory-terminal.js';
import type { Terminal } from './terminal/terminal.js';

const run = defineCommand({
  name: 'run',
  purpose: 'show what it was given',
  example: '--mode=a',
  flags: { mode: { ...modeFlag.mode, required: true }, ...configFlags },
  run: (values, { colour, out }) => {
    out(`${JSON.stringify({ ...values, colour })}\n`);
    return 0;
  },
});
const failing = (name: string, error: unknown) =>
  defineCommand({
    name,
    purpose: 'fail',
    example: '',
    flags: {},
    run: () => Promise.reject(error as Error),
  });
const program: Program = {
  name: 'example',
  commands: [
    run,
    failing('data check', new Error('oops')),
    failing('data stop', new Interrupted('stopped')),
  ],
  exits: { 0: 'done', 1: 'failed' },
  version: () => '1.2.3',
};

async function start(words: string, more: Partial<Terminal> = {}) {
  const terminal = memoryTerminal(more);
  const code = await runProgram(program, words.split(' ').filter(Boolean), terminal);
  const { out, err } = terminal.written;
  return { code, out, err, document: () => JSON.parse(out) as Record<string, unknown> };
}

describe('a command', () => {
  it('is handed its flags and the terminal', async () => {
    const { code, document } = await start('run --mode a --set=x=1 --no-color', { colour: true });
    expect(code).toBe(0);
    expect(document()).toMatchObject({ mode: 'a', set: ['x=1'], colour: false, json: false });
    expect((await start('run --mode=a', { colour: true })).document()).toMatchObject({
      colour: true,
    });
  });

  it('may be named after its flags, whose values are not taken for names', async () => {
    expect((await start('--mode run run')).document()).toMatchObject({ mode: 'run' });
    expect(await start('--mode run')).toMatchObject({
      code: 2,
      err: expect.stringContaining('A command is missing'),
    });
    expect(await start('data --json stop')).toMatchObject({ code: 130 });
  });

  it('is refused more words than its own', async () => {
    expect(await start('run --mode=a more')).toMatchObject({
      code: 2,
      err: expect.stringContaining('more is not expected here'),
    });
  });
});

describe('help', () => {
  it('lists commands and exit codes', async () => {
    for (const words of ['--help', '-h']) {
      const { code, out } = await start(words);
      expect(code).toBe(0);
      expect(out).toBe(
        [
          'Usage: example COMMAND [--flag=value …]',
          '',
          'Commands:',
          '  run         show what it was given',
          '  data check  fail',
          '  data stop   fail',
          '',
          'example COMMAND --help shows the flags of a command; example --version the version.',
          'Exit codes: 0 done, 1 failed.',
          '',
        ].join('\n'),
      );
    }
    expect((await start('data --help')).out).not.toContain('show what');
  });

  it('shows the flags of a command', async () => {
    const { out } = await start('run --help');
    expect(out).toMatch(/^Usage: example run \[--flag=value …\]\n\nWill show what it was given\./);
    expect(out).toContain('--mode=NAME (required)   a file of configs/modes');
    expect(out).toContain('Example: example run --mode=a\n');
    expect((await start('data stop --help')).out).toContain('Example: example data stop\n');
  });

  it('is a document too, with the text in it', async () => {
    expect((await start('run --help --json')).document()).toMatchObject({
      command: 'run',
      flags: { mode: { required: true } },
      example: 'example run --mode=a',
      help: (await start('run --help')).out,
    });
    expect((await start('--help --json')).document()).toMatchObject({
      commands: [{ command: 'run' }, { command: 'data check' }, { command: 'data stop' }],
      help: (await start('--help')).out,
    });
  });

  it('of what does not exist is an error', async () => {
    expect(await start('nothing --help')).toMatchObject({ code: 2, out: '' });
  });
});

it('the version is told', async () => {
  expect(await start('--version')).toMatchObject({ code: 0, out: '1.2.3\n' });
  expect((await start('--version --json')).document()).toEqual({ version: '1.2.3' });
});

describe('a command that is not there', () => {
  it.each([
    ['', 'CLI-001 A command is missing\n        Commands of example: run, data check, data stop'],
    ['rum', 'There is no command rum; did you mean run?'],
    ['data', 'data needs a second word\n        Commands of example: data check, data stop'],
    ['data chek', 'There is no command data chek; did you mean data check?'],
  ])('%j is told with those that are', async (words, told) => {
    const { code, out, err } = await start(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(told);
    expect(err).toContain('→ See --help.');
  });
});

describe('an error', () => {
  it('goes to standard error, with its stack where that was asked for', async () => {
    expect(await start('data check')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^UNEXPECTED oops\n→ Run again[^\n]*\n$/),
    });
    const { err } = await start('data check', { environment: { BASIS_LOG_LEVEL: 'DEBUG' } });
    expect(err).toContain('run-program.test');
    expect((await start('data check', { unicode: false })).err).toContain('\n-> Run again');
  });

  it('is a document on standard output where that was asked for', async () => {
    const { code, err, document } = await start('data stop --json');
    expect({ code, err }).toEqual({ code: 130, err: '' });
    expect(document()).toMatchObject({ error: { code: 'INTERRUPTED', message: 'stopped' } });
  });
});
