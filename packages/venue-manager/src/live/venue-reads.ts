import {
  MINUTE_MS,
  type DurationMs,
  type EpochMs,
  type Json,
  type VenueId,
} from '@basis/core-types';

/** A venue may stamp what happened earlier than it shows it; what is told twice is booked once. */
const OVERLAP_MS = 5 * MINUTE_MS;

/** How often venues are asked for what they hold. */
export interface ReadingPace {
  /** Without a reason. */
  readonly everyMs: DurationMs;
  /** A difference that lasts longer is one. */
  readonly patienceMs: DurationMs;
  /** Before a venue that differs is asked again. */
  delayMs(turn: number): DurationMs;
}

interface Read {
  dueAtMs: EpochMs;
  /** When it agreed last; null before. */
  agreedAtMs: EpochMs | null;
  /** Whether it is first to be asked what happened since: something may not have been told. */
  missesHistory: boolean;
  /** Whether its history has been read since it last differed. */
  isTold: boolean;
  /** Since when it has held something else than expected; null where it agrees. */
  differsSinceMs: EpochMs | null;
  /** Since when it has not said what it holds; null where it has. */
  silentSinceMs: EpochMs | null;
  /** That has lasted too long. */
  isSilent: boolean;
  /** How often it did either. */
  turns: number;
  /** Whether it has agreed since the start. Before all have, nothing is decided. */
  agreed: boolean;
  /** Whether what it held at the very first start has been taken over. */
  opened: boolean;
  /** It came when the run had begun, with another configuration: there is something to decide about without it. */
  isLate: boolean;
  /** Its difference has stopped trading, which lasts until it agrees. */
  stops: boolean;
  /** When the newest of what was booked of it happened there; null where nothing was. */
  happenedMs: EpochMs | null;
}

/** When which venue is to be asked for what it holds. */
export class VenueReads {
  readonly #pace: ReadingPace;
  #reads: Map<VenueId, Read>;

