import {
  ComponentError,
  SILENT_EVENTS,
  configHash,
  hashJson,
  type Decision,
  type EpochMs,
  type EventSink,
  type Json,
  type JournalRecord,
  type JsonObject,
  type LiveDataProvider,
  type ResultsSink,
  type RunConfig,
} from '@basis/core-types';
import { builtInStrategies, type StrategyRegistry } from '@basis/strategies';
import { runTagOf, type VenueManager } from '@basis/venue-manager';
import { createComponents, type EngineComponents } from '../parts/component-factory.js';
import { ENGINE } from '../parts/engine-name.js';
import { loadParts, saveParts } from '../run/parts-state.js';
import { carriedOver, otherConfig } from './carried-over.js';
import { EventGate, gatedResults } from './event-gate.js';

const STATE_VERSION = 2;

/** What the journal says of itself, whatever it was written with. */
const OF_NO_CONFIGURATION: ReadonlySet<JournalRecord['kind']> = new Set([
  'run_started',
  'config_accepted',
  'set_aside',
  'halted',
  'run_ended',
]);

/** Of what strategies, operators and feeds come with in vain; nothing has changed then. */
const REFUSALS: ReadonlySet<string> = new Set([
  'DATA-003',
  'VM-003',
  'VM-004',
  'VM-005',
  'VM-009',
  'EXEC-003',
]);

const NO_RESULTS: ResultsSink = {
  start: () => undefined,
  timesteps: () => undefined,
  execution: () => undefined,
};

type RecordOf<Kind extends JournalRecord['kind']> = Extract<JournalRecord, { kind: Kind }>;

export interface LiveSessionInput {
  readonly config: RunConfig;
  readonly market: LiveDataProvider;
  readonly strategies?: StrategyRegistry;
  readonly events?: EventSink;
  /** Where rows and executions of now go; what is read from the journal was written when it happened. */
  readonly results?: ResultsSink;
}

/** What the strategy wants, and what it will remember once that is in the journal. */
export interface Decided {
  readonly decision: Decision;
  readonly strategyState: Json;
}

/**
 * A live run without its surroundings: components, and what the strategy remembers. It changes by records of the journal
 * alone, in their order, so that the same records give the same state, byte for byte.
 */
export class LiveSession {
  readonly parts: EngineComponents;
  readonly manager: VenueManager;
  readonly #market: LiveDataProvider;
  readonly #gate: EventGate;
  #strategyState: Json;
  #lastTimeMs: EpochMs | null = null;
  #isFresh = true;
  /** Hash of the configuration that the records to come were written with; undefined where nothing says so. */
  #writtenWith: string | undefined;
  #ownHash: string | undefined;
  /** Kind of the record that was applied half-way; '' while there is none. */
  #brokenAt = '';

  constructor({ config, market, strategies, events, results }: LiveSessionInput) {
    this.#gate = new EventGate(events ?? SILENT_EVENTS);
    this.#market = market;
    this.parts = createComponents({
      config,
      data: market,
      strategies: strategies ?? builtInStrategies(),
      events: this.#gate,
      results: gatedResults(results ?? NO_RESULTS, this.#gate),
      now: () => this.#lastTimeMs,
    });
    this.manager = this.parts.execution_manager;
    this.#strategyState = this.parts.strategy_manager.initial();
  }

  /** The latest time of any record; null before the first. */
  get lastTimeMs(): EpochMs | null {
    return this.#lastTimeMs;
  }

  /** What it told when it happened is not told again. Otherwise the same as `apply`. */
  fold(record: JournalRecord): void {
    this.#gate.isOpen = false;
    try {
      this.apply(record);
    } finally {
      this.#gate.isOpen = true;
    }
  }

  /**
   * Takes a record that is in the journal. Returns why what it brings was refused; throws JNL-008 where the record
   * cannot follow those before.
   */
  apply(record: JournalRecord): ComponentError | undefined {
    if (this.#brokenAt !== '') throw halfApplied(this.#brokenAt);
    try {
      return this.#take(record);
    } catch (cause) {
      // What cannot follow is refused before anything has changed.
      if (!(cause instanceof ComponentError && UNFIT.has(cause.code))) this.#brokenAt = record.kind;
      throw cause;
    }
  }

  #take(record: JournalRecord): ComponentError | undefined {
    if (record.kind === 'checkpoint') {
      // Whoever has applied what came before it is there already.
      if (this.#isFresh) this.load(record.state);
      return undefined;
    }
    this.#isFresh = false;
    this.#refuseOtherConfig(record);
    this.#lastTimeMs = Math.max(this.#lastTimeMs ?? record.timeMs, record.timeMs);
    switch (record.kind) {
      case 'snapshot':
        return this.#look(record);
      case 'decision':
        this.#strategyState = record.strategyState;
        return this.#submit(record);
      case 'request':
        this.#begin(record);
        return undefined;
      case 'outcome':
        this.#settle(record);
        return undefined;
      case 'venue_event':
        this.manager.observe(record.event, record.timeMs);
        return undefined;
      case 'reconnected':
        this.manager.reconnected(record.venue, record.timeMs);
        return undefined;
      case 'operator_command':
        return this.#unlessRefused(record.timeMs, () =>
          this.manager.command(record.command, record.timeMs),
        );
      case 'halted':
        this.manager.journalFull(record.code, record.message);
        return undefined;
      case 'run_started':
        this.#writtenWith = record.configHash;
        this.manager.started(runTagOf(record.configHash, record.timeMs));
        return undefined;
      case 'config_accepted':
      case 'set_aside':
      case 'run_ended':
        return undefined;
    }
  }

  get #configHash(): string {
    this.#ownHash ??= configHash(this.parts.config);
    return this.#ownHash;
  }

