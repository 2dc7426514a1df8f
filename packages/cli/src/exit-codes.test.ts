import { ComponentError } from '@basis/core-types';
import { expect, it } from 'vitest';
import { exitCodeOf } from './exit-codes.js';
import { Interrupted } from './interrupted.js';

it('tells wrong arguments from failed runs and from interruptions', () => {
  expect(exitCodeOf(new ComponentError('CLI-001'))).toBe(2);
  expect(exitCodeOf(new ComponentError('CFG-001'))).toBe(2);
  expect(exitCodeOf(new ComponentError('PNL-001'))).toBe(1);
  expect(exitCodeOf(new Error('anything'))).toBe(1);
  expect(exitCodeOf(new Interrupted('stopped'))).toBe(130);
});

it('tells a results folder that is a file from a disk that is full', () => {
  const failure = (system_code: string) =>
    new ComponentError('RES-001', { context: { system_code } });
  expect(exitCodeOf(failure('ENOTDIR'))).toBe(2);
  expect(exitCodeOf(failure('ENOSPC'))).toBe(1);
});
