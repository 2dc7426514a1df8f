/** `down` towards zero for what we send, `up` away from zero for what we owe; always said by the caller. */
export type Rounding = 'down' | 'up' | 'nearest';

/** A billionth of a step: differences this small come from binary fractions, not from amounts. */
const DUST_IN_STEPS = 1e-9;
/** As much of the value itself: with many small steps the last bits of a double are worth more than the above. */
const DUST_RELATIVE = 4 * Number.EPSILON;
const MAX_DECIMALS = 18;

/**
 * Rounds a quantity to a whole number of steps (lots, ticks) and returns the double nearest to that decimal, so that
 * 3 steps of 0.1 are 0.3 and not 0.30000000000000004.
 *
 * @example roundToStep(1.23456, 0.001, 'down') // 1.234
 */
export function roundToStep(value: number, step: number, rounding: Rounding): number {
  let scale = 1;
  for (let decimals = 0; decimals < MAX_DECIMALS; decimals++) {
    const scaled = step * scale;
    if (Math.abs(Math.round(scaled) - scaled) <= 1e-9 * scaled && scaled >= 0.5) break;
    scale *= 10;
  }
  const stepUnits = Math.round(step * scale);
  const steps = Math.abs(value * scale) / stepUnits;
  const nearest = Math.round(steps);
  const isWhole = Math.abs(steps - nearest) <= Math.max(DUST_IN_STEPS, DUST_RELATIVE * steps);
  const whole =
    isWhole || rounding === 'nearest'
      ? nearest
      : rounding === 'down'
        ? Math.floor(steps)
        : Math.ceil(steps);
  const magnitude = (whole * stepUnits) / scale;
  return value < 0 ? -magnitude : magnitude;
}

/** Whether a quantity is a whole number of steps, binary dust aside. */
export function isWholeSteps(value: number, step: number): boolean {
  const dust = Math.max(DUST_IN_STEPS * step, DUST_RELATIVE * Math.abs(value));
  return Math.abs(value - roundToStep(value, step, 'nearest')) <= dust;
}

/**
 * The largest difference that counts as dust between two quantities of this size, one or both of them rounded to this
 * step: some of their last bits, where those are worth more than a billionth of the step.
 */
export function dustOf(step: number, quantity: number): number {
  return Math.max(DUST_IN_STEPS * step, 4 * DUST_RELATIVE * Math.abs(quantity));
}
