import { describe, expect, it } from 'vitest';
import { StillMarket, buy, cover, decision, sell, short } from './testing/bench.js';
import { liveBench } from './testing/live-bench.js';

describe('a fill larger than was asked for', () => {
  it('ends its block as a smaller one does: the hedge is decided by what was really filled', () => {
    const one = liveBench();
    one.manager.submit(decision('entry_full', [buy(1), short(1)], 30), one.now);
    const sent = one.expects('execute');
    if (sent.request.kind !== 'order') throw new Error('an order is sent first');
    one.settle(sent, one.fill({ ...sent.request, quantityBase: 2 }));
    expect(one.goOn().map(({ kind }) => kind)).toEqual(['read_holdings', 'give_up']);
    expect(one.positions.quantity('binance:spot:BTC')).toBe(2);
  });
});

describe('requests within a minute', () => {
  it('count those that begin a block too', () => {
    const one = liveBench((settings) => void (settings.max_requests_per_minute = 2));
    const begin = one.now;
    for (let i = 0; i < 4; i++) {
      one.manager.submit(decision('rebalance', [buy(0.1)]), one.now);
      one.goOn();
    }
    expect(one.receipts).toHaveLength(2);
    one.goOn(begin + 61_000);
    expect(one.receipts).toHaveLength(4);
  });

  it('keep nothing waiting that lowers risk, behind a block that waits for its turn', () => {
    const one = liveBench((settings) => void (settings.max_requests_per_minute = 3));
    one.manager.submit(decision('entry_full', [buy(1), short(1)], 30), one.now);
    one.goOn();
    expect(one.receipts).toHaveLength(3);
    one.manager.submit(decision('exit_partial', [cover(1, 0.1)], 0), one.now);
    one.goOn();
    expect(one.receipts.at(-1)!.block.action).toBe('exit_partial');
  });
});

describe('without a delay between attempts', () => {
  it('a venue that differs is not asked all the time', () => {
    const one = liveBench((settings) => void (settings.retry_delay_seconds = 0));
    one.wait(60_000);
    let reads = 0;
    const until = one.now + 10_000;
    while (one.now < until && reads < 1_000) {
      const request = one.ask(one.now);
      if (request === undefined) {
        one.wait(Math.max(1, one.manager.wakeAt() - one.now));
        continue;
      }
      reads += 1;
      one.settle(request as never, { kind: 'not_read', message: 'down' });
    }
    expect(reads).toBeLessThan(100);
  });
});

describe('a price that is gone', () => {
  it.each([NaN, 0])(
    '(%d) ends a reduction at its next order: none is sent without a bound',
    (gone) => {
      const market = new StillMarket();
      const one = liveBench(undefined, undefined, market);
      one.manager.submit(decision('entry_full', [buy(1), short(1)], 30), one.now);
      one.goOn();
      one.manager.submit(decision('rebalance', [cover(0, 0.1), sell(0.1)]), one.now);
      const sent = one.expects('execute');
      one.settle(sent, one.fill(sent.request));
      market.price = gone;
      const asked = one.goOn();
      expect(asked.map(({ kind }) => kind)).toEqual(['read_holdings', 'give_up']);
      expect(asked.at(-1)).toMatchObject({ code: 'VEN-008' });
    },
  );
});
