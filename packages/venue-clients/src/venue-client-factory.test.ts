import { createDataProvider } from '@basis/data-provider';
import { describe, expect, it } from 'vitest';
import { NOW, smallWorld, stillMarket } from './testing/small-world.js';
import { VenueClientFactory } from './venue-client-factory.js';

function factory(now = () => NOW) {
  const { world, accounts } = smallWorld(
    createDataProvider({ name: 'still', series: stillMarket() }),
  );
  return { world, accounts, clients: new VenueClientFactory({ world, now }) };
}

const ORDER = {
  kind: 'order',
  venue: 'binance',
  clientRef: 'a',
  market: 'spot',
  symbol: 'BTC-USDT',
  side: 'buy',
  quantityBase: 0.1,
  reduceOnly: false,
} as const;

describe('the factory of venue clients', () => {
  it('makes a simulation client that trades at the venue of its world, at the time of the clock handed in', async () => {
    let now = NOW;
    const { world, accounts, clients } = factory(() => now);
    const client = clients.createClient({ venue: 'binance', kind: 'simulation' });
    expect([client.id, client.clientKind]).toEqual(['binance', 'simulation']);
    now = NOW + 5;
    const outcome = await client.send(ORDER);
    expect(outcome).toMatchObject({
      kind: 'done',
      fills: [{ timeMs: NOW + 5, quantityBase: 0.1 }],
    });
    const held = world.holdings('binance', now);
    expect(await client.holdings()).toEqual(held);
    expect(held.asOfMs).toBe(NOW + 5);
    const base = accounts.index('binance:spot:BTC');
    // Bought 0.1 with a fee of 5 bps in the base asset.
    expect(held.quantities.find(({ account }) => account === base)!.quantity).toBeCloseTo(
      0.1 * (1 - 0.0005),
      12,
    );
  });

  it('has one client for a venue, so that a reference has one effect whoever sends it', async () => {
    const { clients } = factory();
    const wanted = { venue: 'binance', kind: 'simulation' } as const;
    const first = await clients.createClient(wanted).send(ORDER);
    const again = clients.createClient(wanted);
    const before = await again.holdings();
    expect(await again.find('a')).toEqual({ kind: 'found', outcome: first });
    expect(await again.send(ORDER)).toEqual(first);
    expect(await again.holdings()).toEqual(before);
  });

  it.each(['testnet', 'live'] as const)('has no %s clients yet and says so', (kind) => {
    const { clients } = factory();
    expect(() => clients.createClient({ venue: 'binance', kind })).toThrow(
      expect.objectContaining({
        code: 'VC-001',
        severity: 'CRITICAL',
        message: `A ${kind} client is not available for binance: only simulation is`,
        context: { venue: 'binance', kind },
      }) as Error,
    );
  });

  it('names the venues it can simulate when asked for another', () => {
    const { clients } = factory();
    expect(() => clients.createClient({ venue: 'kraken', kind: 'simulation' })).toThrow(
      'A simulation client is not available for kraken: simulated are binance, alchemy, in_transit',
    );
  });

  it('lets a request that was refused be sent again under its reference once it can be met', async () => {
    const { world, clients } = factory();
    const client = clients.createClient({ venue: 'binance', kind: 'simulation' });
    const large = { ...ORDER, quantityBase: 0.3 };
    expect(await client.send(large)).toMatchObject({ kind: 'refused', code: 'VEN-001' });
    expect(await client.find('a')).toEqual({ kind: 'never_existed', isFinal: true });
    world.deposit('binance', 'spot', 'USDT', 10_000, NOW, { post: () => undefined });
    expect(await client.send(large)).toMatchObject({ kind: 'done' });
  });
});
