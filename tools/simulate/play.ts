/** Plays one story: first what goes wrong, then time without it, and everything that is needed to judge. */
import {
  configHash,
  type ComponentError,
  type EngineEvent,
  type JournalEntry,
  type JsonObject,
} from '@basis/core-types';
import { SnapshotDataProvider, marketDocument } from '@basis/data-provider';
import { LiveSession } from '@basis/engine';
import { LiveRunner, type LiveClock } from '@basis/engine/live';
import { ExchangeModel, MemoryJournal, VirtualClock } from '@basis/testkit';
import { CALM_MS, EXCHANGES, FAULTS_MS, START_MS, accounts, config, markets } from './market.js';
import type { Incident, Story } from './story.js';

const RUN = { configHash: configHash(config), version: '0.0.0', mode: config.mode };
const CAPITAL_USDT = 60_000;

/** Nothing of its own happens any more; the story is judged. */
export interface Played {
  readonly story: Story;
  readonly model: ExchangeModel;
  readonly journal: readonly JournalEntry[];
  readonly session: LiveSession;
  /** What the runs of the story ended with, but for being killed. */
  readonly failures: readonly unknown[];
  readonly events: readonly EngineEvent[];
  readonly faultsInjected: number;
  readonly starts: number;
}

/** A session that looks at this story's market. */
export function newSession(story: Story, events: EngineEvent[] = []): LiveSession {
  const data = markets[story.market]!;
  const sink = {
    wants: (type: string) => type !== 'state_update',
    emit: (event: EngineEvent) => void events.push(event),
  };
  const market = new SnapshotDataProvider(data.name, marketDocument(data, START_MS), true);
  return new LiveSession({ config, market, events: sink });
}

/** One process after the other on the same venues and the same disk. */
class Stage {
  readonly clock = new VirtualClock(START_MS);
  readonly model: ExchangeModel;
  readonly events: EngineEvent[] = [];
  readonly failures: unknown[] = [];
  readonly #story: Story;
  #found: readonly JournalEntry[] = [];
  #journal!: MemoryJournal;
  #session!: LiveSession;
  #runner!: LiveRunner;
  #isUp = false;
  #stalledUntilMs = 0;
  #skewMs = 0;
  #crashAt: Extract<Incident, { what: 'crash_at' }> | undefined;
  faultsInjected = 0;
  starts = 0;

  constructor(story: Story) {
    this.#story = story;
    const data = markets[story.market]!;
    this.model = new ExchangeModel({ clock: this.clock, config, accounts, data });
    for (const venue of EXCHANGES) this.model.setRules(venue, story.rules[venue]);
    this.model.fund('binance', 'spot', 'USDT', CAPITAL_USDT);
  }

  async play(): Promise<Played> {
    for (const incident of this.#story.incidents)
      this.clock.at(START_MS + incident.atMs, () => this.#happen(incident));
    this.#start();
    await this.clock.sleep(FAULTS_MS);
    this.#calmDown();
    await this.clock.sleep(CALM_MS);
    await this.#stop();
    return {
      story: this.#story,
      model: this.model,
      journal: this.#journal.records,
      session: this.#session,
      failures: this.failures,
      events: this.events,
      faultsInjected: this.faultsInjected,
      starts: this.starts,
    };
  }

  #start(): void {
    this.starts += 1;
    let written = 0;
    const journal = new MemoryJournal({
      clock: this.clock,
      run: RUN,
      found: this.#found,
      watch: (_entry, moment) => {
        if (this.#journal !== journal) return;
        if (moment === 'appended') written += 1;
        if (this.#crashAt?.record === written && this.#crashAt.moment === moment) this.#crashNow();
      },
    });
    this.#journal = journal;
    const session = newSession(this.#story, this.events);
    this.#session = session;
    const runner = new LiveRunner({
      session,
      clock: this.#processClock(),
      journal,
      clients: new Map(this.model.venueIds.map((venue) => [venue, this.model.client(venue)])),
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
    return marketDocument(markets[this.#story.market]!, this.clock.now());
  }

  /** A process that stands still sees nothing and does nothing, and does not know of it. */
  #processClock(): LiveClock {
    const { clock } = this;
    let latest = 0;
    return {
      now: () => {
        latest = Math.max(latest, clock.now() + this.#skewMs);
        return latest;
      },
      alarm: (ms, ring) => {
        let isDue = false;
        const callOff = clock.at(clock.now() + ms, () => {
          isDue = true;
          clock.after(this.#stalledUntilMs - clock.now(), ring);
        });
        return () => {
          if (isDue) return;
          callOff();
          ring();
        };
      },
    };
  }

  #happen(incident: Incident): void {
    this.faultsInjected += 1;
    switch (incident.what) {
      case 'fault':
        return this.model.script(incident.venue, incident.fault);
      case 'trouble': {
        const { venue, kind, forMs } = incident;
        const fromMs = this.clock.now();
        return this.model.trouble(venue, { kind, fromMs, untilMs: fromMs + forMs });
      }
      case 'crash':
        if (this.#isUp) this.#crash(incident.keeps, incident.downMs);
        return;
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
        return this.#journal.fillDisk();
      case 'disk_fails':
        return this.#journal.fail();
      case 'order_outside':
        this.model.orderOutside(incident.order);
        return;
      case 'flow': {
        const { venue, amount } = incident;
        if (amount > 0) this.model.deposit(venue, 'spot', 'USDT', amount);
        else if (this.model.held(`${venue}:spot:USDT`) >= -amount)
          this.model.withdraw(venue, 'spot', 'USDT', -amount);
        return;
      }
      case 'command':
        // What is refused, or not answered because the process dies, is the operator's to say again.
        if (this.#isUp) this.#runner.command(incident.command).catch(() => undefined);
    }
  }

  #crashNow(): void {
    const { keeps, downMs } = this.#crashAt!;
    this.#crashAt = undefined;
    this.#crash(keeps, downMs);
  }

  #crash(keeps: number, downMs: number): void {
    this.#kill(keeps);
    this.#startAgain(downMs);
  }

  #kill(keeps: number): void {
    this.#isUp = false;
    this.model.killClients();
    this.#found = this.#journal.crash(keeps);
  }

  #startAgain(downMs: number): void {
    this.clock.after(Math.max(1, downMs), () => this.#start());
  }

  /** From here on everything works, and an operator has looked at what was stopped. */
  #calmDown(): void {
    this.model.calm();
    this.#crashAt = undefined;
    this.#stalledUntilMs = 0;
    this.#skewMs = 0;
    for (const venue of EXCHANGES) this.model.setRules(venue, { toVenueMs: 20, backMs: 20 });
    this.clock.after(61_000, () => {
      for (const venue of EXCHANGES) this.#say({ id: `adopt-${venue}`, kind: 'adopt', venue });
    });
    this.clock.after(90_000, () => this.#say({ id: 'resume', kind: 'resume' }));
    if (this.#journal.failure !== undefined && this.#isUp) this.#crash(0, 1_000);
  }

  #say(command: Parameters<LiveRunner['command']>[0]): void {
    if (!this.#isUp) return;
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
