import { describe, expect, it } from 'vitest';
import { NOW, SYMBOL, benchConfig } from '../testing/bench.js';
import { configOf, contextOf, findings, funded, order, plan, transfer } from '../testing/plans.js';
import { planFindings } from './check-plan.js';

describe('a plan at exchanges', () => {
  it('that can be carried out has no findings, and nothing held is changed by looking', () => {
    const one = funded();
    const before = one.positions.save();
    expect(
      findings(
        one,
        order('spot', 'buy', 2),
        order('perp', 'sell', 2),
        order('spot', 'sell', 1),
        order('perp', 'buy', 2, { reduceOnly: true }),
        transfer('binance:spot', 'bybit:margin', 900_000),
        transfer('bybit:margin', 'okx:margin', 990_000),
      ),
    ).toEqual([]);
    expect(one.positions.save()).toEqual(before);
  });

  const sizes = benchConfig((_, input) => {
    const binance = structuredClone(input.venue_configs['binance']!);
    if (binance.venue_type !== 'cex') return;
    const rules = { lot_size: 0.01, min_size: 0.02, max_size: 3, min_notional: 1_200 };
    Object.assign(binance.spot!.instruments[SYMBOL]!, rules);
    Object.assign(binance.futures!.instruments[SYMBOL]!, rules);
    input.venue_configs['binance'] = binance;
  });

  it.each([
    ['out of lots', order('spot', 'buy', 0.035), /0.035 .* not in lots of 0.01, at least 0.02/],
    ['too small', order('spot', 'buy', 0.01), /0.01 .* at least 0.02/],
    ['too large', order('spot', 'buy', 3.01), /3.01 .* more than the 3 that/],
    ['worth too little', order('spot', 'buy', 0.02), /is worth 800, below the least 1200/],
    ['unknown', order('spot', 'buy', 1, { symbol: 'DOGE-USDT' }), /binance does not trade it/],
    ['elsewhere', order('spot', 'buy', 1, { venue: 'okx' }), /okx keeps no/],
    [
      'beyond the money',
      order('spot', 'buy', 2, { estimatedDeltas: { binance: { USDT: -1_000_001 } } }),
      /takes 1000001 from binance:spot:USDT, which then has 1 less/,
    ],
    [
      'of what is not there',
      order('spot', 'sell', 1),
      /takes 1 from binance:spot:BTC, which then has 1 less/,
    ],
    [
      'reducing nothing',
      order('perp', 'sell', 1, { reduceOnly: true }),
      /may only reduce, and the position is 0/,
    ],
  ])('names an order %s', (_, one, expected) => {
    expect(findings(funded(sizes), one)).toEqual([expect.stringMatching(expected)]);
    expect(findings(funded(sizes), one)[0]).toContain(one.id);
  });

  it('follows the parameters of its day', () => {
    const dated = benchConfig((_, input) => {
      const binance = structuredClone(input.venue_configs['binance']!);
      const spot = { instruments: { [SYMBOL]: { max_size: 1 } } };
      binance.changes = [{ from: new Date(NOW + 1).toISOString(), set: { spot } }];
      input.venue_configs['binance'] = binance;
    });
    const one = funded(dated);
    const buys = plan(order('spot', 'buy', 2));
    expect(planFindings(buys, contextOf(one))).toEqual([]);
    expect(planFindings(buys, contextOf(one, { now: NOW + 1 }))).toHaveLength(1);
  });

  it('counts a lack once, not with every step behind it', () => {
    const one = funded();
    const [first, ...more] = findings(
      one,
      transfer('binance:spot', 'bybit:margin', 1_000_500),
      order('spot', 'buy', 1, { estimatedDeltas: { binance: { USDT: -40_000, BTC: 1 } } }),
    );
    expect(first).toMatch(/which then has 500 less/);
    expect(more).toEqual([expect.stringMatching(/takes 40000 .* which then has 40000 less/)]);
  });

  it('waits for what is under way, as far as it goes', () => {
    const one = funded();
    const sent = transfer('binance:spot', 'bybit:margin', 1_000_500);
    one.updates.post(NOW, one.accounts.index('in_transit:USDT'), 'transfer', 400);
    expect(findings(one, sent)).toEqual([expect.stringMatching(/has 100 less/)]);
    one.updates.post(NOW, one.accounts.index('in_transit:USDT'), 'transfer', 100);
    expect(findings(one, sent)).toEqual([]);
    const more = transfer('binance:spot', 'bybit:margin', 300);
    expect(findings(one, sent, more)).toEqual([expect.stringMatching(/takes 300 .* has 300 less/)]);
  });

  it('forgives binary fractions', () => {
    const one = funded();
    expect(findings(one, transfer('binance:spot', 'bybit:margin', 1_000_000 + 1e-4))).toEqual([]);
    expect(findings(one, transfer('binance:spot', 'bybit:margin', 1_000_000.1))).toHaveLength(1);
  });

  it('names where money cannot go, and what is too little to be sent', () => {
    const one = funded();
    expect(findings(one, transfer('binance:spot', 'okx:spot', 500))).toEqual([
      expect.stringMatching(/okx keeps no USDT in spot/),
    ]);
    expect(findings(one, transfer('binance:spot', 'okx:margin', 9))).toEqual([
      expect.stringMatching(/less than the 10 that binance sends for a fee of 0/),
    ]);
    const closed = funded(benchConfig());
    expect(findings(closed, transfer('binance:spot', 'okx:margin', 500))).toEqual([
      expect.stringMatching(/binance lets no USDT go/),
    ]);
    expect(findings(one, transfer('binance:spot', 'binance:margin', 1))).toEqual([]);
  });

  it('has the venue’s fee arrive nowhere', () => {
    const steps = [
      transfer('binance:spot', 'bybit:margin', 1_000),
      transfer('bybit:margin', 'okx:margin', 1_000),
    ];
    const withFee = configOf(undefined, 1);
    expect(findings(funded(withFee, 0), ...steps)).toEqual([expect.stringMatching(/has 1 less/)]);
    expect(findings(funded(withFee, 1), ...steps)).toEqual([]);
  });
});
