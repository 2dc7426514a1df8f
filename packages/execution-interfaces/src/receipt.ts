import type { EstimatedDeltas, Instruction, Outcome } from '@basis/core-types';

type Done = Extract<Outcome, { kind: 'done' }>;

/** What an executed instruction did and cost, made from the venue's own outcome. */
export interface Receipt {
  readonly instruction: Instruction;
  readonly outcome: Done;
  readonly filledBase: number;
  /** Price when the instruction was issued; 0 for what has none. */
  readonly arrivalPrice: number;
  /** Average over the fills; 0 for what has none. */
  readonly fillPrice: number;
  /** Quote units, adverse is negative: side x (arrival - fill) x quantity. */
  readonly executionCost: number;
  readonly feeAmount: number;
  readonly feeAsset: string;
  /** What really changed, by venue and token. */
  readonly deltas: EstimatedDeltas;
}
