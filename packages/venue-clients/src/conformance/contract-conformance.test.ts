import type { ContractCall, VenueClient } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { LST_RATE, smallChain } from '../testing/small-chain.js';
import { NOW } from '../testing/small-world.js';
import { VenueClientFactory } from '../venue-client-factory.js';
import type { ChainUnderTest } from './chain-under-test.js';
import { chainConformance } from './contract-conformance.js';

const PROTOCOLS = ['aave_v3', 'lido', 'morpho', 'uniswap'];
const lend = 'aave_v3';

/** One of each kind; every one finds what it needs in the wallet or where an earlier one left it. */
const CALLS: readonly ContractCall[] = [
  { call: 'wrap', protocol: 'alchemy', asset: 'ETH', amount: 5 },
  { call: 'unwrap', protocol: 'alchemy', asset: 'WETH', amount: 1 },
  { call: 'stake', protocol: 'lido', asset: 'ETH', amount: 24 },
  { call: 'supply', protocol: lend, asset: 'wstETH', amount: 10 },
  { call: 'borrow', protocol: lend, asset: 'WETH', amount: 2 },
  { call: 'repay', protocol: lend, asset: 'WETH', amount: 'max' },
  { call: 'withdraw', protocol: lend, asset: 'wstETH', amount: 'max' },
  { call: 'swap', protocol: 'uniswap', sell: 'wstETH', buy: 'WETH', amount: 1, leastReceived: 1 },
  { call: 'unwrap', protocol: 'alchemy', asset: 'WETH', amount: 'max' },
  { call: 'request_withdrawal', protocol: 'lido', asset: 'wstETH', amount: 1 },
];

/** Ten ETH of equity and twenty of debt, in one go. */
const LEVER: readonly ContractCall[] = [
  { call: 'flash_borrow', protocol: 'morpho', asset: 'WETH', amount: 20 },
  { call: 'unwrap', protocol: 'alchemy', asset: 'WETH', amount: 20 },
  { call: 'stake', protocol: 'lido', asset: 'ETH', amount: 30 },
  { call: 'supply', protocol: lend, asset: 'wstETH', amount: (30 / LST_RATE) * (1 - 1e-12) },
  { call: 'borrow', protocol: lend, asset: 'WETH', amount: 20 },
  { call: 'flash_repay', protocol: 'morpho', asset: 'WETH', amount: 20 },
];

function chain(change: (client: VenueClient) => Partial<VenueClient> = () => ({})): ChainUnderTest {
  const { world, accounts } = smallChain();
  const clients = new VenueClientFactory({ world, now: () => NOW });
  const client = (venue: string) => clients.createClient({ venue, kind: 'simulation' });
  const wallet = client('alchemy');
  let refs = 0;
  return {
    wallet: {
      id: wallet.id,
      clientKind: wallet.clientKind,
      send: (request, options) => wallet.send(request, options),
      cancel: (ref) => wallet.cancel(ref),
      find: (ref) => wallet.find(ref),
      holdings: () => wallet.holdings(),
      history: (sinceMs) => wallet.history(sinceMs),
      events: (signal) => wallet.events(signal),
      ...change(wallet),
    },
    protocols: PROTOCOLS.map(client),
    accounts,
    newRef: () => `ref-${++refs}`,
    via: 'instadapp',
    calls: CALLS,
    batch: LEVER,
    // The loan is not paid back.
    failing: { calls: LEVER.slice(0, -1), code: 'VEN-016' },
  };
}

describe('the simulated chain', () => {
  it.each([...chainConformance])('$name', async ({ run }) => {
    await run(chain());
  });
});

/** Wallets with one fault each; the suite must find every one. */
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
  'keeps gas to itself': (client) => ({
    async send(request, signal) {
      const outcome = await client.send(request, signal);
      if (outcome.kind !== 'done') return outcome;
      return { ...outcome, postings: outcome.postings.filter(({ cause }) => cause !== 'gas') };
    },
  }),
  'sends the calls one by one': (client) => ({
    async send(request, signal) {
      if (request.kind !== 'contract' || request.via === undefined)
        return client.send(request, signal);
      const { via: _via, ...bare } = request;
      let last = await client.send({ ...bare, calls: bare.calls.slice(0, 1) }, signal);
      for (const [i, call] of bare.calls.slice(1).entries())
        last = await client.send(
          { ...bare, calls: [call], clientRef: `${bare.clientRef}-${i}` },
          signal,
        );
      return last;
    },
  }),
  'calls a failure a refusal': (client) => ({
    async send(request, signal) {
      const outcome = await client.send(request, signal);
      if (outcome.kind !== 'reverted') return outcome;
      return { kind: 'refused', code: outcome.code, message: outcome.message };
    },
  }),
  'ignores the least health factor': (client) => ({
    send(request, signal) {
      if (request.kind !== 'contract') return client.send(request, signal);
      const { leastHealthFactor: _least, ...bare } = request;
      return client.send(bare, signal);
    },
  }),
};

describe('the suite', () => {
  it.each(Object.entries(FAULTS))('finds a wallet that %s', async (_fault, change) => {
    const found = await Promise.all(
      chainConformance.map(({ run }) =>
        run(chain(change)).then(
          () => 0,
          () => 1,
        ),
      ),
    );
    expect(found).toContain(1);
  });
});
