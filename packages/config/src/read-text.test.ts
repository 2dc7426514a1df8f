import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LARGEST_BYTES, readText } from './read-text.js';

const folder = mkdtempSync(join(tmpdir(), 'basis-text-'));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const unreadable = (problem: string) =>
  expect.objectContaining({ code: 'CFG-002', message: expect.stringContaining(problem) });

it('reads UTF-8', () => {
  expect(readText(file('a', 'größer'))).toBe('größer');
});

it('refuses what is larger than the limit, at the byte', () => {
  expect(readText(file('b', 'x'.repeat(LARGEST_BYTES)))).toHaveLength(LARGEST_BYTES);
  expect(() => readText(file('c', 'x'.repeat(LARGEST_BYTES + 1)))).toThrow(
    unreadable('larger than'),
  );
});

it('refuses what is not UTF-8', () => {
  expect(() => readText(file('d', Uint8Array.of(0xff, 0xfe, 0x41)))).toThrow(unreadable('UTF-8'));
});

it('says what to do about a missing file, a folder and other failures', () => {
  expect(() => readText(join(folder, 'missing'))).toThrow(unreadable('does not exist'));
  expect(() => readText(folder)).toThrow(unreadable('is not a file'));
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
  expect(() => readText(join(folder, 'loop'))).toThrow(unreadable('ELOOP'));
});
