import {
  ComponentError,
  MINUTE_MS,
  type EpochMs,
  type EventType,
  type JsonObject,
  type LogLevel,
  type OpenOrder,
  type Posting,
  type RunConfig,
  type VenueEvent,
  type VenueHoldings,
} from '@basis/core-types';
import type {
  PositionMonitor,
  PositionUpdateHandler,
  ReconciliationComponent,
} from '@basis/monitors';
import { nameOf } from './booked-effects.js';
import { adoption, changedOutside, positionsAmong } from './differences.js';
import type { LiveState } from './live-state.js';
import { isStale, showsAll, visibilityLagMs, type Moment } from './visibility.js';

type Emit = (type: EventType, level: LogLevel, now: EpochMs, data: JsonObject) => void;

interface OutsideParts {
  readonly config: RunConfig;
  readonly positions: PositionMonitor;
  readonly positionUpdates: PositionUpdateHandler;
  readonly reconciliation: ReconciliationComponent;
}

/** As many blocks that fail one after another are no accident. */
const FAILURES = 3;
/** For so long no risk is added then. */
const PAUSE_MS = 5 * MINUTE_MS;

/** What venues tell by themselves, and what somebody else did there: booked once, told, and decided by policy. */
export class Outside {
  readonly #parts: OutsideParts;
  readonly #live: LiveState;
  readonly #emit: Emit;
  /**
   * How often a position was closed by force or a difference taken over, or a venue was heard again that had been silent.
   * It is not saved: after a start the strategy is asked at once.
   */
  surprises = 0;
  readonly #policy: RunConfig['component_config']['venue_manager'];

  constructor(parts: OutsideParts, live: LiveState, emit: Emit) {
    this.#parts = parts;
    this.#live = live;
    this.#emit = emit;
    this.#policy = parts.config.component_config.venue_manager;
  }

  observe(event: VenueEvent, now: EpochMs): void {
    const { booked, references, reads } = this.#live;
    const { id, venue, what, clientRef, postings, timeMs } = event;
    const taken = booked.take(nameOf(venue, id), timeMs, now);
    if (taken !== 'new') {
      // What happened before the horizon is not known by its name: what the venue holds will tell.
      if (taken === 'too_old') reads.want(venue, now);
      return;
    }
    // What was before the first look is in what was found then.
    if (!reads.hasOpened(venue)) return;
    // A venue's clock may be ahead: what it holds now is of now all the same.
    reads.booked(venue, Math.min(timeMs, now));
    this.changed(postings, now);
    this.#parts.positionUpdates.updateState(now, postings);
    const isForced = what === 'liquidation' || what === 'deleveraging';
    const isForeign =
      what === 'flow' ||
      (what === 'fill' && (clientRef === undefined || !references.knows(clientRef)));
    const data = { id, venue, what, client_ref: clientRef ?? null, external: isForeign };
    if (isForced) this.#forced(event, now);
    this.#emit('venue_event', isForced ? 'ERROR' : isForeign ? 'WARNING' : 'INFO', now, data);
    if (isForeign) this.#foreign(venue, `${what} ${id} was not ours`, now);
  }

  /** What is booked changed a venue wherever it has an account: a transaction the wallet, and every protocol it went to. */
  changed(postings: readonly Posting[], now: EpochMs): void {
    const { accounts } = this.#parts.positions.accounts;
    for (const { account, timeMs } of postings)
      this.#live.reads.booked(accounts[account]!.venue, Math.min(timeMs, now));
  }

