import {
  ComponentError,
  canonicalJson,
  hashJson,
  type Json,
  type JournalEntry,
  type JournalRecord,
  type JsonObject,
  type RequestId,
  type Seq,
} from '@basis/core-types';
import type { LiveSession } from '../live-session/live-session.js';

export interface ReplayOptions {
  /** Decisions, requests and checkpoints are worked out again and compared with what was written. */
  readonly verify?: boolean;
  /** Numbers of records that are left out, as an operator had them set aside. */
  readonly without?: readonly Seq[];
}

export interface Replayed {
  readonly records: number;
  readonly lastSeq: Seq;
  /** null where there are no market data yet, or an outcome is awaited. */
  readonly stateHash: string | null;
  readonly positions: JsonObject;
  /** The request that has no outcome. */
  readonly unanswered: RequestId | null;
  /** How many were worked out again. */
  readonly verified: number;
}

/**
 * Plays a journal again. The session is made from the form of the first market data in it. Throws JNL-008 naming the first
 * record that does not follow from those before.
 */
export async function replayJournal(
  entries: AsyncIterable<JournalEntry>,
  makeSession: (form: JsonObject) => LiveSession,
  { verify = false, without = [] }: ReplayOptions = {},
): Promise<Replayed> {
  const early: JournalEntry[] = [];
  let replay: Replay | undefined;
  let records = 0;
  let lastSeq: Seq = 0;
  for await (const entry of entries) {
    if (without.includes(entry.seq)) continue;
    records += 1;
    lastSeq = entry.seq;
    if (replay === undefined) {
      early.push(entry);
      const form = marketIn(entry.record);
      if (form === undefined) continue;
      replay = new Replay(makeSession(form), verify);
      for (const one of early) replay.take(one);
    } else replay.take(entry);
  }
  return { records, lastSeq, ...(replay?.result ?? NOTHING) };
}

const NOTHING = { stateHash: null, positions: {}, unanswered: null, verified: 0 } as const;

function marketIn(record: JournalRecord): JsonObject | undefined {
  if (record.kind === 'snapshot') return record.market;
  if (record.kind !== 'checkpoint') return undefined;
  const saved = record.state['market'] as { readonly put_ms: number | null; market: JsonObject };
  return saved.put_ms === null ? undefined : saved.market;
}

class Replay {
  readonly #session: LiveSession;
  readonly #verify: boolean;
  #isFirst = true;
  #verified = 0;

  constructor(session: LiveSession, verify: boolean) {
    this.#session = session;
    this.#verify = verify;
  }

  take({ seq, record }: JournalEntry): void {
    try {
      if (this.#verify) this.#compare(record);
      this.#session.fold(record);
      this.#isFirst = false;
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      const isOther = cause instanceof ComponentError && cause.code === 'JNL-010';
      throw new ComponentError(isOther ? 'JNL-010' : 'JNL-008', {
        message: `Record ${seq} (${record.kind}) does not follow from those before: ${message}`,
        context: { seq, kind: record.kind },
        cause,
      });
    }
  }

  #compare(record: JournalRecord): void {
    const { manager } = this.#session;
    switch (record.kind) {
      case 'decision': {
        const { decision, strategyState } = record;
        this.#same(this.#session.decide(record.timeMs), { decision, strategyState });
        return;
      }
      case 'request':
        this.#same(manager.next(record.timeMs) ?? null, record.request);
        return;
      case 'checkpoint':
        if (!this.#isFirst) this.#same(hashJson(this.#session.save()), hashJson(record.state));
    }
  }

  #same(expected: unknown, written: unknown): void {
    const [one, other] = [canonicalJson(expected as Json), canonicalJson(written as Json)];
    if (one !== other) throw new Error(`it says ${other} where ${one} is expected`);
    this.#verified += 1;
  }

  get result(): Omit<Replayed, 'records' | 'lastSeq'> {
    const { manager, parts } = this.#session;
    const { unanswered } = manager;
    return {
      stateHash: unanswered === undefined ? this.#session.stateHash() : null,
      positions: parts.position_monitor.getCurrentPositions(),
      unanswered: unanswered?.id ?? null,
      verified: this.#verified,
    };
  }
}
