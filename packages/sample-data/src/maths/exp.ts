const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const DEGREE = 14;

/** e to the `x`, from + − × ÷ alone: the same bits on every machine, unlike `Math.exp`. */
export function exp(x: number): number {
  const twos = Math.round(x / (LN2_HIGH + LN2_LOW));
  const rest = x - twos * LN2_HIGH - twos * LN2_LOW;
  let sum = 1;
  for (let term = DEGREE; term >= 1; term -= 1) sum = 1 + (rest / term) * sum;
  const factor = twos < 0 ? 0.5 : 2;
  for (let step = Math.abs(twos); step > 0; step -= 1) sum *= factor;
  return sum;
}
