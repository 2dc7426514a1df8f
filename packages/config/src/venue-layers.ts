import { join } from 'node:path';
import {
  didYouMean,
  isMapping,
  normaliseVenueConfig,
  violation,
  type ConfigViolation,
  type Json,
} from '@basis/core-types';
import { EMPTY_LAYER, mapLayer, memberOf, overlay, replaceAt, type Layer } from './layer.js';
import { originAt } from './provenance.js';
import { readYaml } from './read-yaml.js';
import { subscribedVenues } from './subscribed-venues.js';

/**
 * Static data of every subscribed venue with the mode's overrides over them, by name.
 *
 * @param names  venues that have a file
 */
export function venueLayers(
  configDir: string,
  names: readonly string[],
  mode: Layer,
): { readonly layer: Layer; readonly violations: readonly ConfigViolation[] } {
  const violations: ConfigViolation[] = [];
  const place = originAt(mode.origins, '');
  const refuse = (path: string, value: Json | undefined, allowed: string) => {
    violations.push(violation(place(path), path, value, allowed));
  };
  if (memberOf(mode, 'venue_configs') !== undefined) {
    const allowed = 'must not be in a mode: static data are in venues/, changes in venue_overrides';
    refuse('venue_configs', undefined, allowed);
  }
  const { data, execution } = subscribedVenues(mode.values);
  const all = [...new Set([...data, ...execution])];
  const overrides = memberOf(mode, 'venue_overrides');
  for (const name of Object.keys(isMapping(overrides?.values) ? overrides.values : {})) {
    if (all.includes(name)) continue;
    const allowed = `must be a subscribed venue (${all.join(', ')})${didYouMean(name, all)}`;
    refuse(`venue_overrides.${name}`, undefined, allowed);
  }
  let layer = EMPTY_LAYER;
  for (const name of all) {
    if (names.includes(name)) {
      const file = join(configDir, 'venues', `${name}.yaml`);
      const base = mapLayer(readYaml(file), normaliseVenueConfig);
      const over = overrides && memberOf(overrides, name);
      layer = replaceAt(layer, [name], over === undefined ? base : overlay(base, over));
    } else if (!execution.includes(name)) {
      // For execution venues the rules on subscriptions say it.
      const allowed = `must be a venue that exists (${names.join(', ')})${didYouMean(name, names)}`;
      refuse('venues.data_subscriptions', name, allowed);
    }
  }
  return { layer, violations };
}
