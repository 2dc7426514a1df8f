import type { Decision } from './action.js';
import type { Json, JsonObject } from './json.js';
import type { Answer, ManagerRequest, OperatorCommand, VenueEvent } from './request.js';
import type { EpochMs, RequestId, Seq, VenueId } from './units.js';

/**
 * Everything that changes the engine in a live run, in the order in which it took effect. Plain JSON: what is read back is
 * what was written, except that -0 comes back as 0.
 */
export type JournalRecord = { readonly timeMs: EpochMs } & (
  | RunStarted
  /** Written before `run_started` where the configuration changed and that was accepted. */
  | {
      readonly kind: 'config_accepted';
      readonly configHash: string;
      readonly formerConfigHash: string;
    }
  /** The market data that the engine looked at. */
  | { readonly kind: 'snapshot'; readonly market: JsonObject }
  /** With what the strategy remembers after it. */
  | { readonly kind: 'decision'; readonly decision: Decision; readonly strategyState: Json }
  /** Written before it is sent. Its `outcome` has the same id; without one it is not known what became of it. */
  | { readonly kind: 'request'; readonly request: ManagerRequest }
  | { readonly kind: 'outcome'; readonly requestId: RequestId; readonly answer: Answer }
  | { readonly kind: 'venue_event'; readonly event: VenueEvent }
  /** A venue that did not tell for some time what happens is listened to again: what it did not tell is asked for. */
  | { readonly kind: 'reconnected'; readonly venue: VenueId }
  | { readonly kind: 'operator_command'; readonly command: OperatorCommand }
  /** An earlier record cannot be applied, and an operator has said to go on without it. A checkpoint follows. */
  | { readonly kind: 'set_aside'; readonly seq: Seq; readonly reason: string }
  /** The whole state: reading may start here. */
  | { readonly kind: 'checkpoint'; readonly state: JsonObject }
  /** From here on no risk is added; `code` is registered. */
  | { readonly kind: 'halted'; readonly code: string; readonly message: string }
  | { readonly kind: 'run_ended'; readonly reason: string }
);

/** What a run is known by. */
export interface JournalRun {
  readonly configHash: string;
  /** Of the program. */
  readonly version: string;
  readonly mode: string;
}

export interface RunStarted extends JournalRun {
  readonly kind: 'run_started';
}

export interface JournalEntry {
  readonly seq: Seq;
  readonly record: JournalRecord;
}

export interface AppendOptions {
  /**
   * What follows from this record lowers risk, or tells what became of something that did: it is written also where the
   * disk is full. `halted` and `run_ended` always are.
   */
  readonly reducesRisk?: boolean;
}

export interface Journal {
  /**
   * Resolves once the record is on the disk; only then may the act follow. Records get their numbers in the order of the
   * calls, without a gap. Once it has thrown JNL-001 nothing is written any more; after JNL-006 only what lowers risk.
   */
  append(record: JournalRecord, options?: AppendOptions): Promise<Seq>;
  /** Everything appended up to now, from a number on; without one from the last checkpoint, or the beginning. */
  read(from?: Seq): AsyncIterable<JournalEntry>;
}
