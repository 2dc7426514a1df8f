import type { Terminal } from '../terminal/terminal.js';

export interface FakeTerminal extends Terminal {
  readonly written: { out: string; err: string };
}

/** Keeps what is written to it. */
export function fakeTerminal(more: Partial<Terminal> = {}): FakeTerminal {
  const written = { out: '', err: '' };
  return {
    written,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    environment: {},
    colour: false,
    unicode: true,
    progressColumns: null,
    ...more,
  };
}
