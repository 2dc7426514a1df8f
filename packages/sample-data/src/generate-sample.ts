import type { SampleOptions } from './options.js';
import { sampleManifest, writeManifest, type SampleManifest } from './output/sample-manifest.js';
import { writeCsv } from './output/write-csv.js';
import { generateSampleSeries } from './series/generate-sample-series.js';

export interface SampleFile {
  /** Inside the dataset folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Sample {
  readonly manifest: SampleManifest;
  readonly files: readonly SampleFile[];
}

/**
 * A synthetic dataset as the texts of its files, `manifest.yaml` among them. The same options give the same bytes on
 * every machine.
 *
 * @example
 * const { files } = generateSample({ ...SAMPLE_OPTIONS, days: 7 });
 */
export function generateSample(options: SampleOptions): Sample {
  const series = generateSampleSeries(options);
  const manifest = sampleManifest(options, series);
  const files = series.map((one) => ({ path: `${one.id}.csv`, text: writeCsv(one) }));
  return { manifest, files: [{ path: 'manifest.yaml', text: writeManifest(manifest) }, ...files] };
}
