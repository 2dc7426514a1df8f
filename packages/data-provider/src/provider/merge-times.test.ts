import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeTimes } from './merge-times.js';

it('merging gives every distinct time once, ascending', () => {
  const ascending = fc
    .uniqueArray(fc.integer({ min: 0, max: 50 }))
    .map((times) => Float64Array.from(times).sort());
  fc.assert(
    fc.property(fc.array(ascending, { maxLength: 6 }), (arrays) => {
      const all = new Set(arrays.flatMap((times) => [...times]));
      expect([...mergeTimes(arrays)]).toEqual([...all].sort((a, b) => a - b));
    }),
  );
});
