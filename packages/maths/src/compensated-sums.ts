/**
 * Running sums that keep the low bits an ordinary sum would drop (Neumaier), so that a year of small terms still adds
 * up to the change of equity. All state is in two typed arrays: nothing is allocated by adding.
 */
export class CompensatedSums {
  readonly #sum: Float64Array;
  readonly #lost: Float64Array;

  constructor(size: number) {
    this.#sum = new Float64Array(size);
    this.#lost = new Float64Array(size);
  }

  add(index: number, term: number): void {
    const before = this.#sum[index]!;
    const after = before + term;
    this.#lost[index] =
      this.#lost[index]! +
      (Math.abs(before) >= Math.abs(term) ? before - after + term : term - after + before);
    this.#sum[index] = after;
  }

  value(index: number): number {
    return this.#sum[index]! + this.#lost[index]!;
  }

  save(): { sum: number[]; lost: number[] } {
    return { sum: [...this.#sum], lost: [...this.#lost] };
  }

  load(state: { readonly sum: readonly number[]; readonly lost: readonly number[] }): void {
    this.#sum.set(state.sum);
    this.#lost.set(state.lost);
  }
}
