import { DAY_MS, YEAR_MS, type Gauges, type RunConfig } from '@basis/core-types';

const CARRY = 0;
const HURDLE = 1;
const CLOSED = 2;

/**
 * Keeps a position from being entered that would not earn what entering and leaving cost, and has one left that loses more
 * than leaving costs. Between the two nothing is changed, so that a rate that hovers around nothing trades nothing.
 *
 * What a position will earn is not known. It is expected to earn over the horizon what it would have earned by the rates of
 * the last seven days.
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
   * Takes what is expected and what both ways cost, per unit of the same amount. Whether a position is held decides what
   * the gauge says: it counts waiting alone.
   */
  look(carryApr: number, roundTripCostRate: number, isHeld: boolean): void {
    const { values } = this.gauges;
    const hurdleApr = roundTripCostRate / this.#horizonYears;
    // A rate that nobody knows yet is recorded as none, and opens nothing.
    values[CARRY] = Number.isNaN(carryApr) ? 0 : carryApr;
    values[HURDLE] = hurdleApr;
    this.#opens = !this.#isOn || carryApr > hurdleApr;
    this.#closes = this.#isOn && -carryApr > hurdleApr / 2;
    values[CLOSED] = this.#opens || isHeld ? 0 : 1;
  }

  /** Whether the position may be entered. */
  get opens(): boolean {
    return this.#opens;
  }

  /** Whether one that is held is to be left: staying should lose more than the way out, half of both, costs. */
  get closes(): boolean {
    return this.#closes;
  }
}
