import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listNames } from './list-names.js';

it('lists the YAML files whose names are plain, sorted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'basis-names-'));
  for (const name of [
    'okx.yaml',
    'aave_v3.yaml',
    'gas-spike.yaml',
    'notes.txt',
    'Upper.yaml',
    '..yaml',
    `${'x'.repeat(65)}.yaml`,
  ]) {
    writeFileSync(join(folder, name), '');
  }
  expect(listNames(folder)).toEqual(['aave_v3', 'gas-spike', 'okx']);
});

it('throws CFG-002 for a folder that is not there', () => {
  expect(() => listNames('/nowhere/at/all')).toThrow(
    expect.objectContaining({
      code: 'CFG-002',
      message: expect.stringContaining('/nowhere/at/all'),
    }),
  );
});
