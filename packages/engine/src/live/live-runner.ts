import {
  ComponentError,
  SECOND_MS,
  intervalMs,
  type Answer,
  type DurationMs,
  type EpochMs,
  type Journal,
  type JsonObject,
  type ManagerRequest,
  type OperatorCommand,
  type Seq,
  type VenueClient,
  type VenueId,
} from '@basis/core-types';
import type { RunHost } from '../host.js';
import { memoryProblem } from '../run/memory-problem.js';
import type { LiveSession } from '../live-session/live-session.js';
import {
  carryOut,
  commandLowersRisk,
  requestLowersRisk,
  unanswered,
  unsent,
  venueOf,
  type CarriedOut,
} from './carry-out.js';
import { Decisions } from './decisions.js';
import { Inbox, type Message } from './inbox.js';
import type { LiveClock } from './live-clock.js';
import { intoInbox, listen } from './listen.js';
import { RecordKeeper } from './record-keeper.js';
import { Schedule } from './schedule.js';
import { ToldCheck } from './told-check.js';
import { ASKED_AGAIN, hasEnded, tellFailure, tellIfSlow, tellWarning, textOf } from './tell.js';

/** Where market data come from. */
export interface MarketFeed {
  /** The market as it is now, in the form that the session's provider takes. */
  read(signal: AbortSignal): Promise<JsonObject>;
}

export interface LiveRunnerOptions {
  readonly session: LiveSession;
  readonly clock: LiveClock;
  /** `run_started` stands in it already. */
  readonly journal: Journal;
  readonly clients: ReadonlyMap<VenueId, VenueClient>;
  readonly feed: MarketFeed;
  /** Records between two checkpoints. A start reads what came after the last one. */
  readonly checkpointEvery?: number;
  /**
   * Numbers of records that cannot be applied (JNL-009), on the word of an operator: what they say is left out, once and
   * for all. Records before the last checkpoint are not read any more, so that no number counts twice.
   */
  readonly setAside?: readonly Seq[];
  /** What the process uses of the machine; without it memory_limit_mb does not act. */
  readonly host?: Pick<RunHost, 'memoryMb'>;
  /** How long `stop` waits for an answer that is awaited. */
  readonly stopWithinMs?: DurationMs;
}

const STOP_WITHIN_MS = 30 * SECOND_MS;
/** Between two looks whether something can go on, where nothing tells when. */
const POLL_MS = SECOND_MS;

/**
 * Runs a session live. One writes: whatever happens outside waits until it stands in the journal, and nothing leaves before
 * it does. What is sent and not answered is not sent again by this class; the venue manager finds out what became of it.
 */
export class LiveRunner {
  readonly #options: LiveRunnerOptions;
  readonly #session: LiveSession;
  readonly #clock: LiveClock;
  readonly #inbox: Inbox;
  readonly #keeper: RecordKeeper;
  readonly #told: ToldCheck;
  readonly #schedule: Schedule;
  readonly #decisions: Decisions;
  readonly #timeoutMs: DurationMs;
  readonly #reconnectMs: DurationMs;
  #hasLooked = false;
  /** So long a decision may be made on the last look; not where something was done or waited for since. */
  #freshUntilMs: EpochMs = -Infinity;
  #stopReason: string | undefined;
  /** EDS-005: why it stopped by itself. */
  #exhausted: ComponentError | undefined;
  #isOver = false;
  #mustEndByMs: EpochMs = Infinity;

