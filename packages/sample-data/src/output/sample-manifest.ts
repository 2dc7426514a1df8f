import type { EpochMs } from '@basis/core-types';
import type { SampleOptions } from '../options.js';
import type { SampleSeries } from '../series/sample-series.js';
import { shortTime } from './short-time.js';

/** Rises when the same seed would give other numbers than before. */
export const GENERATOR_VERSION = 1;

export interface SampleManifest {
  readonly name: 'sample';
  readonly synthetic: true;
  readonly seed: number;
  readonly interval: string;
  readonly generator_version: number;
  readonly series: Readonly<Record<string, ManifestSeries>>;
}

export interface ManifestSeries {
  readonly rows: number;
  readonly first: string;
  readonly last: string;
  readonly note: string;
}

const MINUTE_MS = 60_000;

export function sampleManifest(
  { seed, intervalMs }: SampleOptions,
  series: readonly SampleSeries[],
): SampleManifest {
  const minutes = intervalMs / MINUTE_MS;
  return {
    name: 'sample',
    synthetic: true,
    seed,
    interval: minutes === 60 ? '1h' : `${minutes}m`,
    generator_version: GENERATOR_VERSION,
    series: Object.fromEntries(
      series.map(({ id, timestampsMs, note }) => [id, describe(timestampsMs, note)]),
    ),
  };
}

function describe(timestampsMs: Float64Array, note: string): ManifestSeries {
  const time = (at: EpochMs) => shortTime(at);
  const rows = timestampsMs.length;
  return { rows, first: time(timestampsMs[0]!), last: time(timestampsMs[rows - 1]!), note };
}

/** The manifest as YAML. Strings are quoted as in JSON, which YAML reads. */
export function writeManifest(manifest: SampleManifest): string {
  const { series, ...head } = manifest;
  const lines = [
    '# Generated, not observed: no number in this folder was ever a price. Made by tools/generate-sample.ts.',
    ...Object.entries(head).map(([key, value]) => `${key}: ${String(value)}`),
    'series:',
    ...Object.entries(series).map(
      ([id, { rows, first, last, note }]) =>
        `  ${id}: {rows: ${rows}, first: "${first}", last: "${last}", note: ${JSON.stringify(note)}}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
