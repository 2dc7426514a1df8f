import { ComponentError, violation, violationError } from '@basis/core-types';
import { expect, it } from 'vitest';
import { configViolations } from './config-violations.js';

it('are a line each', () => {
  const error = violationError([
    violation('a.yaml:1', 'mode', 'x', 'must be y'),
    violation(undefined, 'hedge_leverage', -1, 'must be above 0'),
  ]);
  expect(configViolations(error)).toEqual([
    'a.yaml:1: mode = "x": must be y',
    'hedge_leverage = -1: must be above 0',
  ]);
});

it('are none where the mode that was asked for does not exist, or something else is wrong', () => {
  const noMode = violationError([violation(undefined, 'mode', 'x', 'must be y')]);
  for (const error of [noMode, new ComponentError('CFG-002'), new Error('oops')]) {
    expect(configViolations(error)).toBeUndefined();
  }
});
