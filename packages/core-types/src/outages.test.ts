import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stoppable } from './config/venues/cex-schema.js';
import { Outages } from './outages.js';

const HOUR_MS = 3_600_000;
const iso = (hour: number) => new Date(hour * HOUR_MS).toISOString();
const outage = (from: number, until: number, ...stops: Stoppable[]) => ({
  from: iso(from),
  until: iso(until),
  stops,
});
const hours = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 10 })), {
  maxLength: 6,
});

describe('outages of a venue', () => {
  const outages = [
    outage(10, 12, 'orders'),
    outage(11, 20, 'withdrawals'),
    outage(12, 13, 'orders'),
  ];

  it('hold from their begin up to their end, each for what it stops', () => {
    const [orders, withdrawals] = [
      new Outages({ outages }, 'orders'),
      new Outages({ outages }, 'withdrawals'),
    ];
    const stopped = (one: Outages) =>
      [9.99, 10, 11.99, 12, 12.99, 13, 19.99, 20].filter((hour) => one.at(hour * HOUR_MS));
    expect(stopped(orders)).toEqual([10, 11.99, 12, 12.99]);
    expect(stopped(withdrawals)).toEqual([11.99, 12, 12.99, 13, 19.99]);
  });

  it('that follow each other are over when the last is, in any order', () => {
    for (const list of [outages, [...outages].reverse()]) {
      const orders = new Outages({ outages: list }, 'orders');
      expect([9, 10, 12.5, 13].map((hour) => orders.overAt(hour * HOUR_MS) / HOUR_MS)).toEqual([
        9, 13, 13, 13,
      ]);
    }
  });

  it('lie within a time where any of its moments is stopped', () => {
    fc.assert(
      fc.property(
        hours,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        (list, from, length) => {
          const drawn = new Outages(
            { outages: list.map(([begin, lasts]) => outage(begin, begin + lasts, 'orders')) },
            'orders',
          );
          // All bounds are whole hours, so the middle of each hour speaks for it.
          const middles = Array.from({ length }, (_, i) => (from + i + 0.5) * HOUR_MS);
          expect(drawn.within(from * HOUR_MS, (from + length) * HOUR_MS)).toBe(
            middles.some((t) => drawn.at(t)),
          );
          const over = drawn.overAt(from * HOUR_MS);
          expect(drawn.at(over)).toBe(false);
          for (let t = from * HOUR_MS; t < over; t += HOUR_MS / 2) expect(drawn.at(t)).toBe(true);
        },
      ),
    );
  });
});
