import type { AttributionTerm } from './posting.js';
import type { EpochMs } from './units.js';

/** One executed instruction, as `executions.csv` has it. */
export interface ExecutionRecord {
  readonly timestampMs: EpochMs;
  readonly blockId: string;
  readonly instructionId: string;
  readonly strategyAction: string;
  readonly reason: string;
  readonly venueAction: string;
  readonly venue: string;
  readonly symbol: string;
  readonly side: string;
  readonly quantity: number;
  /** NaN never; transfers carry 0 for prices. */
  readonly arrivalPrice: number;
  readonly fillPrice: number;
  /** Quote units; adverse is negative. */
  readonly executionCost: number;
  readonly feeAmount: number;
  readonly feeAsset: string;
}

export interface RunSummary {
  readonly id: string;
  readonly mode: string;
  /** The stress scenario of the run, if it was one. */
  readonly scenario?: string;
  readonly share_class: string;
  readonly asset: string;
  /** Whether the market data were generated. */
  readonly synthetic: boolean;
  readonly status: 'complete' | 'interrupted' | 'failed';
  readonly start: string;
  readonly end: string;
  readonly interval: string;
  readonly steps: number;
  readonly initial_equity: number;
  readonly final_equity: number;
  readonly final_equity_liquidation: number;
  /** Deposits less withdrawals after the initial capital, withdrawals when they were accepted. */
  readonly net_flows: number;
  /** How many deposits and withdrawals of the schedule have taken effect. */
  readonly flows: number;
  /** Accepted, and not paid by the end. */
  readonly withdrawals_unpaid: number;
  readonly total_return: number;
  readonly apr: number;
  readonly max_drawdown: number;
  readonly sharpe: number;
  readonly volatility: number;
  readonly pnl: Readonly<Record<'total' | AttributionTerm, number>>;
  readonly executions: number;
  readonly liquidations: number;
  /** Steps at which the strategy stayed out because entering would not have paid. */
  readonly gated_steps: number;
  /**
   * What a short of one dollar would have been paid meanwhile: brought back to a dollar all the time (the sum of the rates),
   * or keeping its coins (the sum of rate x mark / first mark). Without a hedge there is none.
   */
  readonly funding_of_a_dollar?: {
    readonly constant_notional: number;
    readonly constant_quantity: number;
  };
  readonly config_hash: string;
  readonly data_hash: string;
  readonly result_hash: string;
  /** null where the caller gave no clock. */
  readonly wall_ms: number | null;
  readonly steps_per_second: number | null;
}

/**
 * Takes results as they are made, in order. All calls return at once; a sink that writes queues the work and lets the
 * run wait for it between chunks through `drain`.
 */
export interface ResultsSink {
  start(columns: readonly string[]): void;
  /** `rows` rows of `columns.length` numbers, row by row. The buffer is reused: copy what is kept. */
  timesteps(buffer: Float64Array, rows: number): void;
  execution(record: ExecutionRecord): void;
  drain?(): Promise<void>;
}
