import type { RunConfig } from '@basis/core-types';

/** Whether an order may be filled later than it is decided on, at any exchange and any date of the run. */
export function ordersTakeTime({ component_config, venue_configs }: RunConfig): boolean {
  if (component_config.venue_manager.execution_style === 'maker_first') return true;
  return Object.values(venue_configs).some(
    (venue) =>
      venue.venue_type === 'cex' &&
      (venue.fill_at.when !== 'now' ||
        venue.changes.some(({ set }) => Object.hasOwn(set, 'fill_at'))),
  );
}
