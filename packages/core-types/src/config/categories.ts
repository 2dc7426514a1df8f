import { hedgeVenues } from '../account-layout.js';
import type { RunConfig } from './schema.js';
import type { CAPABILITIES } from './venues/common.js';

export type Subscriptions = RunConfig['venues']['execution_subscriptions'];
export type Category = keyof Subscriptions;
export type Capability = (typeof CAPABILITIES)[number];

/** What a venue must be capable of to be subscribed under a category. */
export const CATEGORY_CAPABILITY: Readonly<Record<Category, Capability>> = {
  cex_spot: 'spot',
  cex_futures: 'futures',
  lending: 'lending',
  staking: 'staking',
  flash_loan: 'flash_loan',
  dex: 'swap',
  atomic: 'atomic',
  wallet: 'wallet',
};

export const CATEGORIES = Object.keys(CATEGORY_CAPABILITY) as Category[];

/** Every venue of the execution subscriptions once, in the order of the categories. */
export function executionVenues(subscriptions: Subscriptions): string[] {
  return [...new Set(CATEGORIES.flatMap((category) => subscriptions[category]))];
}

/** Execution venues that the run can really act on: those subscribed only for a hedge share of 0 are skipped. */
export function usedVenues(config: RunConfig): string[] {
  const hedged = [...hedgeVenues(config)];
  return executionVenues({ ...config.venues.execution_subscriptions, cex_futures: hedged });
}
