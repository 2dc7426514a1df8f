import { expect, it } from 'vitest';
import { pathText } from './path-text.js';
import { formatViolation, violation, violationError } from './violation.js';

it('writes file, path, value and what is allowed on one line', () => {
  expect(
    formatViolation(
      violation('configs/modes/btc_basis.yaml:9', 'hedge_leverage', -1, 'must be a number above 0'),
    ),
  ).toBe('configs/modes/btc_basis.yaml:9: hedge_leverage = -1: must be a number above 0');
});

it('leaves out what is not known, and names the document itself', () => {
  expect(formatViolation(violation(undefined, '', undefined, 'must be given: a mapping'))).toBe(
    'the document: must be given: a mapping',
  );
});

it('shortens long values and hides secret ones', () => {
  expect(formatViolation(violation(undefined, 'a', 'x'.repeat(1000), 'no')).length).toBeLessThan(
    150,
  );
  expect(formatViolation(violation(undefined, 'a.b.api_key', 's3cret', 'no'))).not.toContain(
    's3cret',
  );
});

it('makes one CFG-001 of all of them, a line each, with the list in its context', () => {
  const found = [
    violation('f', 'a', 1, 'no'),
    violation(undefined, 'b', undefined, 'must be given'),
  ];
  const error = violationError(found);
  expect(error.code).toBe('CFG-001');
  expect(error.message.split('\n')).toEqual(['f: a = 1: no', 'b: must be given']);
  expect(error.context).toEqual({ violations: found });
});

it('writes paths as people do', () => {
  expect(pathText([])).toBe('');
  expect(pathText(['venues', 'data_subscriptions', 0, 'x'])).toBe('venues.data_subscriptions[0].x');
});
