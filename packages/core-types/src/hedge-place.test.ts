import { describe, expect, it } from 'vitest';
import { accountsFor } from './account-layout.js';
import { exampleRunConfig } from './config/example-run-config.js';
import { runConfigSchema, type RunConfigInput } from './config/schema.js';
import { hedgeAccounts, hedgePlaces } from './hedge-place.js';

type Exchange = Extract<RunConfigInput['venue_configs'][string], { venue_type: 'cex' }>;

/** The example's binance with 60 %, its copy okx with 40 % and isolated margin, bybit with nothing. */
function config() {
  const input = exampleRunConfig();
  const binance = input.venue_configs['binance'] as Exchange;
  const okx = {
    ...binance,
    venue: 'okx',
    futures: { ...binance.futures!, margin_mode: 'isolated' as const },
  };
  Object.assign(input.venue_configs, { okx, bybit: { ...binance, venue: 'bybit' } });
  input.venues.execution_subscriptions.cex_futures = ['binance', 'bybit', 'okx'];
  input.hedge_allocation = { okx: 0.4, bybit: 0, binance: 0.6 };
  return runConfigSchema.parse(input);
}

describe('the places of the hedge', () => {
  it('are the venues with a share of it, in the order of their subscription, with their terms', () => {
    const run = config();
    const places = hedgePlaces(run);
    expect(places.map(({ venue, symbol, allocation }) => [venue, symbol, allocation])).toEqual([
      ['binance', 'BTC-USDT', 0.6],
      ['okx', 'BTC-USDT', 0.4],
    ]);
    expect(places[1]!.futures.margin_mode).toBe('isolated');
    expect(places[1]!.exchange).toBe(run.venue_configs['okx']);
    expect(places[0]!.instrument).toBe(places[0]!.futures.instruments['BTC-USDT']);
  });

  it('have a wallet, a position and its open value; margin of their own where it is set aside', () => {
    const run = config();
    const accounts = accountsFor(run);
    const idsAt = (place: number) =>
      Object.values(hedgeAccounts(hedgePlaces(run)[place]!, accounts)).map((index) =>
        index === undefined ? undefined : accounts.accounts[index as number]!.id,
      );
    expect(idsAt(0)).toEqual([
      'binance:margin:USDT',
      'binance:perp:BTC-USDT',
      'binance:perp_value:BTC-USDT',
      undefined,
    ]);
    expect(idsAt(1)[3]).toBe('okx:isolated:BTC-USDT');
  });
});