  /** They carry numbers of accounts, and decisions that come out otherwise under another configuration. */
  #refuseOtherConfig({ kind }: JournalRecord): void {
    if (OF_NO_CONFIGURATION.has(kind) || this.#writtenWith === undefined) return;
    if (this.#writtenWith === this.#configHash) return;
    throw otherConfig(
      `this ${kind} was written with the configuration ${this.#writtenWith}, not ${this.#configHash}`,
    );
  }

  #look({ timeMs, market }: RecordOf<'snapshot'>): ComponentError | undefined {
    const unusable = this.#unlessRefused(timeMs, () => this.#putMarket(timeMs, market));
    if (unusable !== undefined) return unusable;
    const {
      position_update_handler: updates,
      pnl_calculator: pnl,
      reserveWatch,
      steps,
    } = this.parts;
    updates.moveTo(timeMs);
    updates.observe(timeMs);
    reserveWatch.look(timeMs);
    this.manager.look(pnl.unitValue, timeMs);
    steps.updated(timeMs);
    if (this.#gate.isOpen) this.#record(timeMs);
    return undefined;
  }

  #record(timeMs: EpochMs): void {
    const { recorder } = this.parts;
    if (recorder.steps === 0) recorder.start();
    recorder.record(timeMs);
    recorder.deliver();
  }

  /** Without a price of what is held nothing could be valued, and the last look stays the one that counts. */
  #putMarket(timeMs: EpochMs, market: JsonObject): void {
    const { accounts, position_monitor: positions, values } = this.parts;
    const { tree, nodeOfAccount } = values;
    const before = { market: this.#market.save(), tree: tree.save() };
    this.#market.put(timeMs, market);
    tree.refresh(this.#market.getData(timeMs));
    const unpriced = accounts.accounts.find(
      ({ index }) =>
        positions.quantities[index] !== 0 && !Number.isFinite(tree.value(nodeOfAccount[index]!)),
    );
    tree.load(before.tree);
    if (unpriced === undefined) return;
    this.#market.load(before.market);
    throw new ComponentError('DATA-003', {
      message: `The market data cannot be used: ${unpriced.id} is held, and there is no price of it`,
      resolution: 'Nothing needs to be done: they are read again. If it stays, mend the feed.',
      context: { account: unpriced.id },
    });
  }

  #submit({ decision, timeMs }: RecordOf<'decision'>): ComponentError | undefined {
    if (decision.legs.length === 0) return undefined;
    return this.#unlessRefused(timeMs, () => this.manager.submit(decision, timeMs));
  }

