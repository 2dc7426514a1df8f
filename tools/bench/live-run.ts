/** A live run of btc_basis within this process, over venues that answer at once and in time that passes at once. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadRunConfig } from '@basis/config';
import {
  DAY_MS,
  MINUTE_MS,
  PRIORITY,
  accountsFor,
  configHash,
  type AppendOptions,
  type Decision,
  type DataProvider,
  type EngineEvent,
  type EventSink,
  type Journal,
  type JournalEntry,
  type JournalRecord,
  type JsonObject,
  type Seq,
  type Strategy,
} from '@basis/core-types';
import { SnapshotDataProvider, createDataProvider, marketDocument } from '@basis/data-provider';
import { LiveSession } from '@basis/engine';
import { LiveRunner } from '@basis/engine/live';
import { SHAPED_START_MS, shapedBasisSeries } from '@basis/sample-data';
import { builtInStrategies } from '@basis/strategies';
import { ExchangeModel, VirtualClock } from '@basis/testkit';

/** The shipped mode, at one step a minute; what is set in this shell does not change the figures. */
export const { config } = loadRunConfig({
  configDir: fileURLToPath(new URL('../../configs', import.meta.url)),
  mode: 'btc_basis',
  executionMode: 'live',
  environment: {},
  envFile: null,
  set: [
    'interval=1m',
    // Books and venues add the same numbers in another order.
    'component_config.reconciliation_component.tolerance_relative=1e-9',
  ],
});
export const RUN = { configHash: configHash(config), version: '0.0.0', mode: config.mode };

const VENUES = ['binance', 'bybit', 'okx'] as const;
/** By then a week of funding has been paid, which the strategy looks at before it enters. */
const START_MS = SHAPED_START_MS + 8 * DAY_MS;
const CAPITAL_USDT = 1_000_000;
const MARGIN_USDT = 100_000;

const leg = (does: 'buy' | 'sell', amount: number) =>
  ({ does, role: 'spot', token: 'BTC', amount }) as const;
const cover = (place: number, amount: number) =>
  ({ does: 'cover', role: `hedge[${place}]`, token: 'BTC', amount }) as const;

export const enter: Decision = {
  action: 'entry_partial',
  priority: PRIORITY.rebalance,
  reason: 'in',
  legs: [leg('buy', 0.1), { does: 'short', role: 'hedge', token: 'BTC', amount: 0.1 }],
};
const leave: Decision = {
  action: 'exit_partial',
  priority: PRIORITY.rebalance,
  reason: 'out',
  legs: [cover(0, 0.04), cover(1, 0.03), cover(2, 0.03), leg('sell', 0.1)],
};

/** A block of four orders a minute: the spot and three hedges, in and out in turn. */
const inAndOut: Strategy<{ isIn: boolean }> = {
  mode: config.mode,
  initial: () => ({ isIn: false }),
  decide: (_, state) => {
    state.isIn = !state.isIn;
    return state.isIn ? enter : leave;
  },
};

/** Prices that go up and down by a twentieth within days, so that the position stands. */
function market(minutes: number) {
  const steps = (START_MS - SHAPED_START_MS) / MINUTE_MS + minutes;
  const triangle = (x: number) => Math.abs(4 * (x - Math.floor(x)) - 2) - 1;
  const series = shapedBasisSeries({
    steps,
    intervalMs: MINUTE_MS,
    spot: (i) => 42_000 * (1 + 0.05 * triangle(i / 5_000)),
    funding: () => 1e-4,
  });
  return createDataProvider({ name: 'bench', synthetic: true, series });
}

/** Tells what is written, and while it is being, so that time can stand still meanwhile. */
class WatchedJournal implements Journal {
  /** Undefined while nothing is. */
  underWay: Promise<unknown> | undefined;
  readonly #inner: Journal;
  readonly #onAppend: (record: JournalRecord) => void;

