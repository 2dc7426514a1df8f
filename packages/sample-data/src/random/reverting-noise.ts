import { exp } from '../maths/exp.js';
import type { Random } from './random.js';

/**
 * A deviation that always returns to zero, with a given standard deviation in the long run and a given time in which a
 * deviation falls to a third. `next` is one step of `stepHours`.
 */
export class RevertingNoise {
  readonly #random: Random;
  readonly #kept: number;
  readonly #added: number;
  value: number;

  constructor(random: Random, options: { sd: number; memoryHours: number; stepHours: number }) {
    this.#random = random;
    this.#kept = exp(-options.stepHours / options.memoryHours);
    this.#added = options.sd * Math.sqrt(1 - this.#kept * this.#kept);
    this.value = options.sd * random.normal();
  }

  next(): number {
    this.value = this.#kept * this.value + this.#added * this.#random.normal();
    return this.value;
  }
}
