import { DAY_MS, HOUR_MS } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { DailyLoss } from './daily-loss.js';

const MIDNIGHT = Date.UTC(2026, 0, 2);
const begun = () => {
  const loss = new DailyLoss(0.0625);
  expect(loss.look(2, MIDNIGHT + HOUR_MS)).toBe(false);
  return loss;
};

describe('the loss of a day', () => {
  it('is reached beyond the share of the first value of the day, not at it', () => {
    const loss = begun();
    expect(loss.look(2 * (1 - 0.0625), MIDNIGHT + 2 * HOUR_MS)).toBe(false);
    expect(loss.look(2 * (1 - 0.0626), MIDNIGHT + 2 * HOUR_MS)).toBe(true);
    expect(loss.lostShare(1.5)).toBe(0.25);
  });

  it('counts from the beginning, not from the highest value', () => {
    const loss = begun();
    expect(loss.look(4, MIDNIGHT + 2 * HOUR_MS)).toBe(false);
    expect(loss.look(1.9, MIDNIGHT + 3 * HOUR_MS)).toBe(false);
  });

  it('begins again at midnight UTC', () => {
    const loss = begun();
    expect(loss.look(1.5, MIDNIGHT + DAY_MS - 1)).toBe(true);
    expect(loss.look(1.5, MIDNIGHT + DAY_MS)).toBe(false);
    expect(loss.look(1.4, MIDNIGHT + DAY_MS + 1)).toBe(true);
  });

  it('does not begin again with a clock that is set back', () => {
    const loss = begun();
    expect(loss.look(1.5, MIDNIGHT - 1)).toBe(true);
    expect(loss.look(1.5, MIDNIGHT + HOUR_MS)).toBe(true);
  });

  it.each([0, -1])('is reached by a value of %d, and no day begins with it', (value) => {
    const loss = new DailyLoss(0.0625);
    expect(loss.look(value, MIDNIGHT)).toBe(true);
    expect(loss.save()).toBeNull();
    expect(loss.look(2, MIDNIGHT)).toBe(false);
    expect(loss.look(value, MIDNIGHT)).toBe(true);
  });

  it('begins again where an operator says so', () => {
    const loss = begun();
    expect(loss.look(1.5, MIDNIGHT + 2 * HOUR_MS)).toBe(true);
    loss.begin();
    expect(loss.look(1.5, MIDNIGHT + 2 * HOUR_MS)).toBe(false);
    expect(loss.look(1.4, MIDNIGHT + 2 * HOUR_MS)).toBe(true);
  });

  it('goes on where it was saved', () => {
    const loaded = new DailyLoss(0.0625);
    loaded.load(JSON.parse(JSON.stringify(begun().save())) as ReturnType<DailyLoss['save']>);
    expect(loaded.look(1.5, MIDNIGHT + 2 * HOUR_MS)).toBe(true);
    loaded.load(new DailyLoss(0.0625).save());
    expect(loaded.look(1.5, MIDNIGHT + 2 * HOUR_MS)).toBe(false);
  });
});
