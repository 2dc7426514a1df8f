import { DAY_MS, type EpochMs } from '@basis/core-types';

type Saved = null | { readonly day: number; readonly unit_value: number };

/**
 * Whether more was lost since the beginning of the UTC day than may be. It counts in the value of a unit, not in equity:
 * what investors take out is no loss, and what they bring makes none good.
 */
export class DailyLoss {
  readonly #maxShare: number;
  #day = -Infinity;
  #beganAt = NaN;

  constructor(maxShare: number) {
    this.#maxShare = maxShare;
  }

  /** Of a value that can be told. Remembers the first of each day; nothing left is a loss, whatever the day began with. */
  look(unitValue: number, now: EpochMs): boolean {
    if (unitValue <= 0) return true;
    const day = Math.floor(now / DAY_MS);
    // A clock that is set back begins no day again.
    if (day > this.#day) {
      this.#day = day;
      this.#beganAt = unitValue;
    }
    return this.lostShare(unitValue) > this.#maxShare;
  }

  /** Of the value at the beginning of the day; negative where it has grown. */
  lostShare(unitValue: number): number {
    return 1 - unitValue / this.#beganAt;
  }

  /** An operator goes on with what was lost: the rest of the day counts from the next look. */
  begin(): void {
    this.#day = -Infinity;
  }

  save(): Saved {
    return this.#day === -Infinity ? null : { day: this.#day, unit_value: this.#beganAt };
  }

  load(saved: Saved): void {
    this.#day = saved?.day ?? -Infinity;
    this.#beganAt = saved?.unit_value ?? NaN;
  }
}
