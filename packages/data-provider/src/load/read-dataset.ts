import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ComponentError, SERIES_KINDS, type DurationMs, type SeriesId } from '@basis/core-types';
import { parseSeriesId } from '../series/parse-series-id.js';
import type { SeriesInput } from '../series/series-input.js';
import type { CellError } from './cell-error.js';
import { listSeries, SERIES_EXTENSION } from './list-series.js';
import { parseManifest, type Manifest } from './manifest.js';
import { parseCsv } from './parse-csv.js';
import { readBounded } from './read-bounded.js';

export interface ReadOptions {
  /** The series to read; all of the folder where left out. DATA-001 names those that are missing. */
  readonly series?: readonly SeriesId[];
  /** Read besides where the folder has them. */
  readonly optional?: readonly SeriesId[];
}

export interface Dataset extends Manifest {
  readonly series: readonly SeriesInput[];
}

const SHOWN_PER_FILE = 3;

/** The manifest and series of a dataset folder, without judging the rows. */
export async function readDataset(dir: string, options: ReadOptions = {}): Promise<Dataset> {
  const isFolder = await stat(dir).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    throw new ComponentError('DATA-004', {
      message: `There is no dataset folder ${dir}`,
      context: { path: dir },
    });
  }
  const manifest = await readManifest(dir);
  const required = options.series ?? (await listSeries(dir));
  const optional = (options.optional ?? []).filter((id) => !required.includes(id));
  if (options.series === undefined && required.length === 0) {
    throw new ComponentError('DATA-004', {
      message: `${dir} holds no series; expected are files such as ${join('spot', 'binance', 'BTC-USDT.csv')}`,
      context: { path: dir },
    });
  }

  const series: SeriesInput[] = [];
  const errors: CellError[] = [];
  const missing: SeriesId[] = [];
  for (const id of [...new Set([...required, ...optional])]) {
    const parsed = await readSeries(dir, id, manifest.intervalMs);
    if (parsed === undefined) {
      if (!optional.includes(id)) missing.push(id);
      continue;
    }
    errors.push(...parsed.errors);
    if (parsed.series !== undefined) series.push(parsed.series);
  }
  if (missing.length > 0) throw await missingError(dir, missing);
  if (errors.length > 0) throw cellsError(errors);
  return { ...manifest, series };
}

async function readManifest(dir: string): Promise<Manifest> {
  const path = join(dir, 'manifest.yaml');
  const bytes = await readBounded(path);
  // A folder of files alone is a dataset too: somebody's own recordings.
  if (bytes === undefined)
    return { name: basename(resolve(dir)), synthetic: false, intervalMs: null };
  return parseManifest(bytes.toString('utf8'), path);
}

async function readSeries(dir: string, id: SeriesId, fallbackMs: DurationMs | null) {
  const name = parseSeriesId(id);
  if (name === undefined) {
    throw new ComponentError('DATA-004', {
      message: `${JSON.stringify(id)} is not the name of a series, such as spot/binance/BTC-USDT`,
      context: { series: id },
    });
  }
  const file = fileOf(dir, id);
  const bytes = await readBounded(file);
  if (bytes === undefined) return undefined;
  const parsed = parseCsv(id, name.kind, bytes, file);
  const isShort = (parsed.series?.timestampsMs.length ?? 0) === 1;
  if (fallbackMs === null || !isShort || !SERIES_KINDS[name.kind].candle) return parsed;
  return { errors: parsed.errors, series: { ...parsed.series!, intervalMs: fallbackMs } };
}

function fileOf(dir: string, id: SeriesId): string {
  return join(dir, ...`${id}${SERIES_EXTENSION}`.split('/'));
}

async function missingError(dir: string, missing: readonly SeriesId[]): Promise<ComponentError> {
  const available = await listSeries(dir);
  const paths = missing.map((id) => fileOf(dir, id));
  return new ComponentError('DATA-001', {
    message:
      `Required series are missing: expected ${paths.join(', ')}. ` +
      `The folder has: ${available.join(', ') || 'none'}`,
    context: { missing, expected_paths: paths, available },
  });
}

/** The first few of every file, so that one bad file does not hide the next; the context has all. */
function cellsError(errors: readonly CellError[]): ComponentError {
  const lines: string[] = [];
  for (const path of new Set(errors.map((error) => error.file))) {
    const own = errors.filter((error) => error.file === path);
    for (const { file, line, column, value, allowed } of own.slice(0, SHOWN_PER_FILE)) {
      const place = column === null ? '' : `, column ${column}`;
      lines.push(`${file}, line ${line}${place}: ${JSON.stringify(value)}; allowed is ${allowed}`);
    }
    const hidden = own.length - SHOWN_PER_FILE;
    if (hidden > 0) lines.push(`${path}: and ${hidden} more`);
  }
  return new ComponentError('DATA-003', {
    message: `Files hold values that cannot be read:\n- ${lines.join('\n- ')}`,
    context: { errors: [...errors] },
  });
}
