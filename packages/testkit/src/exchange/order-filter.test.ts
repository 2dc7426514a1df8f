import { describe, expect, it } from 'vitest';
import { SmallModel } from '../testing/small-model.js';
import type { OrderFilter } from './order-filter.js';

/** What becomes of a sale of 0.1 BTC, worth 4,000. */
async function sold(filter: OrderFilter, order: Parameters<SmallModel['order']>[0] = {}) {
  const small = new SmallModel();
  await small.run(small.client.send(small.order({ side: 'buy', quantityBase: 0.5 })));
  small.model.setRules('binance', { filters: [filter] });
  const request = small.order({ worstPriceQuote: 39_000, ...order });
  const outcome = await small.run(small.client.send(request));
  return outcome.kind === 'refused' ? outcome.code : outcome.kind;
}

describe('what a venue takes of orders, beside what configuration says', () => {
  it.each<readonly [string, OrderFilter, Parameters<typeof sold>[1], string]>([
    ['lots that the quantity fits', { market: 'perp', lotBase: 0.05 }, {}, 'done'],
    ['lots that it does not fit', { market: 'perp', lotBase: 0.03 }, {}, 'VEN-003'],
    ['steps of prices that the worst one is on', { market: 'perp', tickQuote: 500 }, {}, 'done'],
    ['steps of prices that it is not on', { market: 'perp', tickQuote: 700 }, {}, 'VEN-003'],
    ['a least worth that is reached', { market: 'perp', leastNotional: 3_900 }, {}, 'done'],
    ['one that is not reached', { market: 'perp', leastNotional: 3_901 }, {}, 'VEN-004'],
    [
      'one that does not hold for what only reduces',
      { market: 'perp', leastNotional: 3_901 },
      { reduceOnly: true },
      'done',
    ],
    ['something of another market', { market: 'spot', lotBase: 0.03 }, {}, 'done'],
  ])('%s', async (_, filter, order, becomes) => {
    expect(await sold(filter, order)).toBe(becomes);
  });

  it('holds for what is sent, and refuses nothing that was taken before', async () => {
    const small = new SmallModel();
    const request = small.order({ worstPriceQuote: 39_000 });
    await small.run(small.client.send(request));
    small.model.setRules('binance', { filters: [{ market: 'perp', lotBase: 0.03 }] });
    const again = await small.run(small.client.send(request));
    expect(again).toMatchObject({ kind: 'refused', code: 'VEN-026' });
    expect(small.position).toBe(-0.1);
  });
});
