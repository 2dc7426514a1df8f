import type { Terminal } from './terminal.js';

export interface MemoryTerminal extends Terminal {
  readonly written: { out: string; err: string };
}

/** Keeps what is written to it, for tests and for programs that run a command inside themselves. */
export function memoryTerminal(more: Partial<Terminal> = {}): MemoryTerminal {
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
