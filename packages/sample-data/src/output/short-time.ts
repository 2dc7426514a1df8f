/** ISO-8601 to the minute, `2024-01-31T08:00Z`: sample times are whole minutes. */
export function shortTime(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16)}Z`;
}
