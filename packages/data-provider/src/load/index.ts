export { loadDataset, type LoadOptions } from './load-dataset.js';
export { readDataset, type Dataset, type ReadOptions } from './read-dataset.js';
export { listSeries } from './list-series.js';
export type { Manifest } from './manifest.js';
export type { CellError } from './cell-error.js';
