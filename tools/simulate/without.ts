/** The simulation as it would be if the code lacked something: its source is changed while it is loaded, nowhere else. */
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { resolution } from '../vitest.shared.mjs';
import type { judged } from './shrink.js';

/** A piece of text that stands in a file of a package once, and what stands there instead. */
export interface Change {
  readonly file: string;
  readonly text: string;
  readonly instead: string;
}

/** Plays and judges a story with the changed code. Throws where a text does not stand in its file once. */
export async function judgedWith(changes: readonly Change[]): Promise<typeof judged> {
  const left = new Set(changes);
  const server = await createServer({
    ...resolution,
    configFile: false,
    logLevel: 'error',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, ws: false, watch: null },
    plugins: [
      {
        name: 'changes',
        enforce: 'pre',
        transform(code, id) {
          const own = changes.filter(({ file }) => id.endsWith(`/packages/${file}`));
          for (const change of own) left.delete(change);
          return own.length === 0 ? undefined : own.reduce(changed, code);
        },
      },
    ],
  });
  try {
    const entry = fileURLToPath(new URL('shrink.ts', import.meta.url));
    const simulation = (await server.ssrLoadModule(entry)) as { readonly judged: typeof judged };
    for (const { file } of left) throw new Error(`the simulation does not load ${file}`);
    return simulation.judged;
  } finally {
    await server.close();
  }
}

function changed(code: string, { file, text, instead }: Change): string {
  const parts = code.split(text);
  if (parts.length !== 2)
    throw new Error(`${file} has ${parts.length - 1} times what is to be replaced: ${text}`);
  return parts.join(instead);
}
