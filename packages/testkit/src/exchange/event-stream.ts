import type { VenueEvent } from '@basis/core-types';

/** One listener's stream: what is told waits in it until it is read. */
export class EventStream {
  readonly #told: VenueEvent[] = [];
  #end: { readonly error?: Error } | undefined;
  #wake: (() => void) | undefined;
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  tell(event: VenueEvent): void {
    if (this.#end !== undefined) return;
    this.#told.push(event);
    this.#wake?.();
  }

  /** Ends it, with an error where the connection broke. What was told and not read yet can still be read. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = error === undefined ? {} : { error };
    this.#onEnd();
    this.#wake?.();
  }

  async *read(): AsyncGenerator<VenueEvent> {
    for (;;) {
      const event = this.#told.shift();
      if (event !== undefined) yield event;
      else if (this.#end?.error !== undefined) throw this.#end.error;
      else if (this.#end !== undefined) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
