import type { Outcome, VenueClient } from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { describe, expect, it } from 'vitest';
import { NOW, smallWorld, stillMarket } from '../testing/small-world.js';
import { VenueClientFactory } from '../venue-client-factory.js';
import { venueConformance, type Offered } from './venue-conformance.js';
import type { TradeUnderTest, TransferUnderTest, VenueUnderTest } from './venue-under-test.js';

/** 10,000 USDT at 40,000 buy less than 0.25 BTC, or carry 1.25 at leverage 5. Fees are 5 bps, the least notional 50. */
const TRADE: TradeUnderTest = {
  symbol: 'BTC-USDT',
  quantity: 0.1,
  tooLarge: 0.25,
  belowMinNotional: 0.001,
  brokenLot: 0.0105,
  feeRate: 0.0005,
};
const TRANSFER: TransferUnderTest = {
  fromBucket: 'spot',
  toVenue: 'alchemy',
  toBucket: 'wallet',
  asset: 'USDT',
  amount: 500,
  tooLarge: 10_000.01,
  tooSmall: 9.99,
};

function venueUnderTest(id: string, offers: Partial<VenueUnderTest>): VenueUnderTest {
  const { world, accounts } = smallWorld(
    createDataProvider({ name: 'still', series: stillMarket() }),
  );
  const clients = new VenueClientFactory({ world, now: () => NOW });
  let refs = 0;
  return {
    client: clients.createClient({ venue: id, kind: 'simulation' }),
    accounts,
    newRef: () => `ref-${++refs}`,
    ...offers,
  };
}

const exchange = () =>
  venueUnderTest('binance', {
    spot: TRADE,
    perp: { ...TRADE, tooLarge: 1.25 },
    transfer: TRANSFER,
  });
const perpOnly = () => venueUnderTest('binance', { perp: { ...TRADE, tooLarge: 1.25 } });
const wallet = () =>
  venueUnderTest('alchemy', {
    transfer: {
      ...TRANSFER,
      fromBucket: 'wallet',
      toVenue: 'binance',
      toBucket: 'spot',
      tooSmall: 0,
    },
  });

const ALL: Offered = { spot: true, perp: true, transfer: true };

describe('the simulated exchange', () => {
  it.each([...venueConformance(ALL)])('$name', async ({ run }) => {
    await run(exchange());
  });
});

describe('the simulated exchange as a perp venue alone', () => {
  it.each([...venueConformance({ spot: false, perp: true, transfer: false })])(
    '$name',
    async ({ run }) => {
      await run(perpOnly());
    },
  );
});

describe('the simulated wallet', () => {
  it.each([...venueConformance({ spot: false, perp: false, transfer: true })])(
    '$name',
    async ({ run }) => {
      await run(wallet());
    },
  );
});

/** Clients with one fault each; the suite must find every one. */
const FAULTS: Record<string, (client: VenueClient) => Partial<VenueClient>> = {
  'does everything twice': (client) => ({
    async send(request, signal) {
      await client.send({ ...request, clientRef: `${request.clientRef}-first` }, signal);
      return client.send(request, signal);
    },
  }),
  'forgets references': (client) => {
    let sent = 0;
    return {
      send: (request, signal) =>
        client.send({ ...request, clientRef: `${request.clientRef}-${++sent}` }, signal),
    };
  },
  'finds nothing': () => ({ find: async () => ({ kind: 'never_existed' }) }),
  'finds everything': (client) => ({
    find: async (ref) => {
      const found = await client.find(ref);
      const outcome: Outcome = { kind: 'done', ref, fills: [], postings: [] };
      return found.kind === 'found' ? found : { kind: 'found', outcome };
    },
  }),
  'keeps fees to itself': (client) => ({
    async send(request, options) {
      const outcome = await client.send(request, options);
      if (outcome.kind !== 'done') return outcome;
      return { ...outcome, postings: outcome.postings.filter(({ cause }) => cause !== 'fee') };
    },
  }),
  'ignores reduce-only': (client) => ({
    send: (request, signal) =>
      client.send(request.kind === 'order' ? { ...request, reduceOnly: false } : request, signal),
  }),
  'ignores the signal': (client) => ({ send: (request) => client.send(request) }),
  'refuses with codes of its own': (client) => ({
    async send(request, options) {
      const outcome = await client.send(request, options);
      return outcome.kind === 'refused' ? { ...outcome, code: '-2010' } : outcome;
    },
  }),
  'answers unknown to everything': () => ({
    send: async () => ({ kind: 'unknown', message: 'no answer' }),
  }),
  'leaves out an account': (client) => ({
    async holdings() {
      const holdings = await client.holdings();
      return { ...holdings, quantities: holdings.quantities.slice(1) };
    },
  }),
};

describe('the suite', () => {
  it.each(Object.entries(FAULTS))('finds a client that %s', async (_fault, change) => {
    let found = 0;
    for (const { run } of venueConformance(ALL)) {
      const venue = exchange();
      const { client } = venue;
      const faulty: VenueClient = {
        id: client.id,
        clientKind: client.clientKind,
        send: (request, options) => client.send(request, options),
        cancel: (ref) => client.cancel(ref),
        find: (ref) => client.find(ref),
        holdings: () => client.holdings(),
        history: (sinceMs) => client.history(sinceMs),
        events: (signal) => client.events(signal),
        ...change(client),
      };
      await run({ ...venue, client: faulty }).catch(() => (found += 1));
    }
    expect(found).toBeGreaterThan(0);
  });

  it('says what is missing when a case is run at a venue that does not offer it', async () => {
    const [transfer] = venueConformance({ spot: false, perp: false, transfer: true }).slice(-1);
    await expect(transfer!.run(perpOnly())).rejects.toThrow('binance has no transfer under test');
    const [spot] = venueConformance({ spot: true, perp: false, transfer: false }).slice(1);
    await expect(spot!.run(wallet())).rejects.toThrow('alchemy has no spot market under test');
  });
});
