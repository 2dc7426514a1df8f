/** Number of leading entries that are at or before `t`, looked for from `from` on. `times` ascends. */
export function upperBound(times: Float64Array, t: number, from = 0): number {
  let low = from;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}
