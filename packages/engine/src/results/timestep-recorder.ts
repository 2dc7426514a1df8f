import {
  ATTRIBUTION_TERMS,
  type AccountTable,
  type EpochMs,
  type ExecutionRecord,
  type JsonObject,
  type ResultsSink,
} from '@basis/core-types';
import { ReturnStatistics } from '@basis/maths';
import type { ExposureMonitor, PnLMonitor, PositionMonitor, RiskMonitor } from '@basis/monitors';
import { ROWS_PER_LINK, ResultHash } from './result-hash.js';

export interface RecordedParts {
  readonly accounts: AccountTable;
  readonly positions: PositionMonitor;
  readonly exposure: ExposureMonitor;
  readonly risk: RiskMonitor;
  readonly pnl: PnLMonitor;
}

/**
 * Writes one row per step into a reused buffer and hands full buffers to the hash and to the sink. The columns are the
 * same from the first row to the last; a value that does not apply (a margin ratio without a position) is Infinity.
 */
export class TimestepRecorder {
  readonly columns: readonly string[];
  readonly statistics = new ReturnStatistics();
  readonly #parts: RecordedParts;
  readonly #sink: ResultsSink;
  readonly #buffer: Float64Array;
  readonly #bytes: Uint8Array;
  readonly #hash = new ResultHash();
  #rowsInBuffer = 0;
  #rowsDelivered = 0;
  #steps = 0;
  #executions = 0;

  constructor(parts: RecordedParts, sink: ResultsSink) {
    this.#parts = parts;
    this.#sink = sink;
    this.columns = [
      'timestamp',
      'equity',
      'equity_liquidation',
      'units',
      ...ATTRIBUTION_TERMS,
      'accrued_funding',
      `net_delta_${parts.exposure.asset}`,
      'health_factor',
      ...parts.risk.venues.map((venue) => `margin_ratio_${venue}`),
      ...parts.accounts.accounts.map((account) => account.id),
    ];
    this.#buffer = new Float64Array(ROWS_PER_LINK * this.columns.length);
    this.#bytes = new Uint8Array(this.#buffer.buffer);
  }

  get steps(): number {
    return this.#steps;
  }
  get executions(): number {
    return this.#executions;
  }

  start(): void {
    this.#sink.start(this.columns);
  }

  record(timestampMs: EpochMs): void {
    const { pnl, risk, positions, exposure } = this.#parts;
    // From the unit's first value of 1, so that what the first step costs is part of the returns.
    if (this.#steps === 0) this.statistics.start(1);
    this.statistics.add(pnl.unitValue);

    const row = this.#buffer;
    let at = this.#rowsInBuffer * this.columns.length;
    row[at++] = timestampMs;
    row[at++] = pnl.equity;
    row[at++] = pnl.equityLiquidation;
    row[at++] = pnl.units;
    // Adding 0 turns -0 into 0: the two print and hash differently but mean the same.
    for (let term = 0; term < ATTRIBUTION_TERMS.length; term++) row[at++] = pnl.term(term) + 0;
    row[at++] = pnl.accruedFunding + 0;
    row[at++] = exposure.netDelta + 0;
    row[at++] = risk.healthFactor;
    for (let venue = 0; venue < risk.marginRatio.length; venue++)
      row[at++] = risk.marginRatio[venue]!;
    for (let i = 0; i < positions.quantities.length; i++) row[at++] = positions.quantities[i]! + 0;

    this.#steps += 1;
    this.#rowsInBuffer += 1;
    if (this.#rowsInBuffer === ROWS_PER_LINK) this.#closeLink();
  }

  #closeLink(): void {
    this.deliver();
    this.#hash.addRows(this.#bytes);
    this.#rowsInBuffer = 0;
    this.#rowsDelivered = 0;
  }

  /** Hands rows that the sink has not seen to it. */
  deliver(): void {
    const rows = this.#rowsInBuffer - this.#rowsDelivered;
    if (rows === 0) return;
    this.#sink.timesteps(this.#buffer.subarray(this.#rowsDelivered * this.columns.length), rows);
    this.#rowsDelivered = this.#rowsInBuffer;
  }

  execution(record: ExecutionRecord): void {
    this.#executions += 1;
    this.#hash.addExecution(record);
    this.#sink.execution(record);
  }

  get resultHash(): string {
    return this.#hash.digest(this.#openBytes());
  }

  #openBytes(): Uint8Array {
    return this.#bytes.subarray(
      0,
      this.#rowsInBuffer * this.columns.length * Float64Array.BYTES_PER_ELEMENT,
    );
  }

  save(): JsonObject {
    return {
      steps: this.#steps,
      executions: this.#executions,
      hash: this.#hash.save(),
      statistics: this.statistics.save(),
      rows_in_buffer: this.#rowsInBuffer,
      // As bytes: rows hold Infinity, which JSON cannot write.
      open_rows: [...this.#openBytes()],
    };
  }

  load(state: JsonObject): void {
    const saved = state as unknown as {
      steps: number;
      executions: number;
      hash: { rows: string; executions: string };
      statistics: number[];
      rows_in_buffer: number;
      open_rows: number[];
    };
    this.#steps = saved.steps;
    this.#executions = saved.executions;
    this.#hash.load(saved.hash);
    this.statistics.load(saved.statistics);
    this.#rowsInBuffer = saved.rows_in_buffer;
    this.#rowsDelivered = saved.rows_in_buffer;
    this.#bytes.set(saved.open_rows);
  }
}
