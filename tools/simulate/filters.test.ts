import type { OrderFilter } from '@basis/testkit';
import { describe, expect, it } from 'vitest';
import type { Played } from './play.js';
import { storyWith, wrongIn } from './played-stories.js';
import type { Filters, Incident } from './story.js';

/** The entry buys at Binance with the first two orders, then sells short there and at Bybit. */
const ENTRY_ORDERS = [1, 2, 3, 4] as const;

const MARKETS = [
  ['binance', 'spot'],
  ['binance', 'perp'],
  ['bybit', 'perp'],
] as const;

/** What is sent is in lots of 0.001 BTC, with prices in steps of 0.1 and worth up to some 25,000. */
const CHANGES: Readonly<Record<string, Omit<OrderFilter, 'market'>>> = {
  'lots a little coarser': { lotBase: 0.01 },
  'lots so coarse that nothing fits': { lotBase: 10 },
  'prices on another grid': { tickQuote: 7 },
  'a least worth that is above ours': { leastNotional: 40_000 },
};

function lacks({ events, model }: Played): string[] {
  const refused = model.arrived.filter(
    ({ outcome }) => outcome.kind === 'refused' && /^VEN-00[34]$/.test(outcome.code),
  );
  const isTold = events.some(({ type }) => type === 'instruction_block_execution_failed');
  return refused.length > 0 && !isTold ? ['a block that was refused was not told'] : [];
}

describe('a venue that takes other sizes or prices than are configured', () => {
  for (const [what, change] of Object.entries(CHANGES)) {
    it(`${what}, from any order of an entry on: no leg stands alone, or it is said why`, async () => {
      const stories = ENTRY_ORDERS.flatMap((order) =>
        MARKETS.map(([venue, market]) => {
          const filters: Filters = { venue, take: [{ market, ...change }] };
          const incident: Incident = { atMs: 0, what: 'with_order', order, filters };
          return storyWith(300, incident);
        }),
      );
      expect(await wrongIn(stories, lacks)).toEqual([]);
    });
  }
});
