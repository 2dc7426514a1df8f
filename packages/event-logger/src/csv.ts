/** A spreadsheet would read a cell that starts like this as a formula and run it. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** A text cell: neutralised against spreadsheet formulas by a leading `'`, then quoted as RFC 4180 has it. */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A number cell: the shortest text that reads back as the same number; empty where there is none. */
export function csvNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : '';
}

/** A row of cells that are ready to be written, with its line end. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.join(',')}\n`;
}