  #unlessRefused(timestampMs: EpochMs, act: () => unknown): ComponentError | undefined {
    try {
      act();
      return undefined;
    } catch (error) {
      if (!(error instanceof ComponentError) || !REFUSALS.has(error.code)) throw error;
      this.parts.steps.failed(timestampMs, error);
      this.#warn(timestampMs, error);
      return error;
    }
  }

  #warn(timestampMs: EpochMs, error: ComponentError): void {
    if (!this.#gate.wants('warning')) return;
    this.#gate.emit({
      timestampMs,
      type: 'warning',
      component: ENGINE,
      level: 'WARNING',
      message: error.message,
      data: error.toDocument(),
    });
  }

  #begin(record: RecordOf<'request'>): void {
    const { unanswered } = this.manager;
    if (unanswered !== undefined) {
      const why = `request ${record.request.id} was begun while ${unanswered.id} awaits its outcome`;
      throw contradiction(record, why);
    }
    this.#asLegal(record, () => this.manager.begin(record.request, record.timeMs));
  }

  #settle(record: RecordOf<'outcome'>): void {
    const { requestId, answer, timeMs } = record;
    const awaited = this.manager.unanswered?.id;
    if (awaited !== requestId) {
      const why = `an outcome of ${requestId} follows, and ${awaited ?? 'none'} is awaited`;
      throw contradiction(record, why);
    }
    this.#asLegal(record, () => this.manager.settle(requestId, answer, timeMs));
  }

  /** What the manager does not take, and is as it was: the record cannot have been written there. */
  #asLegal(record: JournalRecord, act: () => void): void {
    const before = this.manager.unanswered;
    try {
      act();
    } catch (cause) {
      if (!(cause instanceof ComponentError) || cause.code !== 'VM-001') throw cause;
      throw this.manager.unanswered === before
        ? contradiction(record, cause.message, cause)
        : cause;
    }
  }

  /** Asks the strategy. Nothing changes by it: that is for the record to do. */
  decide(now: EpochMs): Decided {
    const { strategy_manager: strategy, strategyHealth, view } = this.parts;
    const strategyState = plain(this.#strategyState);
    strategy.gauges?.values.fill(0);
    try {
      const decision = strategy.decide(view.refresh(now), strategyState);
      strategyHealth.updated(now);
      return { decision, strategyState };
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      strategyHealth.failed(now, { code: 'EDS-001', message, severity: 'HIGH' });
      throw cause;
    }
  }

  /** Everything another session needs to go on from here as if it were this one. Not while an outcome is awaited. */
  save(): JsonObject {
    if (this.#brokenAt !== '') throw halfApplied(this.#brokenAt);
    const { config, accounts, values } = this.parts;
    return {
      version: STATE_VERSION,
      config_hash: this.#configHash,
      mode: config.mode,
      share_class: config.share_class,
      account_ids: accounts.accounts.map(({ id }) => id),
      node_ids: values.tree.ids,
      last_time_ms: this.#lastTimeMs,
      strategy_state: plain(this.#strategyState),
      market: this.#market.save(),
      ...saveParts(this.parts),
      execution_manager: this.manager.save(),
    };
  }

  /** Of this configuration, or of one before it that was given up: then by the names of accounts and prices. */
  load(state: JsonObject): void {
    const { version, config_hash } = state;
    if (version !== STATE_VERSION)
      throw unfit(`it has version ${String(version)}, ${STATE_VERSION} is known`);
    if (config_hash === this.#configHash) this.#restore(state);
    else this.#restore(carriedOver(state, this.parts));
    this.#writtenWith = config_hash as string;
  }

  #restore(state: JsonObject): void {
    this.#restoreMarket(state['market'] as JsonObject);
    loadParts(this.parts, state);
    this.manager.load(state['execution_manager'] as JsonObject);
    this.#strategyState = state['strategy_state']!;
    this.#lastTimeMs = state['last_time_ms'] as EpochMs | null;
    this.#isFresh = false;
  }

  /** Other venues may need other series: the next look brings them, and comes before anything else. */
  #restoreMarket(market: JsonObject): void {
    try {
      this.#market.load(market);
    } catch (cause) {
      if (!(cause instanceof ComponentError) || cause.code !== 'DATA-003') throw cause;
    }
  }

  stateHash(): string {
    return hashJson(this.save());
  }
}

function plain(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** Codes of what was refused before anything had changed. */
const UNFIT: ReadonlySet<string> = new Set(['JNL-008', 'JNL-010']);

function contradiction(record: JournalRecord, why: string, cause?: unknown): ComponentError {
  return new ComponentError('JNL-008', {
    message: `The journal contradicts itself: ${why}`,
    context: { kind: record.kind, time_ms: record.timeMs },
    cause,
  });
}

function halfApplied(kind: string): ComponentError {
  return new ComponentError('EDS-006', {
    message: `A ${kind} record was applied half-way; this session cannot go on and has no state to save`,
    resolution: 'Make another session and read the journal again.',
  });
}

function unfit(why: string): ComponentError {
  return new ComponentError('JNL-008', {
    message: `The checkpoint of the journal does not fit this run: ${why}`,
    context: { why },
  });
}
