import { describe, expect, it } from 'vitest';
import { SmallModel, START } from '../testing/small-model.js';
import type { Trouble } from './venue-rules.js';

const from = (kind: Trouble['kind'], fromMs: number, untilMs: number): Trouble => ({
  kind,
  fromMs: START + fromMs,
  untilMs: START + untilMs,
});
const UNREACHABLE = 'binance cannot be reached';

describe('a venue that is blind', () => {
  it('does not find what it has, and holds and refuses it all the same', async () => {
    const small = new SmallModel();
    small.model.trouble('binance', from('blind', 0, 1_000));
    const order = small.order();
    expect(await small.client.send(order)).toMatchObject({ kind: 'done' });
    expect(await small.client.find(order.clientRef)).toEqual({ kind: 'never_existed' });
    expect(await small.client.send(order)).toMatchObject({ kind: 'refused', code: 'VEN-026' });
    expect(small.position).toBe(-0.1);
    await small.moveBy(1_000);
    expect(await small.client.find(order.clientRef)).toMatchObject({ kind: 'found' });
  });
});

describe('an outage', () => {
  it('lets every call throw from its begin up to its end', async () => {
    const small = new SmallModel();
    small.model.trouble('binance', from('outage', 0, 1_000));
    await small.moveBy(999);
    const { client } = small;
    const stop = new AbortController();
    for (const call of [
      client.send(small.order()),
      client.cancel('ref-1'),
      client.find('ref-1'),
      client.holdings(),
      client.events(stop.signal)[Symbol.asyncIterator]().next(),
    ])
      await expect(call).rejects.toThrow(UNREACHABLE);
    expect(small.model.arrived).toEqual([]);
    await small.moveBy(1);
    expect(await client.send(small.order())).toMatchObject({ kind: 'done' });
  });

  it('catches what is on its way there, and what is on its way back', async () => {
    const small = new SmallModel({ rules: { toVenueMs: 100, backMs: 100 } });
    small.model.trouble('binance', from('outage', 50, 120));
    small.model.trouble('binance', from('outage', 350, 450));
    await expect(small.run(small.client.send(small.order()))).rejects.toThrow(UNREACHABLE);
    expect([small.elapsedMs, small.position]).toEqual([200, 0]);
    await expect(small.run(small.client.send(small.order()))).rejects.toThrow(UNREACHABLE);
    expect([small.elapsedMs, small.position]).toEqual([400, -0.1]);
  });

  it('breaks streams of events when it begins, and swallows what happens in it', async () => {
    const small = new SmallModel();
    small.model.trouble('binance', from('outage', 10, 20));
    const listen = () =>
      small.client.events(new AbortController().signal)[Symbol.asyncIterator]().next();
    const broken = listen();
    await expect(small.run(broken)).rejects.toThrow(UNREACHABLE);
    expect(small.elapsedMs).toBe(10);
    small.model.deposit('binance', 'margin', 'USDT', 1);
    await small.moveBy(10);
    const next = listen();
    small.model.deposit('binance', 'margin', 'USDT', 2);
    expect((await next).value).toMatchObject({ postings: [{ delta: 2 }] });
  });

  it('does not stop what the venue does by itself', async () => {
    const small = new SmallModel();
    await small.client.send(small.transfer(500));
    small.model.trouble('binance', from('outage', 0, 10_000_000));
    await small.moveBy(600_000);
    expect(small.model.held('alchemy:wallet:USDT')).toBe(10_498);
  });

  it('is that of one venue', async () => {
    const small = new SmallModel();
    small.model.trouble('okx', from('outage', 0, 1_000));
    expect(await small.client.send(small.order())).toMatchObject({ kind: 'done' });
  });
});

describe.each([
  ['rate_limit', 'VEN-028'],
  ['key_revoked', 'VEN-029'],
] as const)('%s', (kind, code) => {
  it(`refuses requests with ${code}, and readings throw it`, async () => {
    const small = new SmallModel();
    small.model.trouble('binance', from(kind, 0, 1_000));
    const { client } = small;
    expect(await client.send(small.order())).toMatchObject({ kind: 'refused', code });
    for (const call of [client.find('x'), client.holdings(), client.cancel('x')])
      await expect(call).rejects.toMatchObject({ code });
    await small.moveBy(1_000);
    expect(await client.send(small.order())).toMatchObject({ kind: 'done' });
  });
});

describe('a reading', () => {
  it.each(['find', 'holdings'] as const)('%s fails, or is never answered', async (on) => {
    const small = new SmallModel();
    small.model.script('binance', { on, fault: 'throws' }, { on, fault: 'never' });
    const read = () => (on === 'find' ? small.client.find('x') : small.client.holdings());
    await expect(read()).rejects.toThrow(UNREACHABLE);
    let heard = 0;
    void read().finally(() => heard++);
    await small.moveBy(1_000);
    expect(heard).toBe(0);
    expect(await read()).toBeDefined();
  });

  it('does not take what the script has for sending', async () => {
    const small = new SmallModel();
    small.model.script('binance', { on: 'send', fault: 'not_sent' });
    expect(await small.client.find('x')).toEqual({ kind: 'never_existed' });
    expect(await small.client.send(small.order())).toMatchObject({ kind: 'not_sent' });
  });
});
