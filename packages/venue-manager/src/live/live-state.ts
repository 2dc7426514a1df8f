import {
  SECOND_MS,
  usedVenues,
  type AccountTable,
  type BlockId,
  type DataProvider,
  type Json,
  type JsonObject,
  type RunConfig,
  type VenueId,
} from '@basis/core-types';
import { backoffMs } from './backoff.js';
import { BookedEffects } from './booked-effects.js';
import { DailyLoss } from './daily-loss.js';
import { MarketTiming } from './market-timing.js';
import { RequestRate } from './request-rate.js';
import { TradingState } from './trading-state.js';
import { VenueReads } from './venue-reads.js';

/** The most that lies between two questions to a venue that has not answered as hoped. */
const LONGEST_WAIT_MS = 5 * SECOND_MS;

/** The least, also where configuration wants none: a venue that is asked all the time does not answer any more. */
const LEAST_WAIT_MS = 100;

/** What the manager keeps in a live run besides its blocks. A backtest has it too, and nothing ever changes in it. */
export class LiveState {
  readonly trading = new TradingState();
  readonly booked = new BookedEffects();
  /** References under which something of ours was sent. */
  readonly references = new BookedEffects();
  readonly commands = new BookedEffects();
  /** Of blocks and instructions that an operator submitted: few, and a venue may know them for ever. */
  readonly names = new BookedEffects(Infinity);
  readonly approved = new Set<BlockId>();
  /** Venues that an operator takes for right as they are. */
  readonly toAdopt = new Set<VenueId>();
  readonly reads: VenueReads;
  readonly rate: RequestRate;
  readonly dailyLoss: DailyLoss;
  readonly timing: MarketTiming;
  /** What the run's references begin with; '' before it is known. */
  runTag = '';
  /** Blocks that failed one after another. */
  failures = 0;
  readonly #firstDelayMs: number;

  constructor(config: RunConfig, accounts: AccountTable, data: DataProvider) {
    const settings = config.component_config.venue_manager;
    const isLive = config.execution_mode === 'live';
    this.#firstDelayMs = Math.max(LEAST_WAIT_MS, settings.retry_delay_seconds * SECOND_MS);
    this.rate = new RequestRate(settings.max_requests_per_minute);
    this.dailyLoss = new DailyLoss(settings.max_daily_loss);
    this.timing = new MarketTiming(config, data);
    const holding = usedVenues(config).filter((venue) => accounts.ofVenue(venue).length > 0);
    this.reads = new VenueReads(isLive ? holding : [], {
      everyMs: settings.reconcile_every_seconds * SECOND_MS,
      patienceMs: settings.reconciliation_timeout * SECOND_MS,
      delayMs: (turn) => this.delayMs(turn),
    });
  }

  /** Before the next attempt after as many. */
  delayMs(turn: number): number {
    return backoffMs(turn + 1, this.#firstDelayMs, LONGEST_WAIT_MS);
  }

  save(): JsonObject {
    return {
      run_tag: this.runTag,
      failures: this.failures,
      trading: this.trading.save(),
      booked: this.booked.save() as unknown as Json,
      references: this.references.save() as unknown as Json,
      commands: this.commands.save() as unknown as Json,
      names: this.names.save() as unknown as Json,
      approved: [...this.approved],
      to_adopt: [...this.toAdopt],
      reads: this.reads.save(),
      rate: this.rate.save(),
      daily_loss: this.dailyLoss.save(),
      timing: this.timing.save(),
    };
  }

  load(state: JsonObject): void {
    this.runTag = state['run_tag'] as string;
    this.failures = state['failures'] as number;
    this.trading.load(state['trading'] as JsonObject);
    this.booked.load(state['booked'] as never);
    this.references.load(state['references'] as never);
    this.commands.load(state['commands'] as never);
    this.names.load(state['names'] as never);
    refill(this.approved, state['approved']);
    refill(this.toAdopt, state['to_adopt']);
    this.reads.load(state['reads']!);
    this.rate.load(state['rate'] as number[]);
    this.dailyLoss.load(state['daily_loss'] as never);
    this.timing.load(state['timing']!);
  }
}

function refill(set: Set<string>, saved: Json | undefined): void {
  set.clear();
  for (const one of saved as readonly string[]) set.add(one);
}
