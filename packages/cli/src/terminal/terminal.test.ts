import { expect, it } from 'vitest';
import { showsUnicode } from './terminal.js';

it.skipIf(process.platform === 'win32')(
  'shows signs beyond ASCII where the locale has them',
  () => {
    expect(showsUnicode({ LANG: 'en_US.UTF-8' })).toBe(true);
    expect(showsUnicode({ LC_ALL: 'C', LANG: 'en_US.UTF-8' })).toBe(false);
    expect(showsUnicode({})).toBe(false);
  },
);
