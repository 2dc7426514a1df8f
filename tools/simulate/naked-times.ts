/** How long spot and shorts did not balance, as the venues' own ledger has it. */
import { SECOND_MS, type DurationMs, type EpochMs } from '@basis/core-types';
import { MINUTE_MS, SCENES, SYMBOL, type Exchange } from './scenes.js';
import type { Played } from './play.js';
import type { Story } from './story.js';
import { LAG_MS, Unknown } from './unknown.js';

export const SPOT = 'binance:spot:BTC';
export const shortsAt = (exchanges: readonly Exchange[]) =>
  exchanges.map((venue) => `${venue}:perp:${SYMBOL}`);
const { delta_tolerance } = SCENES.two.config.component_config.strategy_manager;

/**
 * As long may a leg stand alone once nothing goes wrong any more: until the next full minute at the latest a decision is made,
 * and then it has to be carried out.
 */
const NAKED_MS: DurationMs = 1.5 * MINUTE_MS;

/**
 * Longer where the story leaves something behind that time has to find: what is told by no event stands in the holdings that
 * are read without a reason, and what rests is called off, which the venue shows late.
 */
export function longestNakedMs({ scene, incidents }: Story): DurationMs {
  const { reconcile_every_seconds, execution_timeout } =
    SCENES[scene].config.component_config.venue_manager;
  const faults = incidents.flatMap((one) =>
    one.what === 'fault' ? [one.fault] : one.what === 'with_order' ? (one.faults ?? []) : [],
  );
  const isUntold = faults.some((one) => one.on === 'event' && one.delaysMs.length === 0);
  const rests = faults.some(
    (one) => one.on === 'send' && one.fault === 'partial' && one.rest === 'resting',
  );
  return (
    NAKED_MS +
    (isUntold ? reconcile_every_seconds * SECOND_MS : 0) +
    (rests ? execution_timeout * SECOND_MS + LAG_MS : 0)
  );
}

export function isInBand(held: number, short: number): boolean {
  // Lots of two venues, and what a fee takes from what is bought.
  return Math.abs(held - short) <= 2 * delta_tolerance * Math.max(held, short) + 0.003;
}

export interface NakedTime {
  readonly fromMs: EpochMs;
  readonly forMs: DurationMs;
}

/** A moment at which something begins or ends that counts. */
interface Change {
  readonly atMs: EpochMs;
  readonly isNaked?: boolean;
  readonly isHeldBack?: boolean;
  readonly isUnknown?: boolean;
}

/**
 * Stretches after the last trouble in which a leg was naked and neither an unknown outcome nor a brake explains it. Whether
 * trading was held back is the engine's word, which has to be true: what is sent in spite of it is found elsewhere.
 */
export function nakedTimes(played: Played): NakedTime[] {
  const { lastTroubleMs, journal } = played;
  const endMs = journal.at(-1)!.record.timeMs;
  const changes = [
    ...positionChanges(played),
    ...played.tradingStates.map(({ fromMs, state }) => ({
      atMs: fromMs,
      isHeldBack: state !== 'active',
    })),
    ...unknownChanges(played),
    { atMs: endMs },
  ].toSorted((a, b) => a.atMs - b.atMs);
  const found: NakedTime[] = [];
  const now = { isNaked: false, isHeldBack: false, isUnknown: false };
  let fromMs: EpochMs | undefined;
  for (const { atMs, ...change } of changes) {
    Object.assign(now, change);
    const isAlone = now.isNaked && !now.isHeldBack && !now.isUnknown && atMs < endMs;
    if (isAlone) fromMs ??= Math.max(atMs, lastTroubleMs);
    else if (fromMs !== undefined) {
      if (atMs > fromMs) found.push({ fromMs, forMs: atMs - fromMs });
      fromMs = undefined;
    }
  }
  return found;
}

function positionChanges({ story, model }: Played): Change[] {
  const { accounts, exchanges } = SCENES[story.scene];
  const spot = accounts.index(SPOT);
  const shorts = new Set(shortsAt(exchanges).map((account) => accounts.index(account)));
  let [held, short] = [0, 0];
  return model.effects.map(({ timeMs, postings }) => {
    for (const { account, delta } of postings) {
      if (account === spot) held += delta;
      else if (shorts.has(account)) short -= delta;
    }
    return { atMs: timeMs, isNaked: !isInBand(held, short) };
  });
}

function unknownChanges({ journal }: Played): Change[] {
  const unknown = new Unknown();
  return journal.map(({ record }) => {
    unknown.note(record);
    return { atMs: record.timeMs, isUnknown: unknown.others('').length > 0 };
  });
}
