import type { EngineEvent, EpochMs } from '@basis/core-types';

const LATEST_DATE_MS = 8.64e15;

/** An event as its line in the file; `seq` comes last, so that a line with it is a whole line. */
export function eventLine(event: EngineEvent, seq: number, time: string): string {
  const { type, component, level, message, correlationId } = event;
  const line = (data: unknown) =>
    `${JSON.stringify({
      timestamp: time,
      event_type: type,
      component,
      level,
      message,
      ...(correlationId === undefined ? {} : { correlation_id: correlationId }),
      data,
      seq,
    })}\n`;
  try {
    return line(event.data);
  } catch (error) {
    // A cycle or a bigint in a plugin's data must neither stop the run nor lose the event.
    return line({ not_written: error instanceof Error ? error.message : String(error) });
  }
}

/** Whether a number is a moment that has an ISO-8601 text. */
export function isDate(timestampMs: EpochMs): boolean {
  return Math.abs(timestampMs) <= LATEST_DATE_MS;
}

export interface LineKey {
  readonly timestampMs: EpochMs;
  readonly seq: number;
}

const KEY = /^\{"timestamp":"([^"]{10,40})",.*"seq":(\d{1,16})\}$/s;

/** What lines are ordered by; undefined for a torn line. */
export function lineKey(line: string): LineKey | undefined {
  const match = KEY.exec(line);
  if (match === null) return undefined;
  const timestampMs = Date.parse(match[1]!);
  return Number.isNaN(timestampMs) ? undefined : { timestampMs, seq: Number(match[2]) };
}

/** Negative where `a` comes first: by time, then in the order in which they were written. */
export function compareKeys(a: LineKey, b: LineKey): number {
  return a.timestampMs - b.timestampMs || a.seq - b.seq;
}
