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
    exits: 0,
    exit: () => (host.exits += 1),
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

  it('ends quietly when its reader has seen enough, and hides no other fault', () => {
    const { host } = start();
    host.stdout.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    expect(host.exits).toBe(1);
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    expect(() => host.stderr.emit('error', full)).toThrow('full');
    expect(host.exits).toBe(1);
  });
});
