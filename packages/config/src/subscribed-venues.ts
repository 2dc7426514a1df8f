import { isMapping, type Json } from '@basis/core-types';

export interface SubscribedVenues {
  readonly data: readonly string[];
  readonly execution: readonly string[];
}

/** Venue names in a document that may not be valid yet. */
export function subscribedVenues(document: Json): SubscribedVenues {
  const venues = mappingAt(document, 'venues');
  const byCategory = Object.values(mappingAt(venues, 'execution_subscriptions'));
  return {
    data: names(venues['data_subscriptions']),
    execution: [...new Set(byCategory.flatMap(names))],
  };
}

function names(list: Json | undefined): string[] {
  return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
}

function mappingAt(document: Json, key: string): { readonly [key: string]: Json } {
  const value = isMapping(document) && Object.hasOwn(document, key) ? document[key] : undefined;
  return isMapping(value) ? value : {};
}
