/** The simulation as it would be if the code lacked something: its source is changed while it is loaded, nowhere else. */
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { resolution } from '../vitest.shared.mjs';
import type * as Batch from './batch.js';

/** A piece of text that stands in a file once, and what stands there instead. */
export interface Change {
  readonly file: string;
  readonly text: string;
  readonly instead: string;
}

export async function simulationWith(changes: readonly Change[]): Promise<typeof Batch> {
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
    const batch = await server.ssrLoadModule(fileURLToPath(new URL('batch.ts', import.meta.url)));
    for (const { file } of left) throw new Error(`the simulation does not load ${file}`);
    return batch as typeof Batch;
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
