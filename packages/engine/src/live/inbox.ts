import type {
  ComponentError,
  DurationMs,
  OperatorCommand,
  VenueEvent,
  VenueId,
} from '@basis/core-types';
import type { LiveClock } from './live-clock.js';

/** What came from outside and is not yet in the journal. */
export type Message =
  | /** `venue` is the one whose client told it. */
    { readonly kind: 'event'; readonly venue: VenueId; readonly event: VenueEvent }
  | { readonly kind: 'reconnected'; readonly venue: VenueId }
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
  #wake: (() => void) | undefined;

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
    this.#wake?.();
  }

  /** Until something has come, or so long. */
  wait(ms: DurationMs): Promise<void> {
    if (this.#messages.length > 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = this.#clock.alarm(ms, () => {
        this.#wake = undefined;
        resolve();
      });
    });
  }
}
