import {
  ComponentError,
  Outages,
  isoTime,
  payableId,
  type AccountIndex,
  type AccountTable,
  type CashPlace,
  type EpochMs,
  type EventSink,
  type FlowConfig,
  type JsonObject,
  type LogLevel,
  type RunConfig,
} from '@basis/core-types';
import type { CashReserve, PnLMonitor, PositionUpdateHandler } from '@basis/monitors';
import type { SimWorld } from '@basis/venue-sim';
import { ENGINE } from '../parts/engine-name.js';

/** Less than this share of what is owed is left by rounding, and no money to pay with. */
const LEAST_PART = 1e-9;

export interface FlowParts {
  readonly accounts: AccountTable;
  readonly world: SimWorld;
  readonly updates: PositionUpdateHandler;
  readonly pnl: PnLMonitor;
  readonly reserve: CashReserve;
  readonly events: EventSink;
}

/** A withdrawal that was accepted and is not yet paid in full. */
interface Owed {
  readonly acceptedAtMs: EpochMs;
  unpaid: number;
}

/**
 * What investors bring and take, by the configured schedule. Both take effect at their own moment, at the value of that
 * moment. What is withdrawn is owed from then on, and paid in order of acceptance as soon as there is cash for it.
 */
export class InvestorFlows {
  readonly #schedule: readonly FlowConfig[];
  /** With an end that is never reached. */
  readonly #times: Float64Array;
  readonly #parts: FlowParts;
  readonly #payable: AccountIndex;
  /** When the exchange that pays lets no money leave it; a wallet always pays. */
  readonly #stopped: Outages | undefined;
  #accepted = 0;
  #owed: Owed[] = [];

  constructor({ flows, share_class, venue_configs }: RunConfig, parts: FlowParts) {
    this.#schedule = flows;
    this.#times = Float64Array.from([...flows.map(({ at }) => Date.parse(at)), Infinity]);
    this.#parts = parts;
    this.#payable = parts.accounts.find(payableId(share_class))?.index ?? -1;
    const payer = venue_configs[parts.reserve.place?.venue ?? ''];
    this.#stopped = payer?.venue_type === 'cex' ? new Outages(payer, 'withdrawals') : undefined;
  }

  isDueBefore(t: EpochMs): boolean {
    return this.#times[this.#accepted]! < t;
  }
  nextAt(): EpochMs {
    return this.#times[this.#accepted]!;
  }

  /** Everything of the schedule that is due. The last of what a moment brings, and prices are those of the moment. */
  accept(at: EpochMs): void {
    while (this.#times[this.#accepted]! <= at) {
      const { deposit, withdraw } = this.#schedule[this.#accepted]!;
      this.#accepted += 1;
      // What all others have is asked for, and it may not have been looked at since the last moment.
      this.#parts.pnl.updateState(at);
      if (deposit !== undefined) this.#deposit(deposit, at);
      else this.#withdraw(withdraw!, at);
    }
  }

  #deposit(amount: number, at: EpochMs): void {
    const { world, updates, pnl } = this.#parts;
    const { venue, bucket, asset } = this.#place;
    const { units: before, unitValue: unit_value } = pnl;
    world.deposit(venue, bucket, asset, amount, at, updates);
    this.#tell(at, 'deposit', amount, { units: pnl.units - before, unit_value });
  }

  /** Accepts as much as there is: a part of the equity, or all of it. */
  #withdraw(asked: number | 'all', at: EpochMs): void {
    const { updates, pnl } = this.#parts;
    const { units: before, unitValue: unit_value } = pnl;
    // What unwinding left over after all units were paid is nobody's to take.
    const available = before > 0 ? Math.max(0, pnl.headlineEquity) : 0;
    const amount = asked === 'all' ? available : Math.min(asked, available);
    if (amount > 0) {
      updates.post(at, this.#payable, 'withdrawal', -amount);
      this.#owed.push({ acceptedAtMs: at, unpaid: amount });
    }
    const level = amount > 0 && (asked === 'all' || amount === asked) ? 'INFO' : 'WARNING';
    this.#tell(at, 'withdrawal', amount, { asked, units: pnl.units - before, unit_value }, level);
  }

  /** Pays what is owed, in order of acceptance, as far as there is cash. Tells whether anything was paid. */
  pay(at: EpochMs): boolean {
    if (this.#owed.length === 0 || this.#stopped?.at(at) === true) return false;
    let hasPaid = false;
    while (this.#owed.length > 0 && this.#payFirst(at)) hasPaid = true;
    return hasPaid;
  }

  #payFirst(at: EpochMs): boolean {
    const { world, updates, reserve } = this.#parts;
    const { venue, bucket, asset } = this.#place;
    const first = this.#owed[0]!;
    // The last one takes what is owed in all, so that rounding leaves nothing that is owed for ever.
    const unpaid = this.#owed.length === 1 ? reserve.payable : first.unpaid;
    const amount = Math.min(unpaid, reserve.free);
    if (!(amount > unpaid * LEAST_PART)) return false;
    world.withdraw(venue, bucket, asset, amount, at, updates);
    updates.post(at, this.#payable, 'payment', amount);
    first.unpaid = unpaid - amount;
    if (first.unpaid === 0) this.#owed.shift();
    const accepted_at = isoTime(first.acceptedAtMs);
    this.#tell(at, 'payment', amount, { accepted_at, unpaid: first.unpaid });
    return first.unpaid === 0;
  }

  /** The first step has laid the capital there. */
  get #place(): CashPlace {
    return this.#parts.reserve.place!;
  }

  #tell(
    timestampMs: EpochMs,
    what: 'deposit' | 'withdrawal' | 'payment',
    amount: number,
    data: JsonObject,
    level: LogLevel = 'INFO',
  ): void {
    const { events } = this.#parts;
    if (!events.wants('event')) return;
    events.emit({
      timestampMs,
      type: 'event',
      component: ENGINE,
      level,
      message: `${what} of ${amount} ${this.#place.asset}`,
      data: { what, amount, ...data },
    });
  }

  save(): JsonObject {
    return {
      owed: this.#owed.map(({ acceptedAtMs, unpaid }) => ({
        accepted_at_ms: acceptedAtMs,
        unpaid,
      })),
    };
  }

  /** What is due by the last step has taken effect by then. */
  load(state: JsonObject, lastStepMs: EpochMs | null): void {
    const owed = state['owed'] as unknown as readonly { accepted_at_ms: number; unpaid: number }[];
    this.#owed = owed.map((one) => ({ acceptedAtMs: one.accepted_at_ms, unpaid: one.unpaid }));
    this.#accepted = flowsUntil(this.#schedule, lastStepMs ?? -Infinity);
  }
}

/** How many of a schedule have taken effect by the end of the step at `t`. */
export function flowsUntil(schedule: readonly FlowConfig[], t: EpochMs): number {
  return schedule.filter(({ at }) => Date.parse(at) <= t).length;
}

/** Throws EDS-004 where something of the schedule would have happened before the run began. */
export function assertFlowsFollow({ flows }: RunConfig, startMs: EpochMs): void {
  const [first] = flows;
  if (first === undefined || Date.parse(first.at) >= startMs) return;
  throw new ComponentError('EDS-004', {
    message: `The flow of ${first.at} comes before the run begins at ${isoTime(startMs)}`,
    resolution: `Start the run at ${first.at} or earlier, or take that flow out of flows.`,
    context: { flow: first.at, start: isoTime(startMs) },
  });
}
