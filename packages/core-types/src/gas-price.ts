import { GAS_SERIES, type DataProvider } from './market.js';
import type { EpochMs, FieldIndex } from './units.js';

const ETH_PER_GWEI = 1e-9;

/** What gas costs on the chain, as recorded. */
export class GasPrice {
  readonly #data: DataProvider;
  readonly #baseFee: FieldIndex;
  readonly #priorityFee: FieldIndex;

  constructor(data: DataProvider) {
    this.#data = data;
    this.#baseFee = data.field(GAS_SERIES, 'base_fee_gwei');
    this.#priorityFee = data.field(GAS_SERIES, 'priority_fee_gwei');
  }

  /** ETH for this many units of gas; NaN where no price is known. */
  cost(units: number, now: EpochMs): number {
    const view = this.#data.getData(now);
    return units * (view.value(this.#baseFee) + view.value(this.#priorityFee)) * ETH_PER_GWEI;
  }
}