  constructor(options: LiveRunnerOptions) {
    const { session, clock, journal, checkpointEvery } = options;
    const { config } = session.parts;
    const { event_driven_strategy_engine: engine, execution_interface_manager: interfaces } =
      config.component_config;
    this.#options = options;
    this.#session = session;
    this.#clock = clock;
    this.#inbox = new Inbox(clock);
    this.#keeper = new RecordKeeper(journal, session, clock, checkpointEvery);
    this.#told = new ToldCheck(session.parts);
    this.#schedule = new Schedule(intervalMs(config.interval), {
      attempts: engine.retry_attempts,
      delayMs: engine.retry_delay_seconds * SECOND_MS,
    });
    this.#decisions = new Decisions(session, this.#keeper, this.#schedule, clock);
    this.#timeoutMs = interfaces.venue_timeout * SECOND_MS;
    this.#reconnectMs = Math.max(POLL_MS, interfaces.retry_delay_seconds * SECOND_MS);
  }

  /** Resolves once it was stopped. Throws what it cannot go on after; nothing is sent any more then. */
  async run(): Promise<void> {
    const listening = new AbortController();
    try {
      await this.#begin();
      this.#listen(listening.signal);
      await this.#loop();
      const reason = this.#stopReason!;
      // From here on the next start may be one with another configuration.
      if (this.#hasLooked) this.#warn(await this.#keeper.checkpoint(this.#now()));
      await this.#keeper.write({ kind: 'run_ended', timeMs: this.#now(), reason }, true);
    } catch (error) {
      await this.#end(error);
      throw error;
    } finally {
      listening.abort();
      this.#refuseAll();
    }
    if (this.#exhausted !== undefined) throw this.#exhausted;
  }

  /** Ends the run once an answer that is awaited has come, or the time for that is over. */
  stop(reason = 'asked to stop'): void {
    this.#stopReason ??= reason;
    const { stopWithinMs = STOP_WITHIN_MS } = this.#options;
    this.#mustEndByMs = Math.min(this.#mustEndByMs, this.#clock.now() + stopWithinMs);
    this.#inbox.wake();
  }

  /** Resolves once the command has taken effect; throws why it cannot. */
  command(command: OperatorCommand): Promise<void> {
    if (this.#isOver) return Promise.reject(hasEnded());
    return new Promise((resolve, reject) => {
      const answer = (refusal: ComponentError | undefined) =>
        refusal === undefined ? resolve() : reject(refusal);
      this.#inbox.push({ kind: 'command', command, answer });
    });
  }

  /** Where the journal ends, with what was under way then. */
  async #begin(): Promise<void> {
    const without = await this.#keeper.recover(new Set(this.#options.setAside));
    await this.#waitForClock();
    const { unanswered: begun } = this.#session.manager;
    if (begun !== undefined && begun.kind !== 'give_up')
      await this.#settle(begun, unanswered(begun, 'the process ended before the answer came'));
    if (without.length === 0) return;
    for (const entry of without) this.#warn(await this.#keeper.setAside(entry, this.#now()));
    this.#warn(await this.#keeper.checkpoint(this.#now()));
  }

  /** With a clock behind the journal, the time in which a request is valid could not be told to its venue. */
  async #waitForClock(): Promise<void> {
    const last = this.#session.lastTimeMs ?? -Infinity;
    if (this.#clock.now() >= last) return;
    const message = `The clock is ${last - this.#clock.now()} ms behind the journal; nothing is done before it has caught up`;
    this.#warn(new ComponentError('EDS-003', { message, resolution: 'Set the clock right.' }));
    while (this.#clock.now() < last && this.#stopReason === undefined) {
      await this.#drain();
      await this.#inbox.wait(last - this.#clock.now());
    }
  }

  #listen(signal: AbortSignal): void {
    for (const client of this.#options.clients.values()) {
      const listener = intoInbox(client.id, this.#inbox, (error) => this.#warn(error));
      void listen(client, listener, this.#clock, this.#reconnectMs, signal);
    }
  }

  #now(): EpochMs {
    return Math.max(this.#clock.now(), this.#session.lastTimeMs ?? -Infinity);
  }

  async #loop(): Promise<void> {
    for (;;) {
      await this.#drain();
      this.#stopIfExhausted();
      if (this.#stopReason !== undefined) return;
      if (this.#keeper.isCheckpointDue) this.#warn(await this.#keeper.checkpoint(this.#now()));
      const begunMs = this.#clock.now();
      const wakeAtMs = await this.#act();
      const { parts } = this.#session;
      const tookMs = this.#clock.now() - begunMs;
      tellIfSlow(parts, this.#now(), 'live loop', tookMs, 'timeout_seconds');
      if (wakeAtMs !== undefined) await this.#wait(wakeAtMs);
    }
  }

  /** A run that ends in good order is gone on with at the next start, which has all its memory again. */
  #stopIfExhausted(): void {
    const { host } = this.#options;
    if (host === undefined || this.#stopReason !== undefined) return;
    const { parts } = this.#session;
    const { memory_limit_mb } = parts.config.component_config.event_driven_strategy_engine;
    this.#exhausted = memoryProblem(host, memory_limit_mb);
    if (this.#exhausted === undefined) return;
    this.#stopReason = this.#exhausted.message;
    tellFailure(parts, this.#now(), this.#exhausted);
  }

  /** Does what is due first. Where nothing is, tells until when nothing will be. */
  async #act(): Promise<EpochMs | undefined> {
    const { manager } = this.#session;
    const schedule = this.#schedule;
    const now = this.#now();
    if (schedule.isLookDue(now)) return this.#look();
    // Without prices nothing can be booked.
    if (!this.#hasLooked) return schedule.lookNotBeforeMs;
    const request = manager.next(now);
    if (request !== undefined) return this.#request(request, now);
    const mayDecide = manager.mayDecide(now);
    if (mayDecide) this.#decisions.judge(now);
    if (!mayDecide || now < schedule.decideAtMs) return this.#nextDue(now, mayDecide);
    if (now <= this.#freshUntilMs) {
      this.#freshUntilMs = -Infinity;
      return this.#decisions.decide(now);
    }
    return now >= schedule.lookNotBeforeMs ? this.#look() : this.#nextDue(now, true);
  }

  #nextDue(now: EpochMs, mayDecide: boolean): EpochMs {
    const { lookAtMs, lookNotBeforeMs, decideAtMs } = this.#schedule;
    const managerAt = this.#session.manager.wakeAt();
    return Math.min(
      managerAt > now ? managerAt : now + POLL_MS,
      Math.max(lookAtMs, lookNotBeforeMs),
      mayDecide ? Math.max(decideAtMs, lookNotBeforeMs) : Infinity,
    );
  }

  async #wait(untilMs: EpochMs): Promise<void> {
    this.#freshUntilMs = -Infinity;
    await this.#inbox.wait(Math.max(1, untilMs - this.#now()));
  }

  async #look(): Promise<undefined> {
    const error = await this.#readMarket();
    if (error === undefined) {
      this.#hasLooked = true;
      this.#schedule.looked(this.#now());
    } else {
      this.#freshUntilMs = -Infinity;
      this.#warn(error);
      this.#schedule.lookFailed(this.#now());
    }
  }

  async #readMarket(): Promise<ComponentError | undefined> {
    let market: JsonObject;
    try {
      market = await this.#within(async (signal) => this.#options.feed.read(signal));
    } catch (cause) {
      if (!(cause instanceof NoAnswer)) throw cause;
      return new ComponentError('DATA-004', {
        message: `The market data could not be read: ${cause.message}`,
        resolution: ASKED_AGAIN,
      });
    }
    const timeMs = this.#now();
    // The process may stand still while it is written.
    this.#freshUntilMs = timeMs + this.#timeoutMs;
    return this.#keeper.write({ kind: 'snapshot', timeMs, market });
  }

  async #request(request: ManagerRequest, now: EpochMs): Promise<undefined> {
    this.#freshUntilMs = -Infinity;
    const record = { kind: 'request', timeMs: now, request } as const;
    const error = await this.#keeper.write(record, requestLowersRisk(request));
    if (error?.code === 'JNL-007') throw error;
    if (error !== undefined || request.kind === 'give_up') return;
    await this.#settle(request, await this.#answerTo(request));
  }

  async #answerTo(request: CarriedOut): Promise<Answer> {
    const client = this.#options.clients.get(venueOf(request));
    if (client === undefined) return unsent(request, `there is no client for ${venueOf(request)}`);
    if (request.kind === 'execute' && this.#now() > (request.validUntilMs ?? Infinity))
      return unsent(request, 'its time was over before it was sent');
    try {
      const answer = await this.#within((signal) => carryOut(client, request, signal));
      return this.#told.answer(request, answer, this.#now());
    } catch (cause) {
      if (cause instanceof NoAnswer) return unanswered(request, cause.message);
      throw cause;
    }
  }

  /** An answer that cannot be written says no more than none. */
  async #settle(request: CarriedOut, answer: Answer): Promise<void> {
    const record = { kind: 'outcome', requestId: request.id } as const;
    const error = await this.#keeper.write({ ...record, timeMs: this.#now(), answer }, true);
    if (error?.code !== 'JNL-007') return;
    const none = unanswered(request, error.message);
    await this.#keeper.write({ ...record, timeMs: this.#now(), answer: none }, true);
  }

  /** What comes from outside meanwhile goes to the journal. Throws `NoAnswer` where none came in time. */
  async #within<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const untilMs = this.#now() + this.#timeoutMs;
    let result: { readonly value: T } | { readonly error: unknown } | undefined;
    const settled = (one: typeof result) => {
      result = one;
      this.#inbox.wake();
    };
    ask(controller.signal).then(
      (value) => settled({ value }),
      (error: unknown) => settled({ error }),
    );
    try {
      for (;;) {
        await this.#drain();
        const got = result as typeof result;
        if (got !== undefined) {
          if ('value' in got) return got.value;
          throw new NoAnswer(textOf(got.error));
        }
        const leftMs = Math.min(untilMs, this.#mustEndByMs) - this.#now();
        if (leftMs <= 0) throw new NoAnswer('no answer came in time');
        await this.#inbox.wait(leftMs);
      }
    } finally {
      // Nobody waits for it any more.
      if (result === undefined) controller.abort();
    }
  }

  async #drain(): Promise<void> {
    for (;;) {
      const message = this.#inbox.take();
      if (message === undefined) return;
      await this.#takeMessage(message);
    }
  }

  async #takeMessage(message: Message): Promise<void> {
    const timeMs = this.#now();
    if (message.kind === 'event') {
      const { venue, event } = message;
      if (!this.#told.isBelieved(venue, event, timeMs)) return;
      // What cannot be written is found when holdings are read.
      this.#warn(await this.#keeper.write({ kind: 'venue_event', timeMs, event }, true));
      return;
    }
    if (message.kind === 'reconnected') {
      this.#warn(await this.#keeper.write({ ...message, timeMs }, true));
      return;
    }
    const { command, answer } = message;
    const record = { kind: 'operator_command', timeMs, command } as const;
    try {
      answer(await this.#keeper.write(record, commandLowersRisk(command)));
    } catch (error) {
      answer(hasEnded(error));
      throw error;
    }
  }

  #warn(error: ComponentError | undefined): void {
    if (error !== undefined) tellWarning(this.#session.parts, this.#now(), error);
  }

  /** So that the journal tells why it ends here, as far as it can be written. */
  async #end(cause: unknown): Promise<void> {
    const timeMs = this.#now();
    const halted = tellFailure(this.#session.parts, timeMs, cause);
    if (halted.code === 'JNL-001') return;
    try {
      await this.#options.journal.append(halted, { reducesRisk: true });
    } catch {
      // The first error says more.
    }
  }

  #refuseAll(): void {
    this.#isOver = true;
    for (;;) {
      const message = this.#inbox.take();
      if (message === undefined) return;
      if (message.kind === 'command') message.answer(hasEnded());
    }
  }
}

/** Nothing is known by it. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}
