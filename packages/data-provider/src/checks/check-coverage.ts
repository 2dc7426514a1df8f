import {
  ComponentError,
  SERIES_KINDS,
  isoTime,
  type DataProvider,
  type EpochMs,
  type SeriesId,
  type SeriesInfo,
  type SeriesKind,
} from '@basis/core-types';
import { isError, type Finding } from './finding.js';

export interface Coverage {
  /** First step of the run. */
  readonly startMs: EpochMs;
  /** Last step of the run. */
  readonly endMs: EpochMs;
  readonly required: readonly SeriesId[];
}

/** Rows that are events of a moment: before the first there simply was none. */
const EVENTS: ReadonlySet<SeriesKind> = new Set<SeriesKind>(['funding', 'rewards']);

/** Whether every required series is there and shows something from the first step to the last. */
export function checkCoverage(
  provider: Pick<DataProvider, 'find' | 'series'>,
  coverage: Coverage,
): Finding[] {
  const findings: Finding[] = [];
  const found: SeriesInfo[] = [];
  for (const id of coverage.required) {
    const info = provider.find(id);
    if (info === undefined) findings.push(missingFinding(id));
    else found.push(info);
  }
  const ranges = found.map(usableRange);
  const together = commonRange(found);
  found.forEach((info, at) => {
    const { from, to } = ranges[at]!;
    if (from > coverage.startMs || to < coverage.endMs) {
      findings.push(rangeFinding(info, coverage, together));
    }
  });
  return findings;
}

/** Throws DATA-001 naming all that is missing, else DATA-002 with the range that could be run. */
export function assertCoverage(
  provider: Pick<DataProvider, 'find' | 'series' | 'name'>,
  coverage: Coverage,
): void {
  const findings = checkCoverage(provider, coverage).filter(isError);
  if (findings.length === 0) return;
  const missing = findings.filter((finding) => finding.check === 'required');
  if (missing.length > 0) {
    throw new ComponentError('DATA-001', {
      message: `Dataset ${provider.name} lacks required series: ${missing.map((one) => one.series).join(', ')}`,
      context: { findings, available: provider.series.map((one) => one.id) },
    });
  }
  const lines = findings.map(({ message, remedy }) => `${message}. ${remedy}`);
  throw new ComponentError('DATA-002', {
    message: `Dataset ${provider.name} does not cover the period:\n- ${lines.join('\n- ')}`,
    context: { findings },
  });
}

export interface UsableRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** The steps for which all of these series have something to say; from +Infinity to -Infinity where there are none. */
export function commonRange(series: readonly SeriesInfo[]): UsableRange {
  const ranges = series.map(usableRange);
  return {
    from: Math.max(...ranges.map((range) => range.from)),
    to: Math.min(...ranges.map((range) => range.to)),
  };
}

/**
 * The steps for which a series has something to say: until one usual spacing after its last row, or, for a candle, until
 * its last close.
 */
function usableRange(info: SeriesInfo): UsableRange {
  const { firstVisibleMs: first, lastVisibleMs: last, kind } = info;
  if (kind === 'rewards') return { from: -Infinity, to: Infinity };
  if (SERIES_KINDS[kind].candle) return { from: first, to: last };
  const spacing = info.rows > 1 ? Math.ceil((last - first) / (info.rows - 1)) : 0;
  return { from: EVENTS.has(kind) ? first - spacing : first, to: last + spacing };
}

function missingFinding(id: SeriesId): Finding {
  return {
    check: 'required',
    series: id,
    severity: 'error',
    time: null,
    row: null,
    count: 1,
    message: `${id}: required but not in the dataset`,
    remedy: 'Add the series, or choose venues whose data you have.',
  };
}

function rangeFinding(
  info: SeriesInfo,
  { startMs, endMs }: Coverage,
  together: UsableRange,
): Finding {
  const covered = `${isoTime(info.firstVisibleMs)} to ${isoTime(info.lastVisibleMs)}`;
  return {
    check: 'coverage',
    series: info.id,
    severity: 'error',
    time: isoTime(info.firstVisibleMs > startMs ? info.firstVisibleMs : info.lastVisibleMs),
    row: null,
    count: 1,
    message: `${info.id}: visible from ${covered}, but the run goes from ${isoTime(startMs)} to ${isoTime(endMs)}`,
    remedy:
      together.from < together.to && Number.isFinite(together.from)
        ? `All required series together cover ${isoTime(together.from)} to ${isoTime(together.to)}: choose start and end inside.`
        : 'The required series have no period in common: add the missing data.',
  };
}
