import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findBase } from './find-base.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'basis-base-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const repository = join(root, 'repository');
const elsewhere = join(root, 'elsewhere');
const program = join(repository, 'apps', 'cli', 'dist');
for (const folder of [join(repository, 'configs', 'modes'), program, elsewhere]) {
  mkdirSync(folder, { recursive: true });
}

it('is the current folder where that has a configuration', () => {
  expect(findBase(repository, program)).toBe('');
});

it('is else the repository of the program', () => {
  expect(resolve(elsewhere, findBase(elsewhere, program))).toBe(repository);
});

it('is no folder whose configs/ has no modes', () => {
  mkdirSync(join(repository, 'apps', 'configs'));
  expect(resolve(elsewhere, findBase(elsewhere, program))).toBe(repository);
});

it('is the current folder where nothing is found', () => {
  expect(findBase(elsewhere, elsewhere)).toBe('');
});
