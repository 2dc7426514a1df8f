import type {
  Answer,
  Decision,
  EpochMs,
  JsonObject,
  ManagerRequest,
  OperatorCommand,
  RequestId,
  VenueEvent,
} from '@basis/core-types';

/** What a live session needs of its venue manager. */
export interface LiveManager {
  readonly state: 'active' | 'reduce_only' | 'halted';
  /** Whether the strategy may be asked now. */
  readonly mayDecide: boolean;
  /** The request that was begun and not settled. */
  readonly unanswered: ManagerRequest | undefined;
  /** Throws where it refuses, and then nothing has changed. */
  submit(decision: Decision, now: EpochMs): unknown;
  /** What it would like done now. Changes nothing. */
  next(now: EpochMs): ManagerRequest | undefined;
  begin(request: ManagerRequest, now: EpochMs): void;
  settle(id: RequestId, answer: Answer, now: EpochMs): void;
  observe(event: VenueEvent, now: EpochMs): void;
  command(command: OperatorCommand, now: EpochMs): void;
  /** When `next` may have something without anything else happening; Infinity if never. */
  wakeAt(): EpochMs;
  /** Told after every snapshot. */
  look(equity: number, now: EpochMs): void;
  save(): JsonObject;
  load(state: JsonObject): void;
  getExecutionStatus(): JsonObject;
}
