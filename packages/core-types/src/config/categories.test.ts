import { expect, it } from 'vitest';
import { executionVenues, usedVenues } from './categories.js';
import { exampleRunConfig } from './example-run-config.js';
import { parseRunConfig } from './parse-run-config.js';

it('lists every execution venue once', () => {
  const config = parseRunConfig(exampleRunConfig());
  expect(executionVenues(config.venues.execution_subscriptions)).toEqual(['binance', 'alchemy']);
});

it('counts a venue without a share of the hedge as unused, unless it is used for something else', () => {
  const input = exampleRunConfig();
  const binance = input.venue_configs['binance']!;
  const config = parseRunConfig({
    ...input,
    hedge_allocation: { binance: 0, bybit: 1, okx: 0 },
    venues: {
      ...input.venues,
      execution_subscriptions: {
        ...input.venues.execution_subscriptions,
        cex_futures: ['binance', 'bybit', 'okx'],
      },
    },
    venue_configs: {
      ...input.venue_configs,
      bybit: { ...binance, venue: 'bybit' },
      okx: { ...binance, venue: 'okx' },
    },
  });
  expect(usedVenues(config)).toEqual(['binance', 'bybit', 'alchemy']);
});
