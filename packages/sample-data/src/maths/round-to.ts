const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

/** To a number of decimals: the float64 nearest to that decimal number, so that its text reads back the same. */
export function roundTo(x: number, decimals: number): number {
  const power = POWERS[decimals]!;
  return Math.round(x * power) / power;
}
