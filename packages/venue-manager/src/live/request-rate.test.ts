import { MINUTE_MS, SECOND_MS } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestRate } from './request-rate.js';

const START = Date.UTC(2026, 0, 1);
const second = (count: number) => START + count * SECOND_MS;

function sentAt(most: number, ...seconds: number[]): RequestRate {
  const rate = new RequestRate(most);
  for (const one of seconds) rate.sent(second(one));
  return rate;
}

describe('the rate of requests', () => {
  it('counts those of the last minute, and one of exactly a minute ago no more', () => {
    const rate = sentAt(5, 0, 10, 50);
    expect(rate.withinLastMinute(second(50))).toBe(3);
    expect(rate.withinLastMinute(second(60) - 1)).toBe(3);
    expect(rate.withinLastMinute(second(60))).toBe(2);
    expect(rate.withinLastMinute(second(110))).toBe(0);
  });

  it('says when another may be sent: a minute after the one that is as many before it', () => {
    expect(sentAt(3, 0, 10).freeFrom()).toBe(-Infinity);
    expect(sentAt(3, 0, 10, 50).freeFrom()).toBe(second(60));
    expect(sentAt(3, 0, 10, 50, 60).freeFrom()).toBe(second(70));
  });

  it('is at its bound until then, and below it from then on', () => {
    const rate = sentAt(3, 0, 10, 50);
    expect(rate.withinLastMinute(rate.freeFrom() - 1)).toBe(3);
    expect(rate.withinLastMinute(rate.freeFrom())).toBe(2);
  });

  it('counts what a clock that was set back had sent', () => {
    expect(sentAt(3, 100).withinLastMinute(second(0))).toBe(1);
  });

  it('agrees with a list of all times, also saved and loaded on the way', () => {
    const gaps = fc.array(fc.nat(MINUTE_MS / 2), { maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), gaps, (most, waits) => {
        let rate = new RequestRate(most);
        const all: number[] = [];
        let now = START;
        for (const wait of waits) {
          now += wait;
          const recent = all.filter((time) => time > now - MINUTE_MS);
          expect(rate.withinLastMinute(now)).toBe(recent.length);
          expect(rate.freeFrom() > now).toBe(recent.length >= most);
          if (recent.length >= most) continue;
          rate.sent(now);
          all.push(now);
          const loaded = new RequestRate(most);
          loaded.load(JSON.parse(JSON.stringify(rate.save())) as number[]);
          expect(loaded.save()).toEqual(rate.save());
          rate = loaded;
        }
      }),
    );
  });

  it('keeps the newest where the bound has become lower', () => {
    const rate = new RequestRate(2);
    rate.load(sentAt(4, 1, 2, 3, 4).save());
    expect(rate.save()).toEqual([second(3), second(4)]);
  });
});
