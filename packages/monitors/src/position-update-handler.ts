import {
  ComponentError,
  HealthTracker,
  type AccountIndex,
  type AccountTable,
  type Cause,
  type DataProvider,
  type EpochMs,
  type JsonObject,
  type Posting,
  type PostingSink,
} from '@basis/core-types';
import type { ExposureMonitor } from './exposure-monitor.js';
import type { PnLMonitor } from './pnl-monitor.js';
import type { PortfolioValues } from './portfolio-values.js';
import type { PositionMonitor } from './position-monitor.js';
import type { RiskMonitor } from './risk-monitor.js';

export interface MonitoringChain {
  readonly accounts: AccountTable;
  readonly data: DataProvider;
  readonly values: PortfolioValues;
  readonly positions: PositionMonitor;
  readonly exposure: ExposureMonitor;
  readonly risk: RiskMonitor;
  readonly pnl: PnLMonitor;
}

/**
 * The one entrance for changes of positions. Prices of a moment come first (`moveTo`), then its postings (`post`), then,
 * after an execution, the tight loop: position, exposure, risk, profit and loss, without strategy or execution.
 */
export class PositionUpdateHandler implements PostingSink {
  readonly health = new HealthTracker('PositionUpdateHandler');
  readonly #chain: MonitoringChain;
  readonly #executionMode: string;
  readonly #tightLoopEnabled: boolean;
  #tightLoops = 0;
  #liquidations = 0;

  /** Without the tight loop monitors look again only at the next full loop; what is held is booked all the same. */
  constructor(chain: MonitoringChain, executionMode: string, tightLoopEnabled = true) {
    this.#chain = chain;
    this.#executionMode = executionMode;
    this.#tightLoopEnabled = tightLoopEnabled;
  }

  get tightLoopEnabled(): boolean {
    return this.#tightLoopEnabled;
  }
  get tightLoops(): number {
    return this.#tightLoops;
  }
  /** Positions that venues have closed for want of margin. */
  get liquidations(): number {
    return this.#liquidations;
  }

  /** Moves the monitors' prices to this moment and explains the change on what is held. */
  moveTo(timestampMs: EpochMs): void {
    this.#chain.values.tree.refresh(this.#chain.data.getData(timestampMs));
    this.#chain.pnl.markToMarket();
  }

  post(_timeMs: EpochMs, account: AccountIndex, cause: Cause, delta: number): void {
    if (this.#chain.values.nodeOfAccount[account]! < 0) {
      const { id, asset } = this.#chain.accounts.accounts[account]!;
      throw new ComponentError('DATA-001', {
        message: `${id} received ${delta} ${asset}, but no series of the dataset gives a price of ${asset}`,
        context: { account: id, delta },
      });
    }
    this.#chain.pnl.book(account, cause, delta);
    this.#chain.positions.apply(account, delta);
    if (
      cause === 'liquidation' &&
      this.#chain.accounts.accounts[account]!.kind === 'perp_position'
    ) {
      this.#liquidations += 1;
    }
  }

  /** Applies what an execution did, then looks at everything again. */
  updateState(timestampMs: EpochMs, postings: readonly Posting[]): void {
    for (const { timeMs, account, cause, delta } of postings)
      this.post(timeMs, account, cause, delta);
    if (this.#tightLoopEnabled) this.runTightLoop(timestampMs);
    this.health.updated(timestampMs);
  }

  runTightLoop(timestampMs: EpochMs): void {
    this.observe(timestampMs);
    this.#tightLoops += 1;
  }

  /** The monitoring chain at the prices and positions of now: position, exposure, risk, profit and loss. */
  observe(timestampMs: EpochMs): void {
    const { positions, exposure, risk, pnl } = this.#chain;
    positions.updateState(timestampMs);
    exposure.updateState(timestampMs);
    risk.updateState(timestampMs);
    pnl.updateState(timestampMs);
  }

  checkComponentHealth(): JsonObject {
    return this.health.answer(this.#executionMode, {
      tight_loop_executions_count: this.#tightLoops,
    });
  }

  save(): JsonObject {
    return { tight_loops: this.#tightLoops, liquidations: this.#liquidations };
  }

  load(state: JsonObject): void {
    this.#tightLoops = state['tight_loops'] as number;
    this.#liquidations = state['liquidations'] as number;
  }
}
