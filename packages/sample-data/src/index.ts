export { generateSample, type Sample, type SampleFile } from './generate-sample.js';
export { generateSampleSeries } from './series/generate-sample-series.js';
export type { SampleSeries } from './series/sample-series.js';
export { SAMPLE_OPTIONS, type SampleOptions } from './options.js';
export {
  GENERATOR_VERSION,
  type ManifestSeries,
  type SampleManifest,
} from './output/sample-manifest.js';
export {
  SHAPED_START_MS,
  shapedBasisSeries,
  type MarketShape,
} from './series/shaped-basis-series.js';
