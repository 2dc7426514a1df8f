import { HOUR_MS, MINUTE_MS, type Side, type VenueEvent } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SmallModel } from '../testing/small-model.js';
import type { Fault, VenueRules } from './venue-rules.js';

type Step =
  | { readonly does: 'trade'; readonly venue: string; readonly side: Side; readonly lots: number }
  | { readonly does: 'move'; readonly amount: number }
  | { readonly does: 'wait'; readonly minutes: number }
  | { readonly does: 'outside'; readonly venue: string; readonly amount: number }
  | { readonly does: 'again' | 'cancel' | 'fill' };

const venue = fc.constantFrom('binance', 'okx');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    does: fc.constant('trade' as const),
    venue,
    side: fc.constantFrom<Side>('buy', 'sell'),
    lots: fc.integer({ min: 2, max: 400 }),
  }),
  fc.record({ does: fc.constant('move' as const), amount: fc.integer({ min: 1, max: 3_000 }) }),
  fc.record({ does: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
  fc.record({
    does: fc.constant('outside' as const),
    venue,
    amount: fc.integer({ min: 1, max: 1_000 }),
  }),
  fc.record({ does: fc.constantFrom('again' as const, 'cancel' as const, 'fill' as const) }),
);

const silence = fc.constantFrom('throws' as const, 'never' as const);
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    on: fc.constant('send' as const),
    fault: fc.constantFrom('request_lost' as const, 'answer_lost' as const),
    reply: silence,
  }),
  fc.record({
    on: fc.constant('send' as const),
    fault: fc.constantFrom('arrives_late' as const, 'answer_late' as const),
    byMs: fc.integer({ min: 1, max: 5_000 }),
  }),
  fc.record({
    on: fc.constant('send' as const),
    fault: fc.constant('unknown' as const),
    takesEffect: fc.boolean(),
  }),
  fc.record({
    on: fc.constant('send' as const),
    fault: fc.constant('partial' as const),
    share: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
    rest: fc.constantFrom('cancelled' as const, 'resting' as const),
  }),
  fc.record({
    on: fc.constant('event' as const),
    delaysMs: fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 3 }),
  }),
);

const rules: fc.Arbitrary<VenueRules> = fc.record({
  idRule: fc.constantFrom('open_only' as const, 'always' as const, 'answered_again' as const),
  toVenueMs: fc.integer({ min: 0, max: 200 }),
  backMs: fc.integer({ min: 0, max: 200 }),
  lagMs: fc.integer({ min: 0, max: 4_000 }),
});

const CLOSES = [40_000, 41_000, 52_000, 47_000, 39_000, 44_000];

async function play(steps: readonly Step[], faults: readonly Fault[], of: VenueRules) {
  const small = new SmallModel({ closes: CLOSES, fundingRate: 0.0003, rules: of });
  const { model, clock } = small;
  const told: VenueEvent[] = [];
  const stop = new AbortController();
  for (const id of ['binance', 'okx', 'alchemy']) {
    model.script(id, ...faults);
    void (async () => {
      for await (const event of model.client(id).events(stop.signal)) told.push(event);
    })();
  }
  let last = small.order();
  const send = (request: Parameters<typeof small.client.send>[0]) => {
    const signal = new AbortController();
    const giveUp = clock.at(clock.now() + 1_000, () => signal.abort(new Error('gave up')));
    return small
      .run(model.client(request.venue).send(request, { signal: signal.signal }))
      .catch(() => undefined)
      .finally(giveUp);
  };
  for (const one of steps) {
    if (one.does === 'trade') {
      const quantityBase = one.lots / 1_000;
      last = small.order({ venue: one.venue, side: one.side, quantityBase });
      await send(last);
    } else if (one.does === 'move') await send(small.transfer(one.amount));
    else if (one.does === 'wait') await small.moveBy(one.minutes * MINUTE_MS);
    else if (one.does === 'outside') model.deposit(one.venue, 'margin', 'USDT', one.amount);
    else if (one.does === 'again') await send(last);
    else if (one.does === 'cancel')
      await small.run(model.client(last.venue).cancel(last.clientRef)).catch(() => undefined);
    else model.fillRest(last.venue, last.clientRef);
  }
  return { small, told, last };
}

describe('whatever happens and goes wrong', () => {
  it('effects are all that moves anything, and each venue shows them once its lag is over', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.array(fault, { maxLength: 10 }),
        rules,
        async (steps, faults, of) => {
          const { small, told } = await play(steps, faults, of);
          // Every venue has played what it began, and every lag is over.
          await small.moveBy(CLOSES.length * HOUR_MS);
          const { model, accounts } = small;
          const sums = new Float64Array(accounts.size);
          for (const { id, postings } of model.effects)
            for (const { account, delta, effect } of postings) {
              sums[account]! += delta;
              expect(effect).toBe(id);
            }
          for (const { id, index, asset, venue: owner } of accounts.accounts) {
            expect(sums[index]).toBe(model.held(id));
            // Money on the road is two venues' business: their lags may change the order of the sum.
            if (owner !== 'in_transit') expect(await small.told(id)).toBe(model.held(id));
            else
              expect(await small.told(id)).toBeCloseTo(model.held(id), asset === 'USDT' ? 6 : 12);
          }
          const effects = new Map(model.effects.map((effect) => [effect.id, effect]));
          expect(effects.size).toBe(model.effects.length);
          for (const event of told) expect(effects.get(event.id)).toMatchObject({ ...event });
          const refs = new Set(model.arrived.map(({ request }) => request.clientRef));
          if (of.idRule !== 'open_only')
            for (const ref of refs) expect(model.timesTaken(ref)).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('the same script gives the same course', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 15 }),
        fc.array(fault, { maxLength: 6 }),
        rules,
        async (steps, faults, of) => {
          const course = async () => {
            const { small, told } = await play(steps, faults, of);
            return JSON.stringify([small.clock.now(), small.model.effects, told]);
          };
          expect(await course()).toBe(await course());
        },
      ),
      { numRuns: 40 },
    );
  });
});
