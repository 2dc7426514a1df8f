/** docs/fault-scenarios.md names tests: each of them exists, and every scenario has its row. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');
const text = read('docs/fault-scenarios.md');

const numbered = (letter: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
const IDS = [...numbered('P', 6), ...numbered('J', 4), ...numbered('V', 15), 'S1', 'C1'];

/** A file, and a part of the name of a test in it. */
const named = [...text.matchAll(/`([^`]+\.test\.ts)` _([^_]+)_/g)].map(
  ([, file, name]) => [file!, name!] as const,
);

it('every scenario has a row of its own', () => {
  const ids = [...text.matchAll(/^\| ([PJVSC]\d+) /gm)].map(([, id]) => id!);
  expect(ids.toSorted()).toEqual(IDS.toSorted());
});

it('every file that is named comes with a name of a test', () => {
  const files = [...text.matchAll(/`[^`]+\.test\.ts` /g)];
  expect(files.length).toBe(named.length + SAID_OF_ITSELF);
});
/** This file is named in the beginning. */
const SAID_OF_ITSELF = 1;

it.each(named)('%s has a test: %s', (file, name) => {
  expect(existsSync(`${ROOT}${file}`)).toBe(true);
  expect(read(file)).toContain(name);
});
