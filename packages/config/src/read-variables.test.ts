import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readVariables } from './read-variables.js';

const folder = mkdtempSync(join(tmpdir(), 'basis-env-'));
const path = join(folder, 'env.unified');
writeFileSync(path, 'A=file\nB=file\nC=file\n');

it('lets the environment win over the file, and gives only what was asked for', () => {
  expect(
    readVariables(['A', 'B', 'D'], {
      environment: { A: 'process', C: 'process' },
      envFile: { path, optional: false },
    }),
  ).toEqual({
    A: 'process',
    B: 'file',
    D: undefined,
  });
});

it('looks at no other variable', () => {
  const asked: PropertyKey[] = [];
  const environment = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => (asked.push(name), undefined),
      ownKeys: () => {
        throw new Error('the environment was listed');
      },
    },
  );
  readVariables(['A', 'B'], { environment });
  expect(asked).toEqual(['A', 'B']);
});

it('does without an optional file, and not without one that was named', () => {
  const missing = join(folder, 'missing');
  expect(
    readVariables(['A'], { environment: {}, envFile: { path: missing, optional: true } }),
  ).toEqual({ A: undefined });
  expect(() =>
    readVariables(['A'], { environment: {}, envFile: { path: missing, optional: false } }),
  ).toThrow(expect.objectContaining({ code: 'CFG-002' }));
});
