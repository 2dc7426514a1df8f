import type {
  DurationMs,
  EpochMs,
  JournalEntry,
  JournalRecord,
  ManagerRequest,
  VenueRequest,
} from '@basis/core-types';

/** What had been true of a request when it left. */
export interface Sent {
  readonly clientRef: string;
  readonly isWritten: boolean;
  /** After the end of its validity, as the clock of the process has it. */
  readonly lateMs: DurationMs;
  /** Before the time that it was written with, by the same clock. */
  readonly earlyMs: DurationMs;
}

type Written = Extract<JournalRecord, { kind: 'request' }> & {
  readonly request: Extract<ManagerRequest, { kind: 'execute' }>;
};

export function asItLeft(
  { clientRef }: VenueRequest,
  journal: readonly JournalEntry[],
  now: EpochMs,
): Sent {
  const written = journal.findLast(isExecution(clientRef))?.record as Written | undefined;
  const validUntilMs = written?.request.validUntilMs ?? Infinity;
  return {
    clientRef,
    isWritten: written !== undefined,
    lateMs: Math.max(0, now - validUntilMs),
    earlyMs: Math.max(0, (written?.timeMs ?? now) - now),
  };
}

const isExecution =
  (clientRef: string) =>
  ({ record }: JournalEntry): boolean =>
    record.kind === 'request' &&
    record.request.kind === 'execute' &&
    record.request.request.clientRef === clientRef;
