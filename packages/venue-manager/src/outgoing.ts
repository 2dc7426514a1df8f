import {
  SECOND_MS,
  cexConfig,
  type ClientRef,
  type EpochMs,
  type OrderRequest,
  type RunConfig,
  type VenueId,
  type VenueRequest,
} from '@basis/core-types';
import { roundToStep } from '@basis/maths';
import { clientRefFor } from './live/client-ref.js';
import { instructionOf, type Progress } from './progress.js';
import { resting, restsFirst } from './resting.js';

/** What a request is given before it leaves: its name, the price of an order, and the end of its time. */
export class Outgoing {
  readonly #config: RunConfig;
  readonly #isLive: boolean;

  constructor(config: RunConfig) {
    this.#config = config;
    this.#isLive = config.execution_mode === 'live';
  }

  /** The instruction's own id is the client reference: known before sending, the same on every attempt. */
  refOf(progress: Progress, runTag: string): ClientRef {
    const instruction = instructionOf(progress);
    // Taking what did not trade while it rested is another order, with a reference of its own.
    const name = progress.hasRested ? `${instruction.id}-take` : instruction.id;
    if (!this.#isLive) return name;
    const venue = 'venue' in instruction ? instruction.venue : undefined;
    const settings = venue === undefined ? undefined : this.#config.venue_configs[venue];
    const form = settings?.venue_type === 'cex' ? settings.requests.reference : 'text';
    return clientRefFor(form, runTag, name);
  }

  asSent(request: VenueRequest, arrivalPrice: number, progress: Progress): VenueRequest {
    const { execution_style } = this.#config.component_config.venue_manager;
    if (restsFirst(progress, execution_style)) return resting(request, arrivalPrice, this.#config);
    if (!this.#isLive || request.kind !== 'order') return request;
    return { ...request, worstPriceQuote: this.#worstPrice(request, arrivalPrice) };
  }

  /** Rounded towards the price of the decision: a bound is never given away by its grid. */
  #worstPrice({ venue, market, symbol, side }: OrderRequest, arrivalPrice: number): number {
    const { max_order_slippage } = this.#config.component_config.venue_manager;
    const settings = cexConfig(this.#config, venue);
    const { tick_size } = (market === 'spot' ? settings.spot : settings.futures)!.instruments[
      symbol
    ]!;
    const isBuy = side === 'buy';
    const share = isBuy ? 1 + max_order_slippage : 1 - max_order_slippage;
    return roundToStep(arrivalPrice * share, tick_size, isBuy ? 'down' : 'up');
  }

  /** null where the venue knows no such bound. */
  validUntil(venue: VenueId, now: EpochMs): EpochMs | null {
    const settings = this.#config.venue_configs[venue];
    if (!this.#isLive || settings?.venue_type !== 'cex') return null;
    return now + settings.requests.validity_seconds * SECOND_MS;
  }
}

/** The price that a block began with may be gone. Without one an order has no bound, and cannot be written down. */
export function isPriced(request: VenueRequest, arrivalPrice: number): boolean {
  if (request.kind === 'order' && !(arrivalPrice > 0)) return false;
  return isFiniteThroughout([request, arrivalPrice]);
}

function isFiniteThroughout(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return (
    typeof value !== 'object' || value === null || Object.values(value).every(isFiniteThroughout)
  );
}
