import type { JournalRecord } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { recordJson } from './record-body.js';

const event = (value: unknown): JournalRecord =>
  ({ kind: 'snapshot', timeMs: 1, market: { at: [value] } }) as unknown as JournalRecord;

function refusal(value: unknown): unknown {
  try {
    recordJson(event(value));
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a record', () => {
  it('begins with its kind', () => {
    expect(recordJson({ timeMs: 1, market: {}, kind: 'snapshot' })).toBe(
      '{"kind":"snapshot","timeMs":1,"market":{}}',
    );
  });

  it.each(['apiKey', 'secret', 'API_SECRET', 'passphrase', 'private_key', 'accessToken', 'rpcUrl'])(
    'with a key %s at any depth is refused, and its value not told',
    (key) => {
      const error = refusal({ a: [{ [key]: 'canary' }] });
      expect(error).toMatchObject({ code: 'JNL-007' });
      expect(JSON.stringify(error) + String(error)).not.toContain('canary');
      expect(String(error)).toContain(`market.at[0].a[0].${key}`);
    },
  );

  it('may name an asset its token, and nothing else', () => {
    expect(refusal({ token: 'weETH' })).toBeUndefined();
    expect(refusal({ token: 'eyJhbGciOiJIUzI1NiJ9' })).toMatchObject({ code: 'JNL-007' });
    expect(refusal({ token: { text: 'x' } })).toMatchObject({ code: 'JNL-007' });
  });

  const endless: Record<string, unknown> = {};
  endless['self'] = endless;
  it.each([
    ['NaN', NaN],
    ['infinity', -Infinity],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a function', () => 1],
    ['a large whole number', 1n],
    ['nothing within a list', undefined],
    ['what has no end', endless],
    ['a key that would change objects', JSON.parse('{"__proto__":1}')],
  ])('is refused where it would not be read back as it is: %s', (_, value) => {
    expect(refusal(value)).toMatchObject({ code: 'JNL-007' });
  });
});
