import { PRIORITY, cexConfig, type RunConfig, type VenueRequest } from '@basis/core-types';
import { roundToStep } from '@basis/maths';
import type { Progress } from './progress.js';

type Style = RunConfig['component_config']['venue_manager']['execution_style'];

/**
 * Whether the instruction under way rests in the book before it takes. Only the first trade of a block does: the others
 * hedge what it has filled and must not wait. Leaving for a risk never waits at all.
 */
export function restsFirst({ block, instruction, hasRested }: Progress, style: Style): boolean {
  if (style !== 'maker_first' || hasRested || block.priority <= PRIORITY.riskExit) return false;
  return block.instructions.findIndex(({ type }) => type === 'cex_trade') === instruction;
}

/** The order as it rests: at the arrival price, on the venue's grid, never crossing it. */
export function resting(
  request: VenueRequest,
  arrivalPrice: number,
  config: RunConfig,
): VenueRequest {
  if (request.kind !== 'order') return request;
  const venue = cexConfig(config, request.venue);
  const market = request.market === 'spot' ? venue.spot : venue.futures;
  const { tick_size } = market!.instruments[request.symbol]!;
  const isBuy = request.side === 'buy';
  const rounded = roundToStep(arrivalPrice, tick_size, isBuy ? 'down' : 'up');
  // Rounding forgives binary dust, a book does not: what is beyond the price by so little would trade at once.
  const beyond = isBuy ? Math.max(0, rounded - arrivalPrice) : Math.max(0, arrivalPrice - rounded);
  const back = beyond > 0 ? (isBuy ? -tick_size : tick_size) : 0;
  return { ...request, restingPriceQuote: roundToStep(rounded + back, tick_size, 'nearest') };
}
