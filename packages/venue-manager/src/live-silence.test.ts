import { describe, expect, it } from 'vitest';
import { buy, cover, decision, short } from './testing/bench.js';
import { liveBench, withoutBinance } from './testing/live-bench.js';

type Live = ReturnType<typeof liveBench>;

const MINUTE = 60_000;

/** Venues answer all but what became of an order; what is sent is counted. */
const sentWithoutFind = (one: Live, until: number): number => {
  let sent = 0;
  while (one.now <= until) {
    const request = one.ask(one.now);
    if (request === undefined) one.wait(Math.max(100, one.manager.wakeAt() - one.now));
    else if (request.kind === 'find') one.settle(request, { kind: 'not_read', message: 'down' });
    else if (request.kind === 'read_history')
      one.settle(request, { kind: 'history', venue: request.venue, events: [] });
    else if (request.kind !== 'give_up') {
      if (request.kind === 'execute') sent += 1;
      one.settle(request, one.answer(request));
    }
  }
  return sent;
};

const hedged = (change?: Parameters<typeof liveBench>[0]) => {
  const one = liveBench(change);
  one.manager.submit(decision('entry_full', [buy(3), short(3)], 30), one.now);
  one.goOn();
  return one;
};

/** At another venue. */
const reduces = (one: Live) => {
  one.manager.submit(decision('exit_full', [cover(1, 0.9)], 0), one.now);
  withoutBinance(one, one.now + 1_000);
  return one.positions.quantity('bybit:perp:BTC-USDT');
};

describe('a venue that is heard again after it was silent', () => {
  it('has the strategy asked at once, and one that was never silent has not', () => {
    const one = hedged();
    one.goOn(one.now + 10 * MINUTE);
    expect(one.manager.surprises).toBe(0);
    withoutBinance(one, one.now + 10 * MINUTE);
    expect(one.manager.takesOrders('binance', 'spot')).toBe(false);
    one.goOn(one.now + MINUTE);
    expect(one.manager.takesOrders('binance', 'spot')).toBe(true);
    expect(one.manager.surprises).toBe(1);
  });
});

describe('a venue that is heard again and differs at first', () => {
  it('has the strategy asked as well', () => {
    const one = hedged();
    withoutBinance(one, one.now + 10 * MINUTE);
    let request = one.ask(one.now);
    while (request?.kind !== 'read_holdings') {
      if (request?.kind === 'read_history')
        one.settle(request, { kind: 'history', venue: request.venue, events: [] });
      else one.wait(100);
      request = one.ask(one.now);
    }
    const held = one.holdings('binance');
    expect(request.venue).toBe('binance');
    const quantities = held.quantities.map((each) => ({ ...each, quantity: each.quantity + 1 }));
    one.settle(request, { ...held, quantities });
    expect(one.manager.mayDecide(one.now)).toBe(false);
    one.goOn(one.now + MINUTE);
    expect(one.manager.mayDecide(one.now)).toBe(true);
    expect(one.manager.surprises).toBe(1);
  });
});

describe('a venue that does not answer any more', () => {
  it('after an order holds its block, so that risk can be lowered elsewhere', () => {
    const one = hedged();
    one.manager.submit(decision('rebalance', [buy(1)]), one.now);
    expect(withoutBinance(one, one.now + MINUTE)).toHaveLength(1);
    expect(one.manager.liveStatus(one.now)['unknown_outcomes']).toHaveLength(1);
    expect(one.manager.mayDecide(one.now)).toBe(true);
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
    expect(reduces(one)).toBeCloseTo(0, 12);
  });

  it('while an order rests there holds its block once it should have been called off', () => {
    const one = hedged();
    one.manager.submit(decision('rebalance', [buy(1)]), one.now);
    one.settle(one.expects('execute'), { kind: 'accepted', ref: 'v1' });
    withoutBinance(one, one.now + 2 * MINUTE);
    expect(one.manager.mayDecide(one.now)).toBe(true);
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
    expect(reduces(one)).toBeCloseTo(0, 12);
  });

  it('after a fill does not keep its block for ever, and no risk is added before it says what it holds', () => {
    const one = hedged();
    one.manager.submit(decision('rebalance', [buy(1)]), one.now);
    const sent = one.expects('execute');
    one.settle(sent, one.fill(sent.request));
    withoutBinance(one, one.now + 2 * MINUTE);
    expect(one.manager.isIdle).toBe(true);
    expect(one.manager.mayDecide(one.now)).toBe(true);
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
    expect(one.events.map(({ data }) => data['error_code'])).toContain('VM-002');
    expect(reduces(one)).toBeCloseTo(0, 12);
    one.goOn(one.now + MINUTE);
    expect(one.manager.mayAddRisk(one.now)).toBe(true);
  });

  it('of an order lets one reduction after another pass, also at the same venue', () => {
    const one = hedged();
    one.manager.submit(decision('rebalance', [buy(1)]), one.now);
    one.settle(one.expects('execute'), { kind: 'unknown', message: 'no answer' });
    sentWithoutFind(one, one.now + MINUTE);
    for (const amountBtc of [0.6, 0.3]) {
      expect(one.manager.mayDecide(one.now)).toBe(true);
      one.manager.submit(decision('exit_full', [cover(0, amountBtc)], 0), one.now);
      expect(sentWithoutFind(one, one.now + MINUTE)).toBe(1);
    }
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
  });

  it('of an order, at a venue that was behind when it was sent, leaves decisions to be made', () => {
    const one = hedged();
    one.manager.reconnected('binance', one.now);
    const history = one.expects('read_history');
    one.settle(history, { kind: 'history', venue: 'binance', events: [] });
    const held = one.holdings('binance');
    const quantities = held.quantities.map((each) => ({ ...each, quantity: each.quantity + 1 }));
    one.settle(one.expects('read_holdings'), { ...held, quantities });
    expect(one.manager.mayDecide(one.now)).toBe(false);
    one.manager.submit(decision('exit_full', [cover(0, 0.9)], 0), one.now);
    one.settle(one.expects('execute'), { kind: 'unknown', message: 'no answer' });
    sentWithoutFind(one, one.now + MINUTE);
    expect(one.manager.mayDecide(one.now)).toBe(true);
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
  });
});
