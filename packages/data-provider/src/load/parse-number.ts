const ZERO = 48;
const NINE = 57;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const LOWER_E = 101;
const UPPER_E = 69;

/** Powers of ten that a float64 holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const MOST_EXACT_DIGITS = 15;
const LARGEST_EXACT_POWER = 22;

/**
 * The decimal number in `bytes[from, to)`, exactly as `Number` reads it; NaN for anything else, such as an empty cell,
 * `NaN` or a hexadecimal number.
 *
 * Up to 15 digits are a whole number that a float64 holds exactly, and so is ten to at most the 22nd: their product or
 * quotient is then rounded once, which is what `Number` does. Everything longer is left to `Number` itself.
 */
export function parseNumber(bytes: Buffer, from: number, to: number): number {
  let at = from;
  let negative = false;
  if (at < to && (bytes[at] === MINUS || bytes[at] === PLUS)) {
    negative = bytes[at] === MINUS;
    at += 1;
  }
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  let seen = 0;
  let isFraction = false;
  for (; at < to; at += 1) {
    const byte = bytes[at]!;
    if (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO);
      seen += 1;
      if (mantissa > 0) digits += 1;
      if (isFraction) scale -= 1;
    } else if (byte === POINT && !isFraction) {
      isFraction = true;
    } else {
      break;
    }
  }
  if (seen === 0) return NaN;
  if (at < to) {
    if (bytes[at] !== LOWER_E && bytes[at] !== UPPER_E) return NaN;
    const exponent = parseExponent(bytes, at + 1, to);
    if (Number.isNaN(exponent)) return NaN;
    scale += exponent;
  }
  if (digits > MOST_EXACT_DIGITS || scale > LARGEST_EXACT_POWER || scale < -LARGEST_EXACT_POWER) {
    return Number(bytes.toString('latin1', from, to));
  }
  const size = scale < 0 ? mantissa / POWERS[-scale]! : mantissa * POWERS[scale]!;
  return negative ? -size : size;
}

function parseExponent(bytes: Buffer, from: number, to: number): number {
  let at = from;
  const sign = bytes[at];
  if (at < to && (sign === MINUS || sign === PLUS)) at += 1;
  if (at === to) return NaN;
  let exponent = 0;
  for (; at < to; at += 1) {
    const byte = bytes[at]!;
    if (byte < ZERO || byte > NINE) return NaN;
    exponent = exponent * 10 + (byte - ZERO);
  }
  return sign === MINUS ? -exponent : exponent;
}
