import { expect, it } from 'vitest';
import { paintFor } from './paint.js';

it('colours texts, or leaves them as they are', () => {
  expect(paintFor(true).red('no')).toBe('\u001b[31mno\u001b[0m');
  expect(paintFor(false).red('no')).toBe('no');
});
