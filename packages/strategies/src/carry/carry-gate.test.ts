import { DAY_MS, YEAR_MS } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { basisConfig, withSettings } from '../testing/config.js';
import { CarryGate, newCarryMemory } from './carry-gate.js';

// A round trip of 0.3 % within 30 days: 0.003 x 365 / 30 = 3.65 % a year.
const COST = 0.003;
const HURDLE = 0.0365;

/** A gate that is looked at day after day. */
function daily(gate = new CarryGate(basisConfig())) {
  const memory = newCarryMemory();
  let day = 1;
  const look = (carryApr: number, isHeld: boolean, cost = COST) => {
    gate.look(carryApr, cost, isHeld, day * DAY_MS, memory);
    day += 1;
    return [gate.opens, gate.closes];
  };
  return { gate, memory, look };
}

describe('a carry gate', () => {
  it('opens above what both ways cost over the horizon, and not at it', () => {
    const { look } = daily();
    expect(look(HURDLE + 1e-9, false)).toEqual([true, false]);
    expect(look(HURDLE - 1e-9, false)).toEqual([false, false]);
  });

  it('closes once holding has lost what leaving and coming back cost: 0.3 % at 10 % a year are 10.95 days', () => {
    const { look } = daily();
    const days = Array.from({ length: 13 }, () => look(-0.1, true)[1]);
    // Nothing is lost by the first look: eleven days have passed at the twelfth.
    expect(days.indexOf(true)).toBe(11);
  });

  it('counts from where the position last earned, and anew for the next one', () => {
    const { look, memory } = daily();
    for (let day = 0; day < 8; day++) look(-0.1, true);
    expect(memory.lost_rate).toBeCloseTo((7 * 0.1 * DAY_MS) / YEAR_MS, 15);
    for (let day = 0; day < 20; day++) look(0.1, true);
    expect(memory.lost_rate).toBe(0);
    look(-0.1, true);
    expect(memory.lost_rate).toBeGreaterThan(0);
    look(-0.1, false);
    expect(memory.lost_rate).toBe(0);
  });

  it('lets a rate that hovers around nothing neither open nor close it', () => {
    const { look } = daily();
    for (let day = 0; day < 365; day++)
      expect(look(0.03 * Math.sin(day), true)).toEqual([false, false]);
  });

  it('pays at most twice what one who knew the rates would have paid, however they go on', () => {
    for (const badDays of [1, 5, 10, 11, 12, 20, 100, 300]) {
      const { look } = daily();
      let paid = 0;
      for (let day = 0, isHeld = true; day <= badDays; day++) {
        if (isHeld && look(-0.1, true)[1] === true) {
          paid += COST;
          isHeld = false;
        } else if (isHeld && day < badDays) paid += (0.1 * DAY_MS) / YEAR_MS;
      }
      const best = Math.min((badDays * 0.1 * DAY_MS) / YEAR_MS, COST);
      // One day is what is seen late.
      expect(paid).toBeLessThanOrEqual(2 * best + (0.1 * DAY_MS) / YEAR_MS + 1e-12);
    }
  });

  it('opens nothing and closes nothing for a rate that nobody knows', () => {
    const { gate, look } = daily();
    look(NaN, true);
    expect(look(NaN, true)).toEqual([false, false]);
    expect(gate.gauges.values[0]).toBe(0);
  });

  it('is open and lets nobody out where it is off, whatever the rate', () => {
    const { look } = daily(new CarryGate(basisConfig(withSettings({ carry_gate: false }))));
    for (const rate of [NaN, -1, -1, 0, 1]) expect(look(rate, true)).toEqual([true, false]);
  });

  it('records carry, hurdle, and whether it keeps one out who waits', () => {
    const { gate, look } = daily();
    const { names, values } = gate.gauges;
    look(0.01, false);
    expect(names).toEqual(['expected_carry_apr', 'hurdle_apr', 'gate_closed']);
    expect([...values]).toEqual([0.01, expect.closeTo(HURDLE, 12), 1]);
    look(0.01, true);
    expect(values[2]).toBe(0);
    look(0.04, false);
    expect(values[2]).toBe(0);
  });

  it('opens for anything that earns where there is nothing to pay', () => {
    const { look } = daily();
    expect(look(1e-9, false, 0)[0]).toBe(true);
    expect(look(0, false, 0)[0]).toBe(false);
  });
});
