import type { EpochMs, JsonObject } from '@basis/core-types';

/** Everything, only what lowers risk, or nothing that the strategy asks for. */
export type TradingStateName = 'active' | 'reduce_only' | 'halted';

/** Who or what holds trading back. */
export type Brake =
  | 'operator'
  | 'daily_loss'
  | 'valuation'
  | 'difference'
  | 'failures'
  | 'market'
  | 'journal'
  | 'key'
  | 'foreign';

interface Held {
  readonly state: Exclude<TradingStateName, 'active'>;
  readonly why: string;
  /** null: until it is resumed. */
  readonly untilMs: EpochMs | null;
}

/** Whether risk may be added: as the strongest of all brakes that are on says. */
export class TradingState {
  #brakes = new Map<Brake, Held>();

  at(now: EpochMs): TradingStateName {
    let strongest: TradingStateName = 'active';
    for (const { state, untilMs } of this.#brakes.values()) {
      if (untilMs !== null && now >= untilMs) continue;
      if (state === 'halted') return state;
      strongest = state;
    }
    return strongest;
  }

  /** In words, for events and refusals. */
  why(now: EpochMs): string {
    return [...this.#brakes]
      .filter(([, { untilMs }]) => untilMs === null || now < untilMs)
      .map(([brake, { why }]) => `${brake}: ${why}`)
      .join('; ');
  }

  /** Tells whether that is new. */
  brake(brake: Brake, state: Held['state'], why: string, untilMs: EpochMs | null = null): boolean {
    const before = this.#brakes.get(brake);
    this.#brakes.set(brake, { state, why, untilMs });
    return before?.state !== state || before.untilMs !== untilMs;
  }

  release(brake: Brake): void {
    this.#brakes.delete(brake);
  }

  /** What is still wrong brakes again when it is looked at next. */
  resume(): void {
    this.#brakes.clear();
  }

  save(): JsonObject {
    return Object.fromEntries([...this.#brakes].map(([brake, held]) => [brake, { ...held }]));
  }

  load(state: JsonObject): void {
    this.#brakes = new Map(Object.entries(state) as unknown as [Brake, Held][]);
  }
}
