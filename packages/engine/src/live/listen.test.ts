import type { VenueClient, VenueEvent } from '@basis/core-types';
import { expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.js';
import { listen } from './listen.js';

it('a line that was closed after some time has been missed, also where nothing was told', async () => {
  const clock = new VirtualClock(0);
  const ending = new AbortController();
  let lines = 0;
  const client = {
    id: 'binance',
    async *events() {
      lines += 1;
      if (lines === 1) clock.jump(1_000);
      else ending.abort();
    },
  } as unknown as VenueClient;
  let heardAgain = 0;
  const again = () => (heardAgain += 1);
  const listener = { take: () => undefined, lost: () => undefined, again };
  await listen(client, listener, clock, 1_000, ending.signal);
  expect(heardAgain).toBe(1);
});

it('a venue that closes the line in good order is listened to again', async () => {
  const clock = new VirtualClock(0);
  const event = (id: string) => ({ id }) as VenueEvent;
  // What it tells before it closes, each time.
  const told = [[event('a')], [], [event('b')]];
  const client = {
    id: 'binance',
    async *events() {
      yield* told.shift() ?? [];
    },
  } as unknown as VenueClient;
  const ending = new AbortController();
  const heard: string[] = [];
  const lost: unknown[] = [];
  const again: number[] = [];
  const take = ({ id }: VenueEvent) => {
    heard.push(id);
    if (id === 'b') ending.abort();
  };
  const listener = {
    take,
    lost: (cause: unknown) => void lost.push(cause),
    again: () => void again.push(clock.now()),
  };
  await listen(client, listener, clock, 1_000, ending.signal);
  expect(heard).toEqual(['a', 'b']);
  // One that has nothing to tell is no loss.
  expect(lost).toHaveLength(1);
  expect(again).toEqual([1_000]);
  expect(clock.now()).toBe(1_000 + 2_000);
});
