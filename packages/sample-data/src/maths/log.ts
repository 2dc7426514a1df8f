const LN2 = 0.6931471805599453;
const TERMS = 23;

/** The natural logarithm of a positive number, from + − × ÷ alone: the same bits on every machine. */
export function log(x: number): number {
  let mantissa = x;
  let twos = 0;
  for (; mantissa > 1.5; twos += 1) mantissa /= 2;
  for (; mantissa < 0.75; twos -= 1) mantissa *= 2;
  // ln m = 2 artanh((m − 1) / (m + 1)), whose series converges fast near 1.
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let term = TERMS; term >= 1; term -= 2) sum = sum * square + 1 / term;
  return twos * LN2 + 2 * ratio * sum;
}