  constructor(inner: Journal, onAppend: (record: JournalRecord) => void) {
    this.#inner = inner;
    this.#onAppend = onAppend;
  }

  append(record: JournalRecord, options?: AppendOptions): Promise<Seq> {
    this.#onAppend(record);
    return this.#watch(this.#inner.append(record, options));
  }

  async *read(from?: Seq): AsyncGenerator<JournalEntry> {
    yield* await this.#watch(all(this.#inner.read(from)));
  }

  async #watch<T>(work: Promise<T>): Promise<T> {
    this.underWay = work;
    const result = await work;
    this.underWay = undefined;
    return result;
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** How long blocks take: from the decision on its way to the journal until the last venue was found to agree. */
class BlockTimes implements EventSink {
  readonly takenMs: number[] = [];
  #decidedAt = 0;

  decided(): void {
    this.#decidedAt = performance.now();
  }

  /** As many events are made as for a sink that takes them all. */
  wants(): boolean {
    return true;
  }

  emit({ type, component, message, data }: EngineEvent): void {
    if (type === 'state_update' && component === 'VenueManager')
      this.takenMs.push(performance.now() - this.#decidedAt);
    if (type === 'instruction_block_execution_failed' || type === 'error')
      throw new Error(`${message}: ${JSON.stringify(data)}`);
  }
}

/** Everything of a run but its journal. What the session reaches is its own: the rest can be dropped. */
export class Stage {
  readonly clock = new VirtualClock(START_MS);
  readonly session: LiveSession;
  readonly blocks = new BlockTimes();
  records = 0;
  readonly #data: DataProvider;
  readonly #model: ExchangeModel;

  /** Does what the strategy of the mode does, or carries out a block of four orders a minute. */
  constructor(minutes: number, does: 'as_the_mode' | 'orders') {
    const { clock } = this;
    this.#data = market(minutes);
    const accounts = accountsFor(config);
    this.#model = new ExchangeModel({ clock, config, accounts, data: this.#data });
    this.#model.fund('binance', 'spot', 'USDT', CAPITAL_USDT);
    const strategies = builtInStrategies();
    if (does === 'orders') {
      for (const venue of VENUES) this.#model.fund(venue, 'margin', 'USDT', MARGIN_USDT);
      strategies.register(config.mode, () => inAndOut as never);
    }
    this.session = new LiveSession({
      config,
      market: new SnapshotDataProvider('bench', this.#marketNow(), true),
      strategies,
      events: this.blocks,
    });
  }

  #marketNow(): JsonObject {
    return marketDocument(this.#data, this.clock.now());
  }

  /** Runs live until that is so. */
  async run(kept: Journal, isEnough: () => boolean): Promise<void> {
    const journal = new WatchedJournal(kept, ({ kind }) => {
      if (kind === 'decision') this.blocks.decided();
      this.records += 1;
      if (isEnough()) runner.stop();
    });
    const runner = new LiveRunner({
      session: this.session,
      clock: this.clock,
      journal,
      clients: new Map(this.#model.venueIds.map((venue) => [venue, this.#model.client(venue)])),
      feed: { read: () => Promise.resolve(this.#marketNow()) },
    });
    let isOver = false;
    const done = runner.run().finally(() => (isOver = true));
    done.catch(() => undefined);
    for (;;) {
      // Whatever promises lead to has happened when this turn comes.
      await nextTurn();
      if (isOver) return done;
      if (journal.underWay !== undefined) await journal.underWay;
      else if (!this.clock.advance()) throw new Error('the run waits for what no timer brings');
    }
  }
}

/** Keeps nothing: what a journal has in memory is not the engine's. */
export class ForgettingJournal implements Journal {
  #lastSeq = 0;

  append(): Promise<Seq> {
    this.#lastSeq += 1;
    return Promise.resolve(this.#lastSeq);
  }

  async *read(): AsyncGenerator<JournalEntry> {}
}
