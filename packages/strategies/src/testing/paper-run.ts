import { HOLD, type Decision, type Json, type Strategy } from '@basis/core-types';
import type { PaperPortfolio } from './paper-portfolio.js';

/** A strategy at work on paper, hour by hour; every decision is carried out, or refused with an error. */
export class PaperRun<S extends Json> {
  readonly decisions: Decision[] = [];
  readonly view: PaperPortfolio;
  readonly state: S;
  readonly #strategy: Strategy<S>;

  constructor(strategy: Strategy<S>, view: PaperPortfolio) {
    this.#strategy = strategy;
    this.view = view;
    this.state = strategy.initial();
  }

  get reasons(): string[] {
    return this.decisions.map(({ reason }) => reason);
  }

  /** Decides once, carries it out, and lets an hour pass. */
  step(): Decision {
    const decision = this.#strategy.decide(this.view, this.state);
    if (decision !== HOLD) this.decisions.push(decision);
    this.view.apply(decision);
    this.view.nextHour();
    return decision;
  }

  /** What was decided in these hours; `each` is called before every one of them. */
  hours(count: number, each: (hour: number) => void = () => undefined): Decision[] {
    const before = this.decisions.length;
    for (let hour = 0; hour < count; hour++) {
      each(hour);
      this.step();
    }
    return this.decisions.slice(before);
  }

  days(count: number, each: (hour: number) => void = () => undefined): Decision[] {
    return this.hours(24 * count, each);
  }
}
