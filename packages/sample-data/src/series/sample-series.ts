import type { SeriesInput } from '@basis/data-provider';

/** A series of the sample with a word on what it is. */
export interface SampleSeries extends SeriesInput {
  readonly timestampsMs: Float64Array;
  readonly note: string;
}
