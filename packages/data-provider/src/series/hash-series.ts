import { sha256Hex } from '@basis/core-types';
import type { SeriesData } from './series-data.js';

/**
 * SHA-256 of what the data say, not of how they are stored: ids, columns, timestamps and values as Float64 bytes,
 * series in the order of their ids. The length of candles counts, because it decides when they are seen.
 */
export function hashSeries(series: readonly SeriesData[]): string {
  const parts: (string | Uint8Array)[] = [];
  for (const one of [...series].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const { id, columnNames, intervalMs, timestampsMs, columns, text } = one;
    parts.push(`${JSON.stringify([id, columnNames, intervalMs, timestampsMs.length])}\n`);
    parts.push(bytesOf(timestampsMs));
    for (const column of columns) parts.push(bytesOf(column));
    if (text !== null) parts.push(JSON.stringify(text));
  }
  return sha256Hex(...parts);
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
