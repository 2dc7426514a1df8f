import type { Found, Outcome, SimVenue, VenueRequest } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { SimulationClient } from './simulation-client.js';

const ORDER: VenueRequest = {
  kind: 'order',
  venue: 'slow',
  clientRef: 'mine',
  market: 'spot',
  symbol: 'BTC-USDT',
  side: 'buy',
  quantityBase: 1,
  reduceOnly: false,
};
const DONE: Outcome = { kind: 'done', ref: 'mine', fills: [], postings: [], booked: true };

/** A venue that accepts everything for later and tells once what became of it. */
class SlowVenue implements SimVenue {
  readonly id = 'slow';
  readonly ranks = [];
  received = 0;
  later: Found = { kind: 'found', outcome: { kind: 'accepted', ref: 'mine' } };

  handle(): Outcome {
    this.received += 1;
    return { kind: 'accepted', ref: 'mine' };
  }
  find(): Found {
    const told = this.later;
    if (told.kind === 'found' && told.outcome.kind === 'done')
      this.later = { kind: 'never_existed' };
    return told;
  }
  play() {}
  nextEventAt = () => Infinity;
  holdings = (now: number) =>
    ({ kind: 'holdings', venue: this.id, asOfMs: now, quantities: [] }) as const;
  save = () => null;
  load() {}
}

describe('a simulated venue that answers later', () => {
  it('is sent a reference once, however often it is asked for', async () => {
    const venue = new SlowVenue();
    const client = new SimulationClient(venue, () => 0);
    expect((await client.send(ORDER)).kind).toBe('accepted');
    expect((await client.send(ORDER)).kind).toBe('accepted');
    expect(venue.received).toBe(1);
  });

  it('is asked until it tells, and what it told is remembered', async () => {
    const venue = new SlowVenue();
    const client = new SimulationClient(venue, () => 0);
    expect(await client.find('mine')).toEqual({ kind: 'never_existed', isFinal: true });
    await client.send(ORDER);
    expect(await client.find('mine')).toMatchObject({ outcome: { kind: 'accepted' } });
    venue.later = { kind: 'found', outcome: DONE };
    expect(await client.find('mine')).toEqual({ kind: 'found', outcome: DONE });
    expect(await client.find('mine')).toEqual({ kind: 'found', outcome: DONE });
    expect(await client.send(ORDER)).toEqual(DONE);
  });
});
