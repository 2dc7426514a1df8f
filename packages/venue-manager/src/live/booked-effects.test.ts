import { DAY_MS, HOUR_MS, type Posting } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BookedEffects, nameOf } from './booked-effects.js';

const NOW = Date.UTC(2026, 0, 10);
const WEEK_MS = 7 * DAY_MS;

const posting = (effect: string | undefined, delta: number): Posting => ({
  timeMs: NOW,
  account: 0,
  cause: 'fill',
  delta,
  ...(effect === undefined ? {} : { effect }),
});
const reloaded = (effects: BookedEffects) => {
  const loaded = new BookedEffects();
  loaded.load(JSON.parse(JSON.stringify(effects.save())) as ReturnType<BookedEffects['save']>);
  return loaded;
};

describe('an effect', () => {
  it('is new once, and known from then on', () => {
    const effects = new BookedEffects();
    expect(effects.take('f1', NOW, NOW)).toBe('new');
    expect(effects.take('f1', NOW, NOW)).toBe('known');
    expect(effects.take('f2', NOW, NOW)).toBe('new');
    expect(effects.take('f1', NOW, NOW + WEEK_MS)).toBe('known');
  });

  it('is forgotten after a week, and then too old', () => {
    const effects = new BookedEffects();
    effects.take('f1', NOW, NOW);
    effects.take('f2', NOW + HOUR_MS, NOW + HOUR_MS);
    expect(effects.take('f1', NOW, NOW + WEEK_MS + 1)).toBe('too_old');
    const laterMs = NOW + HOUR_MS;
    expect(effects.save().booked).toEqual([['f2', { bookedMs: laterMs, happenedMs: laterMs }]]);
  });

  it('that happened before one that is forgotten is not booked even if it was never told', () => {
    const effects = new BookedEffects();
    effects.take('f1', NOW, NOW);
    expect(effects.take('f2', NOW, NOW + WEEK_MS + 1)).toBe('too_old');
    expect(effects.take('f3', NOW + 1, NOW + WEEK_MS + 1)).toBe('new');
  });

  it('is forgotten a week after it was booked, however late it says that it happened', () => {
    const effects = new BookedEffects();
    effects.take('f1', NOW + 1_000 * DAY_MS, NOW);
    for (const id of ['f2', 'f3']) effects.take(id, NOW, NOW);
    effects.take('f4', NOW + WEEK_MS + 1, NOW + WEEK_MS + 1);
    expect(effects.save().booked.map(([id]) => id)).toEqual(['f4']);
  });

  it('is booked though the clock has leapt ahead of its venue, and known again after that', () => {
    const effects = new BookedEffects();
    effects.take('f1', NOW, NOW);
    const leapt = NOW + 100 * DAY_MS;
    expect(effects.take('f2', NOW + HOUR_MS, leapt)).toBe('new');
    expect(effects.take('f2', NOW + HOUR_MS, leapt)).toBe('known');
    expect(effects.take('f1', NOW, leapt)).toBe('too_old');
  });

  it('told late is known for a week from then, though it happened earlier', () => {
    const effects = new BookedEffects();
    effects.take('f1', NOW - WEEK_MS, NOW);
    expect(effects.take('f1', NOW - WEEK_MS, NOW + DAY_MS)).toBe('known');
  });

  it('that was forgotten stays too old when the clock is set back', () => {
    const effects = new BookedEffects();
    effects.take('f1', NOW, NOW);
    effects.take('f2', NOW + WEEK_MS + 1, NOW + WEEK_MS + 1);
    expect(effects.take('f1', NOW, NOW)).toBe('too_old');
  });
});

describe('postings of an outcome', () => {
  it('are all booked for a new effect, none for a known one, and always where they have none', () => {
    const effects = new BookedEffects();
    effects.take(nameOf('binance', 'told'), NOW, NOW);
    effects.take(nameOf('bybit', 'new'), NOW, NOW);
    const [a, b, c, d] = [
      posting('new', 1),
      posting('told', 2),
      posting('new', 3),
      posting(undefined, 4),
    ];
    expect(effects.unbooked('binance', [a, b, c, d], NOW)).toEqual([a, c, d]);
    expect(effects.unbooked('binance', [a, b, c, d], NOW)).toEqual([d]);
  });
});

describe('whatever is told, in whatever order and however often', () => {
  it('is booked once, also over saving and loading, which give the same state', () => {
    const told = fc.array(
      fc.record({
        id: fc.integer({ min: 0, max: 8 }),
        waitMs: fc.nat(3 * DAY_MS),
        saves: fc.boolean(),
      }),
      { maxLength: 50 },
    );
    fc.assert(
      fc.property(told, (sequence) => {
        let effects = new BookedEffects();
        const straight = new BookedEffects();
        const booked = new Map<number, number>();
        let now = NOW;
        for (const { id, waitMs, saves } of sequence) {
          now += waitMs;
          // Each happened at a time of its own, told now or later.
          const happenedMs = NOW + id * DAY_MS;
          if (happenedMs > now) continue;
          const taken = effects.take(`f${id}`, happenedMs, now);
          expect(straight.take(`f${id}`, happenedMs, now)).toBe(taken);
          if (taken === 'new') booked.set(id, (booked.get(id) ?? 0) + 1);
          if (saves) effects = reloaded(effects);
          expect(effects.save()).toEqual(straight.save());
        }
        for (const times of booked.values()) expect(times).toBe(1);
      }),
    );
  });
});
