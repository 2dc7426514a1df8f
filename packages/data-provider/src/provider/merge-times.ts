/** All distinct times of several ascending arrays, ascending. */
export function mergeTimes(arrays: readonly Float64Array[]): Float64Array {
  // Series on one grid are the rule: merge pairwise by size, which drops their duplicates early.
  let queue = [...arrays].sort((a, b) => a.length - b.length);
  while (queue.length > 1) {
    const merged: Float64Array[] = [];
    for (let at = 0; at < queue.length; at += 2) {
      const other = queue[at + 1];
      merged.push(other === undefined ? queue[at]! : mergeTwo(queue[at]!, other));
    }
    queue = merged;
  }
  return queue[0] ?? new Float64Array(0);
}

function mergeTwo(a: Float64Array, b: Float64Array): Float64Array {
  const merged = new Float64Array(a.length + b.length);
  let size = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = i < a.length ? a[i]! : Infinity;
    const right = j < b.length ? b[j]! : Infinity;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
    merged[size] = left < right ? left : right;
    size += 1;
  }
  return merged.slice(0, size);
}
