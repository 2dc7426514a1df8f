import { ComponentError } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../interrupted.js';
import { signsFor } from '../terminal/signs.js';
import { errorDocument } from './error-document.js';
import { errorText } from './error-text.js';
import { findingText } from './finding-text.js';

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

  it('lists the variables of missing credentials one per line', () => {
    const message = 'Missing or invalid venue credentials: A is missing; B is still a placeholder';
    const error = new ComponentError('EXEC-004', { message });
    expect(errorText(error, signs, false)).toBe(
      [
        'EXEC-004 Missing or invalid venue credentials:',
        '         A is missing',
        '         B is still a placeholder',
        `→ ${error.resolution}`,
        '',
      ].join('\n'),
    );
    expect(findingText(error).split('\n')).toEqual([
      'EXEC-004 Missing or invalid venue credentials:',
      'A is missing',
      'B is still a placeholder',
      error.resolution,
    ]);
  });

  it('is told as well where it is no error of ours', () => {
    expect(errorText('oops', signsFor(false), true)).toMatch(/^UNEXPECTED oops\n-> Run again/);
    expect(errorText(new Interrupted('stopped'), signs, false)).toBe(
      'INTERRUPTED stopped\n→ Run it again.\n',
    );
  });

  it('shows the stack only where that was asked for', () => {
    const error = new Error('oops', { cause: new Error('deeper') });
    expect(errorText(error, signs, false)).not.toContain('error-text.test');
    expect(errorText(error, signs, true)).toContain('error-text.test');
    expect(errorText(error, signs, true)).toContain('deeper');
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
  const cause = new Error('full');
  expect(errorDocument(new ComponentError('RES-001', { message: 'no', cause }))).toMatchObject({
    error: { cause: 'full' },
  });
  expect(errorDocument(new Error('oops'))).toMatchObject({ error: { code: 'UNEXPECTED' } });
});
