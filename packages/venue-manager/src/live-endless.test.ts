import type { Found, Outcome } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { liveBench } from './testing/live-bench.js';
import { plan, transfer } from './testing/plans.js';

const UNKNOWN: Outcome = { kind: 'unknown', message: 'no answer' };
const NOT_KNOWN: Found = { kind: 'never_existed' };
const FINAL: Found = { kind: 'never_existed', isFinal: true };
const HOUR = 3_600_000;

/** A transfer out of the wallet, which has no end of validity, as it is sent. */
function sending() {
  const one = liveBench(undefined, ({ deposit }) => deposit('alchemy', 'wallet', 500));
  const out = transfer('alchemy:wallet', 'bybit:margin', 500);
  const estimatedDeltas = { alchemy: { USDT: -500 }, bybit: { USDT: 500 } };
  one.manager.submitBlock(plan({ ...out, estimatedDeltas }), 'manual', one.now);
  const sent = one.expects('execute');
  expect(sent.validUntilMs).toBeNull();
  return { one, sent };
}

/** Everything that is asked in an hour in which the wallet knows nothing of it. */
function anHourOf(one: ReturnType<typeof liveBench>, found: Found): Set<string> {
  const kinds = new Set<string>();
  for (const until = one.now + HOUR; one.now < until;) {
    const request = one.ask(one.now);
    if (request === undefined) one.wait(Math.max(1, one.manager.wakeAt() - one.now));
    else {
      kinds.add(request.kind);
      one.settle(request, request.kind === 'find' ? found : one.answer(request));
    }
  }
  return kinds;
}

describe('a request without an end of validity whose outcome is unknown', () => {
  it('is not sent again however long it is not known, for it may still arrive', () => {
    const { one, sent } = sending();
    one.settle(sent, UNKNOWN);
    expect(anHourOf(one, NOT_KNOWN)).not.toContain('execute');
    anHourOf(one, { kind: 'found', outcome: one.fill(sent.request) });
    expect(one.positions.quantity('alchemy:wallet:USDT')).toBe(0);
  });

  it('is sent again, under the same name, once it can never take effect', () => {
    const { one, sent } = sending();
    one.settle(sent, UNKNOWN);
    one.settle(one.expects('find'), NOT_KNOWN);
    one.settle(one.expects('find'), FINAL);
    expect(one.expects('execute').request).toEqual(sent.request);
  });

  it('is not given up either where it was accepted before, but for the same reason', () => {
    const { one, sent } = sending();
    one.settle(sent, { kind: 'accepted', ref: 'tx1' });
    anHourOf(one, NOT_KNOWN);
    expect(one.manager.isIdle).toBe(false);
    anHourOf(one, FINAL);
    expect(one.manager.isIdle).toBe(true);
  });
});
