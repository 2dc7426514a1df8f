import {
  fundingSeries,
  hedgePlaces,
  perpSeries,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type RunConfig,
  type SeriesIndex,
} from '@basis/core-types';

interface FundedPlace {
  readonly allocation: number;
  readonly rate: FieldIndex;
  readonly stamps: SeriesIndex;
  readonly mark: FieldIndex;
}

const CONSTANT_NOTIONAL = 0;
const CONSTANT_QUANTITY = 1;
/** From here on, by place: its mark when the run began (0 before it has one) and the last stamp that was counted. */
const PLACES = 2;
const PER_PLACE = 2;

/**
 * What a short of one dollar would have been paid since the run began, by the two conventions that carry is told in: brought
 * back to a dollar all the time, the sum of the rates; keeping its coins, the sum of rate x mark / first mark. Over the
 * places of the hedge by allocation. A run does neither exactly, and its funding is to be read beside both.
 */
export class FundingConventions {
  readonly #places: readonly FundedPlace[];
  readonly #data: DataProvider;
  readonly #state: Float64Array;

  constructor(config: RunConfig, data: DataProvider) {
    this.#data = data;
    this.#places = hedgePlaces(config).map(({ venue, symbol, allocation }) => {
      const stamps = fundingSeries(venue, symbol);
      return {
        allocation,
        rate: data.field(stamps, 'rate'),
        stamps: data.find(stamps)!.index,
        mark: data.field(perpSeries(venue, symbol), 'close'),
      };
    });
    this.#state = new Float64Array(PLACES + PER_PLACE * this.#places.length);
  }

  /** At every moment of the run: counts the stamps that fall on it. What was due when the run began is not counted. */
  look(at: EpochMs): void {
    const view = this.#data.getData(at);
    const state = this.#state;
    for (let i = 0; i < this.#places.length; i++) {
      const { allocation, rate, stamps, mark } = this.#places[i]!;
      const own = PLACES + PER_PLACE * i;
      const stamp = view.visibleSince(stamps);
      if (state[own] === 0) {
        const first = view.value(mark);
        if (!(first > 0)) continue;
        state[own] = first;
        state[own + 1] = stamp > 0 ? stamp : 0;
      } else if (stamp > state[own + 1]!) {
        const paid = allocation * view.value(rate);
        state[CONSTANT_NOTIONAL] = state[CONSTANT_NOTIONAL]! + paid;
        state[CONSTANT_QUANTITY] =
          state[CONSTANT_QUANTITY]! + (paid * view.value(mark)) / state[own]!;
        state[own + 1] = stamp;
      }
    }
  }

  /** As shares of the first notional; undefined where nothing is hedged. */
  get sums(): { constant_notional: number; constant_quantity: number } | undefined {
    if (this.#places.length === 0) return undefined;
    return {
      constant_notional: this.#state[CONSTANT_NOTIONAL]!,
      constant_quantity: this.#state[CONSTANT_QUANTITY]!,
    };
  }

  save(): number[] {
    return [...this.#state];
  }

  load(state: readonly number[]): void {
    this.#state.set(state);
  }
}
