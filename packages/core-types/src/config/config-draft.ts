import type { z } from 'zod';
import type { Json } from '../json.js';
import { isMapping } from './plain-json.js';
import type { Subscriptions } from './categories.js';
import { runConfigSchema } from './schema.js';
import type { RunConfig } from './schema.js';
import { venueSchema } from './venues/venue-schema.js';
import type { VenueConfig } from './venues/venue-schema.js';

type Simple = Omit<RunConfig, 'venues' | 'component_config' | 'venue_configs'>;

/**
 * As much of a configuration as has the right shape. Rules that look across sections work on this, so that one wrong
 * value does not hide what is wrong elsewhere.
 */
export interface ConfigDraft {
  readonly values: Partial<Simple>;
  readonly subscriptions: Subscriptions | undefined;
  readonly components: Partial<RunConfig['component_config']>;
  /** undefined for a venue that is there but has the wrong shape. */
  readonly venues: ReadonlyMap<string, VenueConfig | undefined>;
}

export function draftConfig(document: Json): ConfigDraft {
  const { venues, component_config, venue_configs: _venues, ...simple } = runConfigSchema.shape;
  const source = isMapping(document) ? document : {};
  const components = isMapping(source['component_config']) ? source['component_config'] : {};
  const venueConfigs = isMapping(source['venue_configs']) ? source['venue_configs'] : {};
  return {
    values: sections(simple, source) as Partial<Simple>,
    subscriptions: venues.safeParse(source['venues']).data?.execution_subscriptions,
    components: sections(component_config.shape, components) as ConfigDraft['components'],
    venues: new Map(
      Object.entries(venueConfigs).map(([name, value]) => [
        name,
        venueSchema.safeParse(value).data,
      ]),
    ),
  };
}

function sections(
  shape: Readonly<Record<string, z.ZodType>>,
  source: { readonly [key: string]: Json },
) {
  const parsed = Object.entries(shape)
    .map(([key, schema]) => [key, schema.safeParse(source[key])] as const)
    .filter(([, result]) => result.success)
    .map(([key, result]) => [key, result.data] as const);
  return Object.fromEntries(parsed);
}
