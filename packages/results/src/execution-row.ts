import { isoTime, type ExecutionRecord } from '@basis/core-types';
import { csvCell, csvNumber, csvRow } from '@basis/event-logger';

/** The columns of `executions.csv` in order, and how each is written. */
const COLUMNS: readonly (readonly [string, (record: ExecutionRecord) => string])[] = [
  ['timestamp', (r) => isoTime(r.timestampMs)],
  ['block_id', (r) => csvCell(r.blockId)],
  ['instruction_id', (r) => csvCell(r.instructionId)],
  ['action', (r) => csvCell(r.strategyAction)],
  ['reason', (r) => csvCell(r.reason)],
  ['venue_action', (r) => csvCell(r.venueAction)],
  ['venue', (r) => csvCell(r.venue)],
  ['symbol', (r) => csvCell(r.symbol)],
  ['side', (r) => csvCell(r.side)],
  ['quantity', (r) => csvNumber(r.quantity)],
  ['arrival_price', (r) => csvNumber(r.arrivalPrice)],
  ['fill_price', (r) => csvNumber(r.fillPrice)],
  ['execution_cost', (r) => csvNumber(r.executionCost)],
  ['fee_amount', (r) => csvNumber(r.feeAmount)],
  ['fee_asset', (r) => csvCell(r.feeAsset)],
];

export const EXECUTIONS_HEADER = csvRow(COLUMNS.map(([name]) => name));

export function executionRow(record: ExecutionRecord): string {
  return csvRow(COLUMNS.map(([, cell]) => cell(record)));
}
