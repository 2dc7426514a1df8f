import { describe, expect, it } from 'vitest';
import { basisConfig, withSettings } from '../testing/config.js';
import { CarryGate } from './carry-gate.js';

// A round trip of 0.3 % within 30 days: 0.003 x 365 / 30 = 3.65 % a year.
const COST = 0.003;
const HURDLE = 0.0365;
const newGate = () => new CarryGate(basisConfig());

describe('a carry gate', () => {
  it('opens above what both ways cost over the horizon, and not at it', () => {
    const gated = newGate();
    gated.look(HURDLE + 1e-9, COST, false);
    expect(gated.opens).toBe(true);
    gated.look(HURDLE - 1e-9, COST, false);
    expect(gated.opens).toBe(false);
  });

  it('closes only where staying loses more than the way out costs, half of both', () => {
    const gated = newGate();
    gated.look(-HURDLE / 2 + 1e-9, COST, true);
    expect(gated.closes).toBe(false);
    gated.look(-HURDLE / 2 - 1e-9, COST, true);
    expect(gated.closes).toBe(true);
    expect(gated.opens).toBe(false);
  });

  it('a rate that hovers around nothing neither opens nor closes', () => {
    const gated = newGate();
    for (let day = 0; day < 365; day++) {
      gated.look(0.015 * Math.sin(day), COST, day % 2 === 0);
      expect([gated.opens, gated.closes]).toEqual([false, false]);
    }
  });

  it('a rate that nobody knows opens nothing and closes nothing', () => {
    const gated = newGate();
    gated.look(NaN, COST, true);
    expect([gated.opens, gated.closes]).toEqual([false, false]);
    expect(gated.gauges.values[0]).toBe(0);
  });

  it('that is off is open, whatever the rate', () => {
    const off = new CarryGate(basisConfig(withSettings({ carry_gate: false })));
    for (const rate of [NaN, -1, 0, 1]) {
      off.look(rate, COST, true);
      expect([off.opens, off.closes]).toEqual([true, false]);
    }
  });

  it('records carry, hurdle, and whether it keeps one out who waits', () => {
    const gated = newGate();
    const { names, values } = gated.gauges;
    gated.look(0.01, COST, false);
    expect(names).toEqual(['expected_carry_apr', 'hurdle_apr', 'gate_closed']);
    expect([...values]).toEqual([0.01, expect.closeTo(HURDLE, 12), 1]);
    gated.look(0.01, COST, true);
    expect(values[2]).toBe(0);
    gated.look(0.04, COST, false);
    expect(values[2]).toBe(0);
  });

  it('nothing to pay opens for anything that earns', () => {
    const gated = newGate();
    gated.look(1e-9, 0, false);
    expect(gated.opens).toBe(true);
    gated.look(0, 0, false);
    expect(gated.opens).toBe(false);
  });
});
