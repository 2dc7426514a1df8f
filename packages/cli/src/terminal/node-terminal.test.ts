import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { nodeTerminal } from './node-terminal.js';

class Stream extends EventEmitter {
  written = '';
  constructor(
    readonly isTTY = false,
    readonly columns = 0,
  ) {
    super();
  }
  write(text: string): void {
    this.written += text;
  }
}

function start({ tty = false, columns = 0, env = {} as Record<string, string> } = {}) {
  const host = {
    stdout: new Stream(tty),
    stderr: new Stream(tty, columns),
    env,
    exits: [] as (number | undefined)[],
    exit: (code?: number) => void host.exits.push(code),
  };
  return { host, terminal: nodeTerminal(host) };
}

describe('the terminal of a process', () => {
  it('has results on standard output and all else on standard error', () => {
    const { host, terminal } = start();
    terminal.out('result');
    terminal.err('message');
    expect([host.stdout.written, host.stderr.written]).toEqual(['result', 'message']);
  });

  it('has colour and progress where both are terminals', () => {
    const facts = (options: Parameters<typeof start>[0]) => {
      const { colour, progressColumns } = start(options).terminal;
      return { colour, progressColumns };
    };
    expect(facts({})).toEqual({ colour: false, progressColumns: null });
    expect(facts({ tty: true, columns: 120 })).toEqual({ colour: true, progressColumns: 120 });
    // A terminal that does not know its width.
    expect(facts({ tty: true })).toEqual({ colour: true, progressColumns: 80 });
    expect(facts({ tty: true, env: { NO_COLOR: '1' } }).colour).toBe(false);
    expect(facts({ tty: true, env: { TERM: 'dumb' } })).toEqual({
      colour: false,
      progressColumns: null,
    });
  });

  it('ends quietly when its reader has seen enough', () => {
    const { host } = start();
    host.stdout.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    expect(host.exits).toEqual([undefined]);
    expect(host.stderr.written).toBe('');
  });

  it.each([
    ['ENOSPC', 'standard output cannot be written: the disk is full'],
    ['EDQUOT', 'standard output cannot be written: the disk is full'],
    ['EIO', 'standard output cannot be written: EIO: broken'],
  ])('says in short that its output fails with %s, and fails', (code, told) => {
    const { host } = start();
    host.stdout.emit('error', Object.assign(new Error(`${code}: broken`), { code }));
    expect(host.stderr.written).toContain(`CLI-002 ${told}\n`);
    expect(host.stderr.written).not.toContain('.js:');
    expect(host.stderr.written.split('\n')).toHaveLength(3);
    expect(host.exits).toEqual([1]);
  });

  it('fails without a word where it is the messages that cannot be written', () => {
    const { host } = start();
    host.stderr.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }));
    expect([host.stdout.written, host.stderr.written]).toEqual(['', '']);
    expect(host.exits).toEqual([1]);
  });
});
