import { DAY_MS, YEAR_MS, type EpochMs, type Gauges, type RunConfig } from '@basis/core-types';

const CARRY = 0;
const HURDLE = 1;
const CLOSED = 2;

/** What the gate remembers of a position, in the strategy's state. */
export type CarryMemory = {
  /** What it has cost to hold since it last earned, per unit of what its costs are counted on. */
  lost_rate: number;
  /** When it was last looked at; 0 before. A null among numbers would cost an object at every step. */
  looked_at_ms: number;
};

export function newCarryMemory(): CarryMemory {
  return { lost_rate: 0, looked_at_ms: 0 };
}

/**
 * Keeps a position from being entered that should not earn, over the horizon, what entering and leaving cost. What it will
 * earn is not known; it is expected to go on as in the last seven days.
 *
 * A position that is held is left once it has lost as much by being held as leaving and coming back cost. Rates turn
 * negative for days and come back, and who leaves at once pays for it each time; who waits as long as that pays, however
 * rates go on, at most twice what somebody who had known them would have paid.
 */
export class CarryGate {
  readonly gauges: Gauges = {
    names: ['expected_carry_apr', 'hurdle_apr', 'gate_closed'],
    values: new Float64Array(3),
  };
  readonly #isOn: boolean;
  readonly #horizonYears: number;
  #opens = false;
  #closes = false;

  constructor(config: RunConfig) {
    const { carry_gate, carry_horizon_days } = config.component_config.strategy_manager;
    this.#isOn = carry_gate;
    this.#horizonYears = (carry_horizon_days * DAY_MS) / YEAR_MS;
  }

  /**
   * Takes what is expected a year and what both ways cost, per unit of the same amount. Whether a position is held decides
   * what the gauge says: it counts waiting alone.
   */
  look(
    carryApr: number,
    roundTripCostRate: number,
    isHeld: boolean,
    nowMs: EpochMs,
    memory: CarryMemory,
  ): void {
    const { values } = this.gauges;
    const hurdleApr = roundTripCostRate / this.#horizonYears;
    // A rate that nobody knows yet is recorded as none, and opens nothing.
    const knownApr = Number.isNaN(carryApr) ? 0 : carryApr;
    const { looked_at_ms: before } = memory;
    const elapsedYears = before === 0 ? 0 : (nowMs - before) / YEAR_MS;
    memory.lost_rate = isHeld ? Math.max(0, memory.lost_rate - knownApr * elapsedYears) : 0;
    memory.looked_at_ms = nowMs;
    values[CARRY] = knownApr;
    values[HURDLE] = hurdleApr;
    this.#opens = !this.#isOn || carryApr > hurdleApr;
    this.#closes = this.#isOn && memory.lost_rate > roundTripCostRate;
    values[CLOSED] = this.#opens || isHeld ? 0 : 1;
  }

  /** Whether the position may be entered. */
  get opens(): boolean {
    return this.#opens;
  }

  /** Whether one that is held is to be left. */
  get closes(): boolean {
    return this.#closes;
  }
}
