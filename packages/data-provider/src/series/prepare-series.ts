import { SERIES_KINDS, type DurationMs } from '@basis/core-types';
import { counted, type Finding } from '../checks/finding.js';
import { parseSeriesId, type SeriesName } from './parse-series-id.js';
import type { SeriesData } from './series-data.js';
import type { NumericColumn, SeriesInput } from './series-input.js';
import { smallestSpacing } from './smallest-spacing.js';
import { textColumnOf } from './text-columns.js';

export interface Prepared {
  /** Missing where the shape is wrong. */
  readonly data?: SeriesData;
  readonly findings: readonly Finding[];
}

const ID_FORMS =
  'spot/<venue>/<BASE>-<QUOTE>, perp/…, funding/…, aave_v3/<TOKEN>, lst/<TOKEN>, rewards/<TOKEN>, fx/<A>-<B>, gas/ethereum';

/** Brings a caller's series into the provider's form, or says what is wrong with its shape. */
export function prepareSeries(input: SeriesInput): Prepared {
  const name = parseSeriesId(input.id);
  if (name === undefined) {
    return {
      findings: [shapeFault(input, 'no such kind of series', `Name it as one of: ${ID_FORMS}.`)],
    };
  }
  const findings = shapeFaults(input, name);
  if (findings.length > 0) return { findings };
  return { data: toSeriesData(input, name), findings };
}

function shapeFaults(input: SeriesInput, name: SeriesName): Finding[] {
  const { columns, optional } = SERIES_KINDS[name.kind];
  const allowed: readonly string[] = columns;
  const mayMiss: readonly string[] = optional;
  const given = Object.keys(input.columns);
  const rows = input.timestampsMs.length;
  const faults: Finding[] = [];
  const fault = (message: string, remedy: string) => {
    faults.push(shapeFault(input, message, remedy));
  };

  if (rows === 0) fault('it has no rows', 'Add rows or leave the series out.');
  for (const column of allowed) {
    if (!given.includes(column) && !mayMiss.includes(column)) {
      fault(`column ${column} is missing`, `A ${name.kind} series has ${allowed.join(', ')}.`);
    }
  }
  for (const column of given) {
    const length = input.columns[column]!.length;
    if (!allowed.includes(column)) {
      fault(`column ${column} is not known`, `Allowed are ${allowed.join(', ')}.`);
    } else if (length !== rows) {
      fault(
        `column ${column} has ${counted(length, 'value')} for ${counted(rows, 'timestamp')}`,
        'Give one value for each timestamp.',
      );
    }
  }
  if (SERIES_KINDS[name.kind].candle && rows > 0 && !(candleInterval(input) > 0)) {
    fault(
      'the length of its candles is not known',
      'Give a positive intervalMs, or two rows or more.',
    );
  }
  return faults;
}

function shapeFault(input: SeriesInput, message: string, remedy: string): Finding {
  return {
    check: 'shape',
    series: input.id,
    severity: 'error',
    time: null,
    row: null,
    count: 1,
    message: `${input.id}: ${message}`,
    remedy,
  };
}

function candleInterval(input: SeriesInput): DurationMs {
  return input.intervalMs ?? smallestSpacing(asFloat64(input.timestampsMs));
}

function toSeriesData(input: SeriesInput, name: SeriesName): SeriesData {
  const { columns: known, candle } = SERIES_KINDS[name.kind];
  const textName = textColumnOf(name.kind);
  const columnNames = known.filter((column) => Object.hasOwn(input.columns, column));
  const numericNames = columnNames.filter((column) => column !== textName);
  const timestampsMs = asFloat64(input.timestampsMs);
  const intervalMs = candle ? candleInterval(input) : 0;
  return {
    id: input.id,
    ...name,
    intervalMs,
    timestampsMs,
    visibleMs: candle ? timestampsMs.map((opened) => opened + intervalMs) : timestampsMs,
    columnNames,
    numericNames,
    columns: numericNames.map((column) => asFloat64(input.columns[column] as NumericColumn)),
    text: textName === undefined ? null : (input.columns[textName] as readonly string[]),
  };
}

function asFloat64(column: NumericColumn): Float64Array {
  return column instanceof Float64Array ? column : Float64Array.from(column);
}
