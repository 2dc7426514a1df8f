#!/usr/bin/env node
// A file of its own, so that npm can link the command before the first build.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('basis-live is not built yet: run `npm run build` first');
  process.exitCode = 1;
}
