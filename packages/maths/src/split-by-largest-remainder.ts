import { roundToStep } from './rounding.js';

/** One party to a split: its share of the whole, and the step in which it can take its part. */
export interface Share {
  readonly weight: number;
  readonly step: number;
}

/**
 * Splits `total` by weight into parts that are whole steps each and never sum to more than `total`. What rounding down
 * leaves over is handed out a step at a time, largest remainder first; what then still remains goes where steps are
 * finest. Order of the shares decides nothing but ties.
 */
export function splitByLargestRemainder(total: number, shares: readonly Share[]): number[] {
  const weightSum = shares.reduce((sum, share) => sum + share.weight, 0);
  if (!(weightSum > 0)) return shares.map(() => 0);
  const exact = shares.map((share) => (total * share.weight) / weightSum);
  const parts = shares.map((share, i) => roundToStep(exact[i]!, share.step, 'down'));

  // Subtracting costs last bits of the total, which must not cost a step.
  const lastBits = (shares.length + 1) * Number.EPSILON * total;
  let left = total - parts.reduce((sum, part) => sum + part, 0) + lastBits;
  const byRemainder = shares
    .map((share, i) => ({ i, remainder: (exact[i]! - parts[i]!) / share.step }))
    .filter(({ i }) => shares[i]!.weight > 0)
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder) {
    const step = shares[i]!.step;
    if (roundToStep(left, step, 'down') < step) continue;
    parts[i] = roundToStep(parts[i]! + step, step, 'nearest');
    left -= step;
  }

  const finest = shares.reduce(
    (best, share, i) =>
      share.weight > 0 && (best < 0 || share.step < shares[best]!.step) ? i : best,
    -1,
  );
  const rest = roundToStep(left, shares[finest]!.step, 'down');
  if (rest > 0) parts[finest] = roundToStep(parts[finest]! + rest, shares[finest]!.step, 'nearest');
  return parts;
}
