/** Plays one story: first what goes wrong, then time without it, and everything that is needed to judge. */
import {
  configHash,
  type ComponentError,
  type DurationMs,
  type EngineEvent,
  type EpochMs,
  type Journal,
  type JournalEntry,
  type JournalRun,
  type JsonObject,
  type VenueClient,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import { marketDocument } from '@basis/data-provider';
import type { LiveSession } from '@basis/engine';
import { LiveRunner, type LiveClock } from '@basis/engine/live';
import { ExchangeModel, MemoryJournal, VirtualClock, type Trouble } from '@basis/testkit';
import { happenOutside } from './happen-outside.js';
import { processClock } from './process-clock.js';
import { SCENES, START_MS, type Exchange, type Scene } from './scenes.js';
import { newSession, takeSession } from './sessions.js';
import { asItLeft, type Sent } from './sent.js';
import type { CrashPoint, Incident, Story } from './story.js';

type TradingStateName = ReturnType<LiveSession['manager']['tradingState']>;

const CAPITAL_USDT = 60_000;
/** A supervisor takes its time. */
const DOWN_MS = 500;
/** Until an operator has seen what a start has found. */
const SEEN_MS = 12_000;

/** Nothing of its own happens any more; the story is judged. */
export interface Played {
  readonly story: Story;
  readonly model: ExchangeModel;
  readonly journal: readonly JournalEntry[];
  readonly sent: readonly Sent[];
  readonly session: LiveSession;
  /** What the runs of the story ended with, but for being killed. */
  readonly failures: readonly unknown[];
  readonly events: readonly EngineEvent[];
  readonly faultsInjected: number;
  readonly starts: number;
  /** When the last thing that was to go wrong had, as long as it lasted. */
  readonly lastTroubleMs: EpochMs;
  /** From when on trading was held back, or not any more. */
  readonly tradingStates: readonly { readonly fromMs: EpochMs; readonly state: TradingStateName }[];
}

/** One process after the other on the same venues and the same disk. */
class Stage {
  readonly clock = new VirtualClock(START_MS);
  readonly model: ExchangeModel;
  readonly events: EngineEvent[] = [];
  readonly failures: unknown[] = [];
  readonly #story: Story;
  readonly #scene: Scene;
  readonly #run: JournalRun;
  #found: readonly JournalEntry[] = [];
  #journal!: MemoryJournal;
  #session!: LiveSession;
  #ownClock!: LiveClock;
  #runner!: LiveRunner;
  #isUp = false;
  #stalledUntilMs = 0;
  #skewMs = 0;
  #brokenDisk: MemoryJournal | undefined;
  #crashAt: Extract<Incident, { what: 'crash_at' }> | undefined;
  readonly #sent: Sent[] = [];
  readonly #withOrders = new Map<number, Extract<Incident, { what: 'with_order' }>>();
  #orders = 0;
  /** Of the order under way, where the process is to be killed. */
  #struck: { readonly requestId: string; readonly crash: CrashPoint } | undefined;
  #lastTroubleMs = START_MS;
  readonly #tradingStates: { readonly fromMs: EpochMs; readonly state: TradingStateName }[] = [];
  faultsInjected = 0;
  starts = 0;

  constructor(story: Story) {
    this.#story = story;
    this.#scene = SCENES[story.scene];
    const { config, accounts, exchanges, markets } = this.#scene;
    this.#run = { configHash: configHash(config), version: '0.0.0', mode: config.mode };
    const data = markets[story.market]!;
    this.model = new ExchangeModel({ clock: this.clock, config, accounts, data });
    for (const venue of exchanges) this.model.setRules(venue, story.rules[venue]);
    this.model.fund('binance', 'spot', 'USDT', CAPITAL_USDT);
  }

  async play(): Promise<Played> {
    for (const incident of this.#story.incidents)
      this.clock.at(START_MS + incident.atMs, () => this.#happen(incident));
    this.#start();
    await this.clock.sleep(this.#scene.faultsMs);
    this.#calmDown();
    await this.clock.sleep(this.#scene.calmMs);
    await this.#stop();
    return {
      story: this.#story,
      model: this.model,
      journal: this.#journal.records,
      sent: this.#sent,
      session: this.#session,
      failures: this.failures,
      events: this.events,
      faultsInjected: this.faultsInjected,
      starts: this.starts,
      lastTroubleMs: Math.max(this.#lastTroubleMs, this.model.lastFaultMs),
      tradingStates: this.#tradingStates,
    };
  }

  #start(): void {
    this.starts += 1;
    let written = 0;
    const journal = new MemoryJournal({
      clock: this.clock,
      run: this.#run,
      found: this.#found,
      watch: (entry, moment) => {
        if (this.#journal !== journal) return;
        if (moment === 'appended') written += 1;
        else this.#noteState();
        if (this.#crashesAt(written, moment)) this.#crashNow();
        else this.#watchOrders(entry, moment);
      },
    });
    this.#journal = journal;
    const make = this.starts === 1 ? takeSession : newSession;
    const session = make(this.#story, this.events);
    this.#session = session;
    this.#ownClock = this.#processClock();
    const runner = new LiveRunner({
      session,
      clock: this.#ownClock,
      journal: this.#processJournal(journal),
      clients: new Map(this.model.venueIds.map((venue) => [venue, this.#client(venue)])),
      feed: { read: async () => this.#marketNow() },
      checkpointEvery: 40,
    });
    this.#runner = runner;
    this.#isUp = true;
    this.#ended = runner.run().catch((error: unknown) => {
      if (this.#runner !== runner) return;
      this.failures.push(error);
      this.#isUp = false;
      // A supervisor starts it again; a disk that failed is another one then.
      this.#kill(0);
      this.#startAgain(1_000);
    });
  }
  #ended: Promise<void> = Promise.resolve();

  #marketNow(): JsonObject {
    return marketDocument(this.#scene.markets[this.#story.market]!, this.clock.now());
  }

  #processClock(): LiveClock {
    return processClock(this.clock, {
      skewMs: () => this.#skewMs,
      stalledUntilMs: () => this.#stalledUntilMs,
    });
  }

  /** What is to happen with an order, as it passes. */
  #watchOrders({ record }: JournalEntry, moment: 'appended' | 'durable'): void {
    if (record.kind === 'request' && record.request.kind === 'execute') {
      const { id, request } = record.request;
      if (request.kind !== 'order') return;
      if (moment === 'appended') this.#orderBegins(id, request.venue as Exchange);
      else if (id === this.#struck?.requestId) this.#strike(['unsent', 'sent']);
    } else if (
      moment === 'durable' &&
      record.kind === 'outcome' &&
      record.requestId === this.#struck?.requestId
    )
      this.#strike(['answered']);
  }

  #orderBegins(requestId: string, venue: Exchange): void {
    this.#orders += 1;
    const incident = this.#withOrders.get(this.#orders);
    if (incident === undefined) return;
    this.faultsInjected += 1;
    const { faults = [], trouble, stallMs = 0, crash, filters } = incident;
    this.#troubled(Math.max(stallMs, trouble?.forMs ?? 0));
    this.model.script(venue, ...faults);
    if (filters !== undefined) this.model.setRules(filters.venue, { filters: filters.take });
    if (trouble !== undefined) this.#trouble(venue, trouble.kind, trouble.forMs);
    if (stallMs > 0) this.#stalledUntilMs = this.clock.now() + stallMs;
    this.#struck = crash && { requestId, crash };
    this.#strike(['unwritten', 'written']);
  }

  #strike(points: readonly CrashPoint[]): void {
    const crash = this.#struck?.crash;
    if (crash === undefined || !points.includes(crash)) return;
    this.#struck = undefined;
    const kill = () => this.#crash(crash === 'written' ? 1 : 0, DOWN_MS);
    // What has left is on its way for a moment.
    if (crash === 'sent') this.clock.after(1, kill);
    else kill();
  }

  #trouble(venue: Exchange, kind: Trouble['kind'], forMs: DurationMs): void {
    // Where a name is taken again, nothing would help against a venue that does not see what it has.
    if (kind === 'blind' && this.#story.rules[venue].idRule !== 'always') return;
    const fromMs = this.clock.now();
    this.model.trouble(venue, { kind, fromMs, untilMs: fromMs + forMs });
  }

  /** Notes what leaves the process. */
  #client(venue: VenueId): VenueClient {
    const client = this.model.client(venue);
    const { id, clientKind } = client;
    const start = this.starts;
    return {
      id,
      clientKind,
      send: (request, options) => {
        // From a process that was killed while it stood still nothing leaves any more.
        if (this.#isUp && start === this.starts) this.#note(request);
        return client.send(request, options);
      },
      cancel: client.cancel.bind(client),
      find: client.find.bind(client),
      holdings: client.holdings.bind(client),
      history: client.history.bind(client),
      events: client.events.bind(client),
    };
  }

  #note(request: VenueRequest): void {
    this.#sent.push(asItLeft(request, this.#journal.records, this.#ownClock.now()));
  }

  #processJournal(journal: MemoryJournal): Journal {
    return {
      append: async (record, options) => {
        const seq = await journal.append(record, options);
        const stall = this.#stalledUntilMs - this.clock.now();
        if (stall > 0) await this.clock.sleep(stall);
        return seq;
      },
      read: (from) => journal.read(from),
    };
  }

  #happen(incident: Incident): void {
    if (incident.what === 'with_order') {
      this.#withOrders.set(incident.order, incident);
      return;
    }
    this.faultsInjected += 1;
    this.#troubled('forMs' in incident ? incident.forMs : 0);
    switch (incident.what) {
      case 'fault':
        return this.model.script(incident.venue, incident.fault);
      case 'trouble': {
        const { venue, kind, forMs } = incident;
        return this.#trouble(venue, kind, forMs);
      }
      case 'crash':
        return this.#crash(incident.keeps, incident.downMs);
      case 'crash_at':
        this.#crashAt = incident;
        return;
      case 'stall':
        this.#stalledUntilMs = this.clock.now() + incident.forMs;
        return;
      case 'skew':
        this.#skewMs = incident.byMs;
        this.clock.after(incident.forMs, () => {
          this.#skewMs = 0;
        });
        return;
      case 'disk_slow':
        return this.#journal.takes(incident.byMs);
      case 'disk_full':
        this.#brokenDisk = this.#journal;
        return this.#journal.fillDisk();
      case 'disk_fails':
        this.#brokenDisk = this.#journal;
        return this.#journal.fail();
      case 'order_outside':
      case 'flow':
      case 'filters':
        return happenOutside(incident, this.model, this.clock);
      case 'forced_close':
        if (incident.downMs > 0) this.#crash(0, incident.downMs);
        return this.model.closeByForce(incident.close);
      case 'command':
        // What is refused, or not answered because the process dies, is the operator's to say again.
        if (this.#isUp) this.#runner.command(incident.command).catch(() => undefined);
    }
  }

  #crashesAt(written: number, moment: 'appended' | 'durable'): boolean {
    if (this.#crashAt === undefined) return false;
    const { record, start = this.starts, moment: at } = this.#crashAt;
    return record === written && start === this.starts && at === moment;
  }

  #noteState(): void {
    const now = this.clock.now();
    const state = this.#session.manager.tradingState(now);
    if (state !== this.#tradingStates.at(-1)?.state)
      this.#tradingStates.push({ fromMs: now, state });
  }

  /** Something goes wrong from now on for so long. */
  #troubled(forMs: DurationMs): void {
    this.#lastTroubleMs = Math.max(this.#lastTroubleMs, this.clock.now() + forMs);
  }

  #crashNow(): void {
    const { keeps, downMs } = this.#crashAt!;
    this.#crashAt = undefined;
    this.#crash(keeps, downMs);
  }

  /** A process that is dead already is not killed again: it would be started twice. */
  #crash(keeps: number, downMs: number): void {
    if (!this.#isUp) return;
    this.#kill(keeps);
    this.#startAgain(downMs);
  }

  #kill(keeps: number): void {
    this.#isUp = false;
    this.#stalledUntilMs = 0;
    this.model.killClients();
    this.#found = this.#journal.crash(keeps);
  }

  #startAgain(downMs: number): void {
    this.#troubled(downMs);
    this.clock.after(Math.max(1, downMs), () => this.#start());
  }

  /** From here on everything works, and an operator has looked at what was stopped. */
  #calmDown(): void {
    this.model.calm();
    // Orders that come only now are those of the time without faults.
    this.#withOrders.clear();
    this.#crashAt = undefined;
    this.#stalledUntilMs = 0;
    this.#skewMs = 0;
    const { exchanges, adoptAfterMs, resumeAfterMs } = this.#scene;
    for (const venue of exchanges)
      this.model.setRules(venue, { toVenueMs: 20, backMs: 20, filters: [] });
    this.clock.after(adoptAfterMs, () => {
      for (const venue of exchanges) this.#say({ id: `adopt-${venue}`, kind: 'adopt', venue });
    });
    this.clock.after(resumeAfterMs, () => this.#say({ id: 'resume', kind: 'resume' }));
    // What is found by a process that was down until then is for the operator to see as well.
    this.clock.after(resumeAfterMs + SEEN_MS, () => {
      if (this.#session.manager.tradingState(this.clock.now()) !== 'active')
        this.#say({ id: 'resume-again', kind: 'resume' });
    });
    // Whoever mends a disk starts the process again.
    if (this.#brokenDisk === this.#journal) this.#crash(0, 1_000);
  }

  #say(command: Parameters<LiveRunner['command']>[0]): void {
    if (!this.#isUp) {
      this.clock.after(1_000, () => this.#say(command));
      return;
    }
    this.#runner.command(command).catch((error: ComponentError) => this.failures.push(error));
  }

  async #stop(): Promise<void> {
    this.#runner.stop('the story is over');
    await this.#ended;
  }
}

/** The clock to play it with, and what comes of it. */
export function play(story: Story): {
  readonly clock: VirtualClock;
  readonly done: Promise<Played>;
} {
  const stage = new Stage(story);
  return { clock: stage.clock, done: stage.play() };
}
