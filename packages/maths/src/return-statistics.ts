/**
 * Streaming statistics of a value per unit: mean and variance of the step returns (Welford), deepest fall from a peak.
 * Allocates nothing per step.
 */
const PREVIOUS = 0;
const PEAK = 1;
const DRAWDOWN = 2;
const MEAN = 3;
const SQUARES = 4;
const COUNT = 5;

export class ReturnStatistics {
  readonly #state = new Float64Array(6);

  start(value: number): void {
    this.#state.fill(0);
    this.#state[PREVIOUS] = value;
    this.#state[PEAK] = value;
  }

  add(value: number): void {
    const s = this.#state;
    // After a total loss nothing is left that could have a return.
    const stepReturn = s[PREVIOUS]! > 0 ? value / s[PREVIOUS]! - 1 : 0;
    const count = s[COUNT]! + 1;
    const deviation = stepReturn - s[MEAN]!;
    s[COUNT] = count;
    s[MEAN] = s[MEAN]! + deviation / count;
    s[SQUARES] = s[SQUARES]! + deviation * (stepReturn - s[MEAN]!);
    s[PREVIOUS] = value;
    if (value > s[PEAK]!) s[PEAK] = value;
    const drawdown = 1 - value / s[PEAK]!;
    if (drawdown > s[DRAWDOWN]!) s[DRAWDOWN] = drawdown;
  }

  /** Share of the peak, 0 or more. */
  get maxDrawdown(): number {
    return this.#state[DRAWDOWN]!;
  }

  /** Yearly standard deviation of returns; 0 with fewer than two. */
  volatility(stepsPerYear: number): number {
    const count = this.#state[COUNT]!;
    return count < 2 ? 0 : Math.sqrt((this.#state[SQUARES]! / (count - 1)) * stepsPerYear);
  }

  /** Yearly mean return over yearly volatility, with a risk-free rate of nil; 0 where nothing varies. */
  sharpe(stepsPerYear: number): number {
    const volatility = this.volatility(stepsPerYear);
    return volatility === 0 ? 0 : (this.#state[MEAN]! * stepsPerYear) / volatility;
  }

  save(): number[] {
    return [...this.#state];
  }

  load(state: readonly number[]): void {
    this.#state.set(state);
  }
}
