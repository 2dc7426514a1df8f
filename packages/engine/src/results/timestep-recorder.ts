import {
  ATTRIBUTION_TERMS,
  type AccountTable,
  type EpochMs,
  type ExecutionRecord,
  type Gauges,
  type JsonObject,
  type ResultsSink,
} from '@basis/core-types';
import { ReturnStatistics } from '@basis/maths';
import type {
  CashReserve,
  ExposureMonitor,
  PnLMonitor,
  PositionMonitor,
  RiskMonitor,
} from '@basis/monitors';
import { ROWS_PER_LINK, ResultHash } from './result-hash.js';

/** Where the money of a row begins: after its time. */
const MONEY = 1;
const CLOSING_EQUITY = 0;
const CLOSING_LIQUIDATION = 1;
const CLOSING_UNITS = 2;
const CLOSING_TERMS = 3;
/** Of the row's money, which the following are not part of. */
const ROW_MONEY = CLOSING_TERMS + ATTRIBUTION_TERMS.length;
const CLOSING_UNIT_VALUE = ROW_MONEY;
const CLOSING_NET_FLOWS = ROW_MONEY + 1;
const CLOSING_PAYABLE = ROW_MONEY + 2;

export interface RecordedParts {
  readonly accounts: AccountTable;
  readonly positions: PositionMonitor;
  readonly exposure: ExposureMonitor;
  readonly risk: RiskMonitor;
  readonly pnl: PnLMonitor;
  readonly reserve: CashReserve;
  /** What the strategy wants to have recorded. */
  readonly gauges?: Gauges | undefined;
}

/** A gauge of this name that stands at 1 says that the strategy stayed out because entering would not have paid. */
const GATE_CLOSED = 'gate_closed';
const NO_GAUGES: Gauges = { names: [], values: new Float64Array(0) };

/**
 * Writes one row per step into a reused buffer and hands full buffers to the hash and to the sink. The columns are the
 * same from the first row to the last; a value that does not apply (a margin ratio without a position) is Infinity.
 */
export class TimestepRecorder {
  readonly columns: readonly string[];
  readonly statistics = new ReturnStatistics();
  readonly #parts: RecordedParts;
  readonly #gauges: Gauges;
  /** Place of `gate_closed` among the gauges; -1 without one. */
  readonly #gate: number;
  readonly #sink: ResultsSink;
  readonly #buffer: Float64Array;
  readonly #bytes: Uint8Array;
  readonly #hash = new ResultHash();
  /** Money of the last row. A step that fails half-way moves the components; what is told of the run must not move. */
  readonly #closing = new Float64Array(ROW_MONEY + 3);
  #rowsInBuffer = 0;
  #rowsDelivered = 0;
  #steps = 0;
  #executions = 0;
  #gatedSteps = 0;

  constructor(parts: RecordedParts, sink: ResultsSink) {
    this.#parts = parts;
    this.#sink = sink;
    this.#gauges = parts.gauges ?? NO_GAUGES;
    this.#gate = this.#gauges.names.indexOf(GATE_CLOSED);
    this.columns = [
      'timestamp',
      'equity',
      'equity_liquidation',
      'units',
      ...ATTRIBUTION_TERMS,
      'accrued_funding',
      `net_delta_${parts.exposure.asset}`,
      'health_factor',
      ...this.#gauges.names,
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
  /** Rows at which the strategy's gate was closed. */
  get gatedSteps(): number {
    return this.#gatedSteps;
  }

  /** Equity and equity in liquidation as the last row has them; 0 before the first. */
  get equity(): number {
    return this.#closing[CLOSING_EQUITY]!;
  }
  get equityLiquidation(): number {
    return this.#closing[CLOSING_LIQUIDATION]!;
  }
  /** What a unit was worth at the last row. */
  get unitValue(): number {
    return this.#closing[CLOSING_UNIT_VALUE]!;
  }
  /** Capital that had come in by the last row, and what was still owed of what left. */
  get netFlows(): number {
    return this.#closing[CLOSING_NET_FLOWS]!;
  }
  get payable(): number {
    return this.#closing[CLOSING_PAYABLE]!;
  }
  /** A term of the attribution as the last row has it. */
  term(index: number): number {
    return this.#closing[CLOSING_TERMS + index]!;
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
    const first = this.#rowsInBuffer * this.columns.length;
    let at = first;
    row[at++] = timestampMs;
    row[at++] = pnl.equity;
    row[at++] = pnl.equityLiquidation;
    row[at++] = pnl.units;
    // Adding 0 turns -0 into 0: the two print and hash differently but mean the same.
    for (let term = 0; term < ATTRIBUTION_TERMS.length; term++) row[at++] = pnl.term(term) + 0;
    row[at++] = pnl.accruedFunding + 0;
    row[at++] = exposure.netDelta + 0;
    row[at++] = risk.healthFactor;
    const { names, values } = this.#gauges;
    for (let i = 0; i < names.length; i++) row[at++] = values[i]! + 0;
    if (this.#gate >= 0 && values[this.#gate] === 1) this.#gatedSteps += 1;
    for (let venue = 0; venue < risk.marginRatio.length; venue++)
      row[at++] = risk.marginRatio[venue]!;
    for (let i = 0; i < positions.quantities.length; i++) row[at++] = positions.quantities[i]! + 0;
    const closing = this.#closing;
    for (let i = 0; i < ROW_MONEY; i++) closing[i] = row[first + MONEY + i]!;
    this.#closeBesideRow();

    this.#steps += 1;
    this.#rowsInBuffer += 1;
    if (this.#rowsInBuffer === ROWS_PER_LINK) this.#closeLink();
  }

  #closeBesideRow(): void {
    const { pnl, reserve } = this.#parts;
    this.#closing[CLOSING_UNIT_VALUE] = pnl.unitValue;
    this.#closing[CLOSING_NET_FLOWS] = pnl.netFlows;
    this.#closing[CLOSING_PAYABLE] = reserve.payable;
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
      gated_steps: this.#gatedSteps,
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
      gated_steps: number;
      hash: { rows: string; executions: string };
      statistics: number[];
      rows_in_buffer: number;
      open_rows: number[];
    };
    this.#steps = saved.steps;
    this.#executions = saved.executions;
    this.#gatedSteps = saved.gated_steps;
    this.#hash.load(saved.hash);
    this.statistics.load(saved.statistics);
    this.#rowsInBuffer = saved.rows_in_buffer;
    this.#rowsDelivered = saved.rows_in_buffer;
    this.#bytes.set(saved.open_rows);
    this.#closeAsLoaded();
  }

  /** The profit and loss monitor, loaded before, stands where the last row was written. */
  #closeAsLoaded(): void {
    const { pnl } = this.#parts;
    this.#closing[CLOSING_EQUITY] = pnl.equity;
    this.#closing[CLOSING_LIQUIDATION] = pnl.equityLiquidation;
    this.#closing[CLOSING_UNITS] = pnl.units;
    for (let i = 0; i < ATTRIBUTION_TERMS.length; i++) {
      this.#closing[CLOSING_TERMS + i] = pnl.term(i) + 0;
    }
    this.#closeBesideRow();
  }
}
