import type { ComponentError, DurationMs, OperatorCommand, VenueEvent } from '@basis/core-types';
import { pause, type LiveClock } from './live-clock.js';

/** What came from outside and is not yet in the journal. */
export type Message =
  | { readonly kind: 'event'; readonly event: VenueEvent }
  | {
      readonly kind: 'command';
      readonly command: OperatorCommand;
      /** Called with why it was refused, if it was. */
      readonly answer: (refusal: ComponentError | undefined) => void;
    };

/** Where everything from outside waits for the one who writes. */
export class Inbox {
  readonly #clock: LiveClock;
  readonly #messages: Message[] = [];
  #alarm: AbortController | undefined;

  constructor(clock: LiveClock) {
    this.#clock = clock;
  }

  push(message: Message): void {
    this.#messages.push(message);
    this.wake();
  }

  take(): Message | undefined {
    return this.#messages.shift();
  }

  /** Ends a `wait` that is going on. */
  wake(): void {
    this.#alarm?.abort();
  }

  /** Until something has come, or so long. */
  async wait(ms: DurationMs): Promise<void> {
    if (this.#messages.length > 0) return;
    this.#alarm = new AbortController();
    await pause(this.#clock, ms, this.#alarm.signal);
    this.#alarm = undefined;
  }
}
