import { getEventListeners } from 'node:events';
import { HOUR_MS, type Posting, type VenueEvent } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { SmallModel, START, type SmallMarket } from '../testing/small-model.js';

/** What a listener at binance hears, with the time at which it did. */
function listening(market?: SmallMarket, venue = 'binance') {
  const small = new SmallModel(market);
  const stop = new AbortController();
  const heard: { readonly at: number; readonly event: VenueEvent }[] = [];
  const over = (async () => {
    for await (const event of small.model.client(venue).events(stop.signal))
      heard.push({ at: small.elapsedMs, event });
    return 'ended';
  })();
  return { small, stop, heard, over };
}

const ids = (heard: readonly { readonly event: VenueEvent }[]) =>
  heard.map(({ event }) => event.id);
const flat = (postings: readonly Posting[], { accounts }: SmallModel) =>
  postings.map(({ account, cause, delta }) => [accounts.accounts[account]!.id, cause, delta]);

describe('events of a venue', () => {
  it('tell a fill as its outcome does, before the answer where that takes longer', async () => {
    const { small, heard } = listening({ rules: { toVenueMs: 20 } });
    small.model.script('binance', { on: 'send', fault: 'answer_late', byMs: 500 });
    const request = small.order();
    const outcome = await small.run(small.client.send(request));
    expect(outcome).toMatchObject({ postings: heard[0]!.event.postings });
    expect(heard).toMatchObject([
      { at: 20, event: { venue: 'binance', what: 'fill', clientRef: request.clientRef } },
    ]);
    expect(small.elapsedMs).toBe(520);
  });

  it('are named by venue and number, as the postings are', async () => {
    const { small, heard } = listening();
    for (let i = 0; i < 2; i++) await small.client.send(small.order());
    await small.model.client('okx').send(small.order({ venue: 'okx' }));
    await small.moveBy(0);
    // 1 and 2 are the money of the beginning, which is not told.
    expect(ids(heard)).toEqual(['binance:t3', 'binance:t4']);
    for (const { event } of heard)
      for (const { effect } of event.postings) expect(effect).toBe(event.id);
  });

  it('come after the lag and the way back', async () => {
    const { small, heard } = listening({ rules: { lagMs: 300, backMs: 20 } });
    void small.client.send(small.order());
    await small.moveBy(1_000);
    expect(heard.map(({ at }) => at)).toEqual([320]);
  });

  it('leave nothing on the signal once the connection has broken', async () => {
    const { small, stop, over } = listening();
    small.model.trouble('binance', { kind: 'outage', fromMs: START, untilMs: START + 1 });
    await expect(over).rejects.toThrow('binance cannot be reached');
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    const again = small.model.client('binance').events(stop.signal);
    await expect(again[Symbol.asyncIterator]().next()).rejects.toThrow('binance cannot be reached');
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('are dropped, told twice and out of order by the script', async () => {
    const { small, heard } = listening();
    small.model.script(
      'binance',
      { on: 'event', delaysMs: [] },
      { on: 'event', delaysMs: [0, 50] },
      { on: 'event', delaysMs: [30] },
      { on: 'event', delaysMs: [10] },
    );
    for (let i = 0; i < 5; i++) await small.client.send(small.order({ quantityBase: 0.01 }));
    await small.moveBy(100);
    expect(heard.map(({ at, event }) => [at, event.id.slice('binance:'.length)])).toEqual([
      [0, 't4'],
      [0, 't7'],
      [10, 't6'],
      [30, 't5'],
      [50, 't4'],
    ]);
  });

  it('of one kind can be meant', async () => {
    const { small, heard } = listening();
    small.model.script('binance', { on: 'event', what: 'flow', delaysMs: [] });
    await small.client.send(small.order());
    small.model.deposit('binance', 'margin', 'USDT', 1);
    await small.moveBy(1);
    expect(heard.map(({ event }) => event.what)).toEqual(['fill']);
  });

  it('begin with the listening and end with its signal', async () => {
    const { small, stop, heard, over } = listening();
    stop.abort();
    await small.client.send(small.order());
    expect([await over, heard]).toEqual(['ended', []]);
  });

  it('are not told to a process that was killed', async () => {
    const { small, heard } = listening();
    small.model.killClients();
    await small.run(small.model.client('binance').send(small.order()));
    await small.moveBy(10);
    expect(heard).toEqual([]);
  });
});

describe('what happens by itself', () => {
  it('funding is paid at its time, on what is held, though nobody asks', async () => {
    const { small, heard } = listening({ closes: [40_000, 40_000], fundingRate: 0.0001 });
    await small.client.send(small.order());
    await small.moveBy(2 * HOUR_MS);
    // A short of 0.1 at 40,000 and 0.01 % receives 0.40.
    const [, { at, event }] = heard as [unknown, (typeof heard)[number]];
    expect([at, event.what, event.timeMs]).toEqual([HOUR_MS, 'funding', START + HOUR_MS]);
    expect(event).not.toHaveProperty('clientRef');
    const [[account, cause, delta]] = flat(event.postings, small) as [[string, string, number]];
    expect([account, cause]).toEqual(['binance:margin:USDT', 'funding']);
    expect(delta).toBeCloseTo(0.4, 12);
  });

  it('a transfer arrives where it goes, and is told there', async () => {
    const { small, heard } = listening({}, 'alchemy');
    // 500, less a fee of 2, on the road for ten minutes.
    expect(await small.client.send(small.transfer(500))).toMatchObject({ kind: 'done' });
    expect(await small.told('in_transit:USDT')).toBe(498);
    await small.moveBy(600_000);
    expect(heard).toMatchObject([{ at: 600_000, event: { venue: 'alchemy', what: 'arrival' } }]);
    expect(flat(heard[0]!.event.postings, small)).toEqual([
      ['in_transit:USDT', 'transfer', -498],
      ['alchemy:wallet:USDT', 'transfer', 498],
    ]);
    expect([await small.told('in_transit:USDT'), await small.told('alchemy:wallet:USDT')]).toEqual([
      0, 10_498,
    ]);
  });

  it('what falls on the moment of a request comes before it, whichever timer was set first', async () => {
    const small = new SmallModel();
    const done = small.clock.sleep(600_000).then(() => {
      small.model.withdraw('alchemy', 'wallet', 'USDT', 10_400);
      return small.model.client('alchemy').holdings();
    });
    await small.client.send(small.transfer(500));
    const wallet = small.accounts.index('alchemy:wallet:USDT');
    const { quantities } = await small.run(done);
    expect(quantities.find(({ account }) => account === wallet)!.quantity).toBe(98);
  });

  it('what falls on the moment of a reading comes before it', async () => {
    const small = new SmallModel();
    const done = small.clock.sleep(600_000).then(() => small.model.client('alchemy').holdings());
    await small.client.send(small.transfer(500));
    const wallet = small.accounts.index('alchemy:wallet:USDT');
    const { quantities } = await small.run(done);
    expect(quantities.find(({ account }) => account === wallet)!.quantity).toBe(10_498);
  });

  it('each transfer is an arrival of its own', async () => {
    const { small, heard } = listening({}, 'alchemy');
    for (const amount of [100, 200]) await small.client.send(small.transfer(amount));
    await small.moveBy(600_000);
    expect(heard.map(({ event }) => event.postings.at(-1)!.delta)).toEqual([98, 198]);
    expect(ids(heard)).toEqual(['alchemy:t3', 'alchemy:t4']);
  });

  it('a position without margin is liquidated', async () => {
    // A short of 1 BTC on 10,000 is under maintenance at 50,000.
    const { small, heard } = listening({ closes: [40_000, 50_000] });
    await small.client.send(small.order({ quantityBase: 1 }));
    await small.moveBy(HOUR_MS);
    expect(heard.map(({ event }) => event.what)).toEqual(['fill', 'liquidation']);
    expect(small.position).toBe(0);
  });

  it('a position is closed by force where that is laid down', async () => {
    const at = new Date(START + HOUR_MS / 2).toISOString();
    const { small, heard } = listening({
      change: ({ futures }) =>
        Object.assign(futures!, { deleveraging: [{ at, symbol: 'BTC-USDT', share: 0.5 }] }),
    });
    await small.client.send(small.order());
    await small.moveBy(HOUR_MS);
    expect(heard).toMatchObject([
      { event: { what: 'fill' } },
      { at: HOUR_MS / 2, event: { what: 'deleveraging' } },
    ]);
    expect(small.position).toBe(-0.05);
  });
});