  /** It needs no brake: the strategy decides at once, from what is left. */
  #forced({ venue, what, id }: VenueEvent, now: EpochMs): void {
    this.surprises += 1;
    const error = new ComponentError('VEN-031', {
      message: `${venue} has closed a position by force (${what} ${id})`,
      context: { venue, what, id },
    });
    this.#emit('error', 'ERROR', now, error.toDocument());
  }

  #foreign(venue: string, what: string, now: EpochMs): void {
    if (this.#policy.on_difference === 'adopt') return;
    const error = changedOutside(venue, what, []);
    if (this.#live.trading.brake('foreign', 'reduce_only', error.message))
      this.#emit('error', 'ERROR', now, error.toDocument());
  }

  /** Whether holdings that were asked for at a time say nothing of what is there now. */
  isStale(holdings: VenueHoldings, askedAtMs: EpochMs): boolean {
    return isStale(this.#momentOf(holdings), askedAtMs);
  }

  #momentOf({ venue, asOfMs }: VenueHoldings): Moment {
    const lagMs = visibilityLagMs(this.#parts.config, venue);
    return { asOfMs, happenedMs: this.#live.reads.happenedMs(venue), lagMs };
  }

  /** What a venue holds against what is expected there. */
  compare(holdings: VenueHoldings, agrees: boolean, now: EpochMs): 'agrees' | 'wait' | 'differs' {
    const { venue } = holdings;
    const { reads, trading, toAdopt } = this.#live;
    this.#lookAtOrders(venue, holdings.openOrders ?? [], now);
    // It may differ at first; the strategy is asked once that is settled.
    if (reads.isSilentAt(venue)) this.surprises += 1;
    if (agrees) {
      toAdopt.delete(venue);
      reads.agrees(venue, now);
      if (!reads.isStopping) trading.release('difference');
      return 'agrees';
    }
    if (!reads.hasOpened(venue)) return this.#open(holdings, now);
    // Sooner it may be no difference at all: a venue is behind with what it shows.
    if (!reads.differs(venue, now) || !showsAll(this.#momentOf(holdings))) return 'wait';
    if (toAdopt.has(venue)) return this.#adopt(holdings, 'taken over by an operator', now);
    const { mismatches } = this.#parts.reconciliation;
    const error = changedOutside(venue, 'holds something else than expected', mismatches);
    this.#parts.reconciliation.failed(now, error);
    if (this.#policy.on_difference === 'adopt')
      return this.#adopt(holdings, 'holds something else than expected', now);
    reads.stop(venue);
    if (trading.brake('difference', 'halted', error.message)) {
      const timedOut = new ComponentError('VM-002', {
        message: `${venue} has not held what is expected for ${this.#policy.reconciliation_timeout} s`,
        context: error.context,
      });
      this.#emit('reconciliation_timeout', 'ERROR', now, timedOut.toDocument());
    }
    return 'differs';
  }

  /** Nothing was learned of a venue. Tells whether that has lasted too long to wait for it. */
  unread(venue: string, now: EpochMs): boolean {
    const { reads } = this.#live;
    const isNews = reads.unread(venue, now);
    if (isNews) {
      const timedOut = new ComponentError('VM-002', {
        message: `${venue} has not said what it holds for ${this.#policy.reconciliation_timeout} s`,
        context: { venue },
      });
      this.#emit('reconciliation_timeout', 'ERROR', now, timedOut.toDocument());
    }
    return reads.isSilentAt(venue);
  }

  /** The very first look: what is there is what the run begins with. */
  #open(holdings: VenueHoldings, now: EpochMs): 'agrees' | 'wait' {
    const { config, positions } = this.#parts;
    const { venue } = holdings;
    const found = positionsAmong(holdings, positions.accounts, config);
    if (found.length === 0 || this.#policy.adopt_positions || this.#live.toAdopt.has(venue))
      return this.#adopt(holdings, 'first look', now);
    const error = changedOutside(
      venue,
      `there are positions already: ${found.join(', ')}; set adopt_positions to begin with them`,
      this.#parts.reconciliation.mismatches,
    );
    this.#live.reads.stop(venue);
    if (this.#live.trading.brake('difference', 'halted', error.message))
      this.#emit('error', 'ERROR', now, error.toDocument());
    this.#live.reads.differs(venue, now);
    return 'wait';
  }

  #adopt({ venue }: VenueHoldings, why: string, now: EpochMs): 'agrees' {
    const { reconciliation, positionUpdates, positions } = this.#parts;
    const { reads, trading, toAdopt } = this.#live;
    const error = changedOutside(venue, why, reconciliation.mismatches);
    positionUpdates.updateState(now, adoption(reconciliation.mismatches, positions, now));
    this.#emit('venue_event', 'WARNING', now, { what: 'adopted', ...error.toDocument() });
    toAdopt.delete(venue);
    if (reads.hasOpened(venue)) this.surprises += 1;
    reads.agrees(venue, now);
    if (!reads.isStopping) trading.release('difference');
    return 'agrees';
  }

  /** Each is told once: whoever resumes has seen it. */
  #lookAtOrders(venue: string, orders: readonly OpenOrder[], now: EpochMs): void {
    const { references, booked } = this.#live;
    for (const { ref, clientRef } of orders) {
      if (clientRef !== null && references.knows(clientRef)) continue;
      if (booked.take(nameOf(venue, `order:${ref}`), now, now) === 'new')
        this.#foreign(venue, `order ${ref} was not ours`, now);
    }
  }

  /** A block failed. What may mean that nothing works here is not tried over and over. */
  failed(failure: ComponentError, now: EpochMs): void {
    const { trading } = this.#live;
    if (failure.severity === 'CRITICAL') trading.brake('key', 'halted', failure.message);
    this.#live.failures += 1;
    if (this.#live.failures < FAILURES) return;
    this.#live.failures = 0;
    const why = `${FAILURES} blocks failed one after another`;
    if (trading.brake('failures', 'reduce_only', why, now + PAUSE_MS))
      this.#emit('warning', 'WARNING', now, { why, until_ms: now + PAUSE_MS });
  }

  look(unitValue: number, now: EpochMs): void {
    const { dailyLoss, trading, timing } = this.#live;
    const moment = timing.look(now);
    if (moment === undefined) trading.release('market');
    else trading.brake('market', 'reduce_only', moment.why, moment.untilMs);
    if (!this.#isValued(unitValue, now) || !dailyLoss.look(unitValue, now)) return;
    const error = new ComponentError('VM-008', {
      message: `${dailyLoss.lostShare(unitValue)} of the value was lost since the beginning of the UTC day`,
    });
    if (trading.brake('daily_loss', 'reduce_only', error.message))
      this.#emit('error', 'ERROR', now, error.toDocument());
  }

  /** What cannot be valued cannot be limited; it is no loss either. */
  #isValued(unitValue: number, now: EpochMs): boolean {
    const { trading } = this.#live;
    if (Number.isFinite(unitValue)) {
      trading.release('valuation');
      return true;
    }
    const error = new ComponentError('VM-011', { message: `A unit is worth ${unitValue}` });
    if (trading.brake('valuation', 'reduce_only', error.message))
      this.#emit('error', 'ERROR', now, error.toDocument());
    return false;
  }
}
