import { ComponentError } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { signsFor } from '../terminal/signs.js';
import { errorDocument, errorText } from './error-text.js';

const signs = signsFor(true);

describe('an error for people', () => {
  it('has its code, every line of its message, and what to do', () => {
    const error = new ComponentError('CFG-001', { message: 'first\nsecond' });
    expect(errorText(error, signs, false)).toBe(
      `CFG-001 first\n        second\n→ ${error.resolution}\n`,
    );
  });

  it('tells the cause where the message does not', () => {
    const told = new ComponentError('RES-001', { message: 'no: full', cause: new Error('full') });
    const untold = new ComponentError('RES-001', { message: 'no', cause: new Error('full') });
    expect(errorText(told, signs, false)).not.toContain('cause');
    expect(errorText(untold, signs, false)).toContain('cause: full');
  });

  it('shows the stack only where that was asked for', () => {
    const error = new Error('oops', { cause: new Error('deeper') });
    expect(errorText(error, signs, false)).not.toContain('error-text.test');
    expect(errorText(error, signs, true)).toContain('error-text.test');
  });
});

it('an error for programs has code, message, resolution and context', () => {
  const error = new ComponentError('DATA-001', { message: 'missing', context: { missing: ['x'] } });
  expect(errorDocument(error)).toEqual({
    error: {
      code: 'DATA-001',
      message: 'missing',
      resolution: error.resolution,
      context: { missing: ['x'] },
    },
  });
  expect(errorDocument(new Error('oops'))).toMatchObject({ error: { code: 'UNEXPECTED' } });
});