  constructor(venues: readonly VenueId[], pace: ReadingPace) {
    this.#pace = pace;
    this.#reads = new Map(
      venues.map((venue) => [
        venue,
        {
          dueAtMs: 0,
          agreedAtMs: null,
          missesHistory: true,
          isTold: false,
          differsSinceMs: null,
          silentSinceMs: null,
          isSilent: false,
          turns: 0,
          agreed: false,
          opened: false,
          isLate: false,
          stops: false,
          happenedMs: null,
        },
      ]),
    );
  }

  get venues(): readonly VenueId[] {
    return [...this.#reads.keys()];
  }
  get allAgree(): boolean {
    for (const { agreed, differsSinceMs } of this.#reads.values())
      if (!agreed || differsSinceMs !== null) return false;
    return true;
  }

  /**
   * Whether all is known that will be for now: each venue holds what is expected, or has been silent for so long, or cannot
   * be asked, that the others are not kept waiting for it. Before each that a run begins with has been heard once there is
   * nothing to decide about.
   */
  isSettled(canBeAsked: (venue: VenueId) => boolean): boolean {
    for (const [venue, { agreed, differsSinceMs, isSilent, opened, isLate }] of this.#reads) {
      if (!opened && !isLate) return false;
      if (isSilent || (agreed && differsSinceMs === null)) continue;
      if (canBeAsked(venue)) return false;
    }
    return true;
  }

  /** Whether it is still to be heard since the start what a venue holds, and may be. */
  isBeginning(canBeAsked: (venue: VenueId) => boolean): boolean {
    for (const venue of this.#reads.keys())
      if (!this.isHeard(venue) && !this.isSilentAt(venue) && canBeAsked(venue)) return true;
    return false;
  }

  get isDiffering(): boolean {
    for (const { differsSinceMs } of this.#reads.values()) if (differsSinceMs !== null) return true;
    return false;
  }

  /** Whether trading stands still because of a venue; one that does not answer says nothing of the others. */
  get isStopping(): boolean {
    for (const { stops } of this.#reads.values()) if (stops) return true;
    return false;
  }

  stop(venue: VenueId): void {
    this.#of(venue).stops = true;
  }

  /** Whether a venue has not said for too long what it holds. */
  get isSilent(): boolean {
    for (const { isSilent } of this.#reads.values()) if (isSilent) return true;
    return false;
  }

  isSilentAt(venue: VenueId): boolean {
    return this.#reads.get(venue)?.isSilent ?? false;
  }

  /** Whether it has said since the start what it holds, be that what is expected or not. */
  isHeard(venue: VenueId): boolean {
    const read = this.#reads.get(venue);
    return read === undefined || read.agreed || read.differsSinceMs !== null;
  }

  dueAt(venue: VenueId): EpochMs {
    return this.#of(venue).dueAtMs;
  }
  hasOpened(venue: VenueId): boolean {
    return this.#reads.get(venue)?.opened ?? true;
  }

  /** The one that has been due for longest, of those that can be asked. */
  due(now: EpochMs, canBeAsked: (venue: VenueId) => boolean): VenueId | undefined {
    let found: VenueId | undefined;
    let since = Infinity;
    for (const [venue, { dueAtMs }] of this.#reads) {
      if (dueAtMs > now || dueAtMs >= since || !canBeAsked(venue)) continue;
      found = venue;
      since = dueAtMs;
    }
    return found;
  }

  nextAt(canBeAsked: (venue: VenueId) => boolean): EpochMs {
    let next = Infinity;
    for (const [venue, { dueAtMs }] of this.#reads)
      if (canBeAsked(venue)) next = Math.min(next, dueAtMs);
    return next;
  }

  /** Something happened there: what it holds is asked for at once, and what it was where that is not as expected. */
  want(venue: VenueId, now: EpochMs): void {
    const read = this.#reads.get(venue);
    if (read === undefined) return;
    read.dueAtMs = Math.min(read.dueAtMs, now);
    if (read.differsSinceMs !== null) read.missesHistory = true;
  }

  /** It may have told something that nobody heard. */
  missed(venue: VenueId, now: EpochMs): void {
    const read = this.#reads.get(venue);
    if (read === undefined) return;
    read.dueAtMs = Math.min(read.dueAtMs, now);
    read.missesHistory = true;
  }

  agrees(venue: VenueId, now: EpochMs): void {
    const dueAtMs = now + this.#pace.everyMs;
    this.#reads.set(venue, {
      dueAtMs,
      agreedAtMs: now,
      missesHistory: false,
      isTold: false,
      differsSinceMs: null,
      silentSinceMs: null,
      isSilent: false,
      turns: 0,
      agreed: true,
      opened: true,
      isLate: false,
      stops: false,
      happenedMs: this.#of(venue).happenedMs,
    });
  }

  /** Something that happened there was booked: what it holds is from before that where it says so. */
  booked(venue: VenueId, timeMs: EpochMs): void {
    const read = this.#reads.get(venue);
    if (read !== undefined) read.happenedMs = Math.max(read.happenedMs ?? timeMs, timeMs);
  }

  happenedMs(venue: VenueId): EpochMs {
    return this.#reads.get(venue)?.happenedMs ?? -Infinity;
  }

  /** Since when its history is to be read before its holdings; undefined where that is not needed. */
  historySince(venue: VenueId, now: EpochMs): EpochMs | undefined {
    const read = this.#reads.get(venue);
    if (read === undefined || !read.missesHistory) return undefined;
    return (read.agreedAtMs ?? now) - OVERLAP_MS;
  }

  historyRead(venue: VenueId): void {
    const read = this.#of(venue);
    read.missesHistory = false;
    read.isTold = true;
  }

  /**
   * Tells whether the difference has lasted too long to be a matter of time. Most often the venue is a moment behind, so that
   * its history is asked for every other time only; but none is taken for lasting that no history has been read before.
   */
  differs(venue: VenueId, now: EpochMs): boolean {
    const read = this.#of(venue);
    const { isTold } = read;
    read.differsSinceMs ??= now;
    read.silentSinceMs = null;
    read.isSilent = false;
    read.missesHistory = !isTold && read.turns > 0;
    read.isTold = false;
    read.dueAtMs = now + this.#pace.delayMs(read.turns);
    read.turns += 1;
    return isTold && now - read.differsSinceMs >= this.#pace.patienceMs;
  }

  /** Nothing was learned; it is asked again. Tells whether it has just become too long. */
  unread(venue: VenueId, now: EpochMs): boolean {
    const read = this.#of(venue);
    read.dueAtMs = now + this.#pace.delayMs(read.turns);
    read.turns += 1;
    read.silentSinceMs ??= now;
    if (read.isSilent || now - read.silentSinceMs < this.#pace.patienceMs) return false;
    read.isSilent = true;
    return true;
  }

  /** A process has started: what it expects may be old. */
  restart(): void {
    const hasBegun = [...this.#reads.values()].some(({ opened }) => opened);
    for (const read of this.#reads.values()) {
      read.isLate = hasBegun && !read.opened;
      read.dueAtMs = 0;
      read.missesHistory = true;
      read.isTold = false;
      read.agreed = false;
      read.differsSinceMs = null;
      read.silentSinceMs = null;
      read.isSilent = false;
      read.turns = 0;
    }
  }

  #of(venue: VenueId): Read {
    const read = this.#reads.get(venue);
    if (read === undefined) throw new Error(`no venue ${venue} is read`);
    return read;
  }

  save(): Json {
    return [...this.#reads].map(([venue, read]) => [venue, { ...read }]);
  }

  load(state: Json): void {
    for (const [venue, read] of state as unknown as [VenueId, Read][])
      if (this.#reads.has(venue)) this.#reads.set(venue, { ...read });
  }
}
