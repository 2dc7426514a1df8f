import type { RiskLevel, RisksView } from '@basis/core-types';
import { LEVELS, OK } from './level.js';

/** Levels by what is at risk, as numbers inside: what a step writes is small and makes no object. */
export class RiskLevels implements RisksView {
  #margin = OK;
  #health = OK;
  #discount = OK;
  #drift = OK;
  #data = OK;

  set(margin: number, health: number, discount: number, drift: number, data: number): void {
    this.#margin = margin;
    this.#health = health;
    this.#discount = discount;
    this.#drift = drift;
    this.#data = data;
  }

  get margin(): RiskLevel {
    return LEVELS[this.#margin]!;
  }
  get health(): RiskLevel {
    return LEVELS[this.#health]!;
  }
  get discount(): RiskLevel {
    return LEVELS[this.#discount]!;
  }
  get drift(): RiskLevel {
    return LEVELS[this.#drift]!;
  }
  get data(): RiskLevel {
    return LEVELS[this.#data]!;
  }

  get worst(): RiskLevel {
    return LEVELS[Math.max(this.#margin, this.#health, this.#discount, this.#drift, this.#data)]!;
  }
}
