import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { versionOf } from './version-of.js';

const root = mkdtempSync(join(tmpdir(), 'basis-version-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('is that of the package, from its sources and once built', () => {
  writeFileSync(join(root, 'package.json'), '{ "version": "1.2.3" }');
  for (const folder of ['src', 'dist']) {
    mkdirSync(join(root, folder));
    expect(versionOf(pathToFileURL(join(root, folder, 'main.js')).href)).toBe('1.2.3');
  }
});
