/** What does not apply is null in a document. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
