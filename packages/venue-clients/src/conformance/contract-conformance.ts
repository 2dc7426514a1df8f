/**
 * What every wallet that calls contracts must do, on a simulated chain and a real one alike. The cases know the port
 * alone; each gets a funded wallet of its own.
 */
import type { ContractCall, ContractRequest, Outcome, VenueHoldings } from '@basis/core-types';
import { check, isDone, isRefused, same } from './assertions.js';
import type { ChainUnderTest } from './chain-under-test.js';

export interface ChainCase {
  readonly name: string;
  run(chain: ChainUnderTest): Promise<void>;
}

const GAS_ASSET = 'ETH';

function request(
  chain: ChainUnderTest,
  calls: readonly ContractCall[],
  more: Partial<ContractRequest> = {},
): ContractRequest {
  return {
    kind: 'contract',
    venue: chain.wallet.id,
    clientRef: chain.newRef(),
    calls,
    ...(calls.length > 1 ? { via: chain.via } : {}),
    ...more,
  };
}

async function holdingsOf(chain: ChainUnderTest): Promise<VenueHoldings['quantities']> {
  const read = await Promise.all(
    [chain.wallet, ...chain.protocols].map((client) => client.holdings()),
  );
  return read.flatMap(({ quantities }) => quantities);
}

/** Sends, and checks that everything that changed anywhere is what the outcome's postings say. */
async function send(chain: ChainUnderTest, sent: ContractRequest): Promise<Outcome> {
  const before = new Map(
    (await holdingsOf(chain)).map(({ account, quantity }) => [account, quantity]),
  );
  const outcome = await chain.wallet.send(sent);
  const postings = outcome.kind === 'done' || outcome.kind === 'reverted' ? outcome.postings : [];
  for (const { account, quantity } of await holdingsOf(chain)) {
    const posted = postings
      .filter((posting) => posting.account === account)
      .reduce((sum, { delta }) => sum + delta, 0);
    const { id } = chain.accounts.accounts[account]!;
    same(quantity - before.get(account)!, posted, `${id} changed by other than its postings`);
  }
  return outcome;
}

function gasOf({ accounts }: ChainUnderTest, outcome: Outcome): number {
  check(outcome.kind === 'done' || outcome.kind === 'reverted', `no gas in ${outcome.kind}`);
  let gas = 0;
  for (const { account, cause, delta } of outcome.postings) {
    if (cause !== 'gas') continue;
    check(accounts.accounts[account]!.asset === GAS_ASSET, 'gas was paid in another token');
    gas -= delta;
  }
  return gas;
}

const unchanged = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

export const chainConformance: readonly ChainCase[] = [
  {
    name: 'every call by itself takes effect, costs gas in ETH and posts all it changes',
    async run(chain) {
      for (const call of chain.calls) {
        const outcome = isDone(await send(chain, request(chain, [call])));
        check(gasOf(chain, outcome) > 0, `${call.call} cost no gas`);
        check(
          outcome.postings.some(({ cause }) => cause !== 'gas'),
          `${call.call} did nothing`,
        );
      }
    },
  },
  {
    name: 'several calls take effect as one through the atomic venue, and pay gas once',
    async run(chain) {
      const outcome = isDone(await send(chain, request(chain, chain.batch)));
      const paid = outcome.postings.filter(({ cause }) => cause === 'gas');
      check(paid.length === 1, `gas was paid ${paid.length} times`);
    },
  },
  {
    name: 'calls of which one fails change nothing and cost their gas',
    async run(chain) {
      const { calls, code } = chain.failing;
      const outcome = await send(chain, request(chain, calls));
      check(
        outcome.kind === 'reverted' && outcome.code === code,
        `not reverted with ${code}: ${JSON.stringify(outcome)}`,
      );
      check(
        outcome.postings.every(({ cause }) => cause === 'gas'),
        'something else than gas is gone',
      );
      check(gasOf(chain, outcome) > 0, 'a failed transaction cost no gas');
    },
  },
  {
    name: 'a health factor below the one asked for undoes the transaction',
    async run(chain) {
      const careful = request(chain, chain.batch, { leastHealthFactor: 1e6 });
      const outcome = await send(chain, careful);
      check(outcome.kind === 'reverted' && outcome.code === 'VEN-011', JSON.stringify(outcome));
    },
  },
  {
    name: 'several calls without an atomic venue are refused with VEN-021, for nothing',
    async run(chain) {
      const { via: _via, ...bare } = request(chain, chain.batch);
      isRefused(await send(chain, bare), 'VEN-021');
    },
  },
  {
    name: 'a call of an unknown protocol is refused with VEN-009, for nothing',
    async run(chain) {
      const [call] = chain.calls;
      check(call !== undefined, 'no call under test');
      const unknown = { ...call, protocol: 'no-such-protocol' };
      isRefused(await send(chain, request(chain, [unknown])), 'VEN-009');
    },
  },
  {
    name: 'the same client reference sent twice has one effect and one outcome',
    async run(chain) {
      const sent = request(chain, chain.batch);
      const first = isDone(await send(chain, sent));
      const before = await holdingsOf(chain);
      const second = isDone(await chain.wallet.send(sent));
      check(second.ref === first.ref, `another reference: ${second.ref}, ${first.ref}`);
      check(unchanged(await holdingsOf(chain), before), 'the second sending had an effect');
    },
  },
  {
    name: 'find() returns what became of a transaction, undone ones too',
    async run(chain) {
      for (const calls of [chain.batch, chain.failing.calls]) {
        const sent = request(chain, calls);
        const outcome = await chain.wallet.send(sent);
        const found = await chain.wallet.find(sent.clientRef);
        check(found.kind === 'found', `not found: ${found.kind}`);
        check(found.outcome.kind === outcome.kind, `found ${found.outcome.kind}`);
      }
    },
  },
];
