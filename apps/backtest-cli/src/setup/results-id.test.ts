import { describe, expect, it } from 'vitest';
import { checkResultsId, newResultsId } from './results-id.js';

describe('a results id', () => {
  it('has the mode, the time of the start and something of its own', () => {
    const start = new Date('2024-01-31T12:34:56.789Z');
    expect(newResultsId('btc_basis', start, 'abc123')).toBe('btc_basis-20240131t123456-abc123');
    expect(newResultsId('btc_basis', start)).not.toBe(newResultsId('btc_basis', start));
  });

  it('can always be a folder', () => {
    expect(() => checkResultsId(newResultsId('m'.repeat(64)))).not.toThrow();
  });

  it.each(['../x', 'A', '', 'a'.repeat(65), 'a/b', 'ä'])('is not %j', (id) => {
    expect(() => checkResultsId(id)).toThrow(expect.objectContaining({ code: 'CLI-001' }));
  });
});
