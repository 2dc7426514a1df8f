import { expect, it } from 'vitest';
import { showsUnicode } from './shows-unicode.js';

it('signs beyond ASCII are shown where the locale has them', () => {
  expect(showsUnicode({ LANG: 'en_US.UTF-8' }, 'linux')).toBe(true);
  expect(showsUnicode({ LC_CTYPE: 'C.utf8', LANG: 'C' }, 'linux')).toBe(true);
  expect(showsUnicode({ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, 'linux')).toBe(false);
  expect(showsUnicode({}, 'linux')).toBe(false);
});

it('on Windows always, which has no such variables', () => {
  expect(showsUnicode({}, 'win32')).toBe(true);
});
