import { describe, expect, it } from 'vitest';
import { SmallModel } from '../testing/small-model.js';
import type { ForcedClose } from './forced-close.js';

const CLOSE: ForcedClose = {
  venue: 'binance',
  symbol: 'BTC-USDT',
  what: 'deleveraging',
  share: 0.5,
  adverseBps: 0,
};

/** A short of 0.1 BTC at 40,000, without fees. */
async function short(): Promise<SmallModel> {
  const small = new SmallModel();
  await small.run(small.client.send(small.order()));
  return small;
}

describe('a position that is closed by force', () => {
  it('is smaller by its share, and told and kept as what it is', async () => {
    const small = await short();
    small.model.closeByForce(CLOSE);
    expect(small.position).toBe(-0.05);
    const history = await small.run(small.client.history(0));
    expect(history.at(-1)).toMatchObject({ venue: 'binance', what: 'deleveraging' });
    expect(history.at(-1)).not.toHaveProperty('clientRef');
    const { clientRef, postings } = small.model.effects.at(-1)!;
    expect(clientRef).toBeNull();
    expect(postings.map(({ cause }) => cause)).toContain('liquidation');
    expect(postings.map(({ cause }) => cause)).not.toContain('fill');
  });

  it('loses what its price is worse, as a liquidation', async () => {
    const small = await short();
    small.model.closeByForce({ ...CLOSE, what: 'liquidation', share: 1, adverseBps: 100 });
    // 0.1 BTC at 40,000, of which 1 %.
    expect(small.model.held('binance:margin:USDT')).toBeCloseTo(10_000 - 40, 9);
    expect(small.position).toBe(0);
    expect(small.model.effects.at(-1)!.what).toBe('liquidation');
  });

  it('loses no more than the margin that there is', async () => {
    const small = await short();
    small.model.withdraw('binance', 'margin', 'USDT', 9_990);
    small.model.closeByForce({ ...CLOSE, share: 1, adverseBps: 100 });
    expect(small.model.held('binance:margin:USDT')).toBe(0);
  });

  it('is none where there is no position, or less than a lot of it is taken', async () => {
    const small = new SmallModel();
    small.model.closeByForce(CLOSE);
    await small.run(small.client.send(small.order()));
    // Of 0.1 BTC less than a lot of 0.001.
    small.model.closeByForce({ ...CLOSE, share: 0.009 });
    expect(small.position).toBe(-0.1);
    expect(small.model.effects.map(({ what }) => what)).not.toContain('deleveraging');
  });
});
