import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SmallModel, START } from '../testing/small-model.js';
import type { IdRule } from './venue-rules.js';

const refused = (code: string) => ({ kind: 'refused', code });

describe('a request on its way', () => {
  it('arrives after the way there, and is answered after the way back', async () => {
    const small = new SmallModel({ rules: { toVenueMs: 40, backMs: 25 } });
    const outcome = await small.run(small.client.send(small.order()));
    expect(small.elapsedMs).toBe(65);
    expect(outcome).toMatchObject({ kind: 'done', fills: [{ timeMs: START + 40 }] });
    expect(small.model.arrived).toMatchObject([{ timeMs: START + 40, taken: true }]);
  });

  it('takes no time where none is set, and needs no timer', async () => {
    const small = new SmallModel();
    expect(await small.client.send(small.order())).toMatchObject({ kind: 'done' });
    expect(small.position).toBe(-0.1);
  });

  it('is refused after its validity, not at it', async () => {
    const small = new SmallModel({ rules: { toVenueMs: 40 } });
    const send = (validUntilMs: number) =>
      small.run(small.client.send(small.order(), { validUntilMs }));
    expect(await send(START + 40)).toMatchObject({ kind: 'done' });
    expect(await send(START + 79)).toMatchObject(refused('VEN-030'));
    expect(small.position).toBe(-0.1);
  });

  it('goes on where its caller does not wait for it any more', async () => {
    const small = new SmallModel({ rules: { toVenueMs: 40, backMs: 40 } });
    const stop = new AbortController();
    const sent = small.client.send(small.order(), { signal: stop.signal });
    stop.abort(new Error('too late'));
    await expect(small.run(sent)).rejects.toThrow('too late');
    expect(small.position).toBe(0);
    await small.moveBy(40);
    expect(small.position).toBe(-0.1);
  });

  it('leaves nothing behind on a signal that outlives it', async () => {
    const small = new SmallModel({ rules: { toVenueMs: 40 } });
    const { signal } = new AbortController();
    await small.run(small.client.send(small.order(), { signal }));
    await small.run(small.client.holdings(signal));
    await small.run(small.clock.sleep(10, signal));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('goes on where its process was killed, which hears and sends nothing any more', async () => {
    const small = new SmallModel({ rules: { toVenueMs: 40 } });
    let heard = 0;
    void small.client.send(small.order()).then(() => heard++);
    small.model.killClients();
    void small.client.send(small.order()).then(() => heard++);
    void small.client.holdings().then(() => heard++);
    await small.moveBy(100);
    expect([heard, small.position, small.model.arrived.length]).toEqual([0, -0.1, 1]);
    expect(await small.run(small.model.client('binance').send(small.order()))).toMatchObject({
      kind: 'done',
    });
  });
});

describe('a client reference that is used again', () => {
  const twice = async (idRule: IdRule) => {
    const small = new SmallModel({ rules: { idRule } });
    const request = small.order();
    const first = await small.client.send(request);
    const second = await small.client.send(request);
    return { small, first, second, times: small.model.timesTaken(request.clientRef) };
  };

  it('takes effect again once the earlier order is closed, where it must be unique among open ones', async () => {
    const { small, second, times } = await twice('open_only');
    expect([second.kind, small.position, times]).toEqual(['done', -0.2, 2]);
  });

  it('is refused with VEN-026 as long as the earlier order is open', async () => {
    const small = new SmallModel({ rules: { idRule: 'open_only' } });
    small.model.script('binance', { on: 'send', fault: 'partial', share: 0.5, rest: 'resting' });
    const request = small.order();
    expect(await small.client.send(request)).toMatchObject({ kind: 'accepted' });
    expect(await small.client.send(request)).toMatchObject(refused('VEN-026'));
    small.model.fillRest('binance', request.clientRef);
    expect(await small.client.send(request)).toMatchObject({ kind: 'done' });
    expect(small.position).toBe(-0.2);
  });

  it('is refused with VEN-026 for ever, where it must be unique', async () => {
    const { small, second, times } = await twice('always');
    expect(second).toMatchObject(refused('VEN-026'));
    expect([small.position, times]).toEqual([-0.1, 1]);
  });

  it('is answered as before, where the same is the same', async () => {
    const { small, first, second, times } = await twice('answered_again');
    expect(second).toEqual(first);
    expect([small.position, times]).toEqual([-0.1, 1]);
  });

  it('is free after a refusal under every rule', async () => {
    for (const idRule of ['open_only', 'always', 'answered_again'] as const) {
      const small = new SmallModel({ rules: { idRule } });
      small.model.script('binance', { on: 'send', fault: 'refused', code: 'VEN-008' });
      const request = small.order();
      expect(await small.client.send(request)).toMatchObject(refused('VEN-008'));
      expect(await small.client.send(request)).toMatchObject({ kind: 'done' });
    }
  });
});

describe('what goes wrong with a request', () => {
  it('lost on its way: no effect, and an error or silence', async () => {
    const small = new SmallModel();
    small.model.script(
      'binance',
      { on: 'send', fault: 'request_lost', reply: 'throws' },
      { on: 'send', fault: 'request_lost', reply: 'never' },
    );
    await expect(small.client.send(small.order())).rejects.toThrow('binance cannot be reached');
    let heard = 0;
    void small.client.send(small.order()).finally(() => heard++);
    await small.moveBy(1_000);
    expect([heard, small.position, small.model.arrived]).toEqual([0, 0, []]);
  });

  it('the answer lost: its effect is there, and an error or silence', async () => {
    const small = new SmallModel();
    small.model.script(
      'binance',
      { on: 'send', fault: 'answer_lost', reply: 'throws' },
      { on: 'send', fault: 'answer_lost', reply: 'never' },
    );
    await expect(small.client.send(small.order())).rejects.toThrow('binance cannot be reached');
    expect(small.position).toBe(-0.1);
    const stop = new AbortController();
    const silent = small.client.send(small.order(), { signal: stop.signal });
    small.clock.at(START + 5_000, () => stop.abort(new Error('waited 5 s')));
    await expect(small.run(silent)).rejects.toThrow('waited 5 s');
    expect(small.position).toBe(-0.2);
  });

  it('late there or late back', async () => {
    const small = new SmallModel({ rules: { toVenueMs: 10, backMs: 10 } });
    small.model.script(
      'binance',
      { on: 'send', fault: 'arrives_late', byMs: 700 },
      { on: 'send', fault: 'answer_late', byMs: 700 },
    );
    await small.run(small.client.send(small.order()));
    await small.run(small.client.send(small.order()));
    expect(small.model.arrived.map(({ timeMs }) => timeMs - START)).toEqual([710, 730]);
    expect(small.elapsedMs).toBe(720 + 720);
  });

  it('unknown, with or without effect', async () => {
    const small = new SmallModel();
    small.model.script(
      'binance',
      { on: 'send', fault: 'unknown', takesEffect: false },
      { on: 'send', fault: 'unknown', takesEffect: true },
    );
    expect(await small.client.send(small.order())).toMatchObject({ kind: 'unknown' });
    expect(small.position).toBe(0);
    const request = small.order();
    expect(await small.client.send(request)).toMatchObject({ kind: 'unknown' });
    expect(small.position).toBe(-0.1);
    expect(await small.client.find(request.clientRef)).toMatchObject({
      kind: 'found',
      outcome: { kind: 'done', fills: [{ quantityBase: 0.1 }] },
    });
  });

  it('not sent at all', async () => {
    const small = new SmallModel();
    small.model.script('binance', { on: 'send', fault: 'not_sent' });
    expect(await small.client.send(small.order())).toMatchObject({ kind: 'not_sent' });
    expect(small.model.arrived).toEqual([]);
  });

  it('only at the venue that it was written for', async () => {
    const small = new SmallModel();
    small.model.script('okx', { on: 'send', fault: 'not_sent' });
    expect(await small.client.send(small.order())).toMatchObject({ kind: 'done' });
  });
});

describe('a wallet that does not know a request', () => {
  it('calls that final only when nothing of it is on its way any more', async () => {
    const small = new SmallModel({ rules: { toVenueMs: 40 } });
    const wallet = small.model.client('alchemy');
    const request = small.transfer(500, {
      ...{ venue: 'alchemy', clientRef: 'w1', fromBucket: 'wallet' },
      ...{ toVenue: 'binance', toBucket: 'spot' },
    });
    const find = () => small.run(wallet.find('w1'));
    small.model.script(
      'alchemy',
      { on: 'send', fault: 'arrives_late', byMs: 1_000 },
      { on: 'send', fault: 'request_lost', reply: 'never' },
    );
    void wallet.send(request);
    expect(await find()).toEqual({ kind: 'never_existed' });
    await small.moveBy(1_100);
    expect(await find()).toMatchObject({ kind: 'found' });
    void wallet.send({ ...request, clientRef: 'w2' });
    await small.moveBy(100);
    expect(await small.run(wallet.find('w2'))).toEqual({ kind: 'never_existed', isFinal: true });
    expect(await small.run(small.client.find('w2'))).toEqual({ kind: 'never_existed' });
  });
});
