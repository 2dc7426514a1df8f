/** The smallest positive distance between neighbours; 0 where there is none. */
export function smallestSpacing(timesMs: Float64Array): number {
  let smallest = Infinity;
  for (let row = 1; row < timesMs.length; row += 1) {
    const spacing = timesMs[row]! - timesMs[row - 1]!;
    if (spacing > 0 && spacing < smallest) smallest = spacing;
  }
  return smallest === Infinity ? 0 : smallest;
}
