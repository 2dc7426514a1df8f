import { describe, expect, it } from 'vitest';
import { NOW, SYMBOL, benchConfig } from '../testing/bench.js';
import { findings, funded, order, transfer } from '../testing/plans.js';

describe('margin', () => {
  const leverage = (marginUsdt: number, margin_mode: 'cross' | 'isolated', set = 4) =>
    funded(
      benchConfig((_, input) => {
        for (const [name, known] of Object.entries(input.venue_configs)) {
          const venue = structuredClone(known);
          if (venue.venue_type === 'cex')
            Object.assign(venue.futures!, { leverage: set, margin_mode });
          Object.assign(input.venue_configs, { [name]: venue });
        }
      }),
      marginUsdt,
    );

  it.each(['cross', 'isolated'] as const)(
    '%s: a short needs its notional over the leverage',
    (mode) => {
      // 4 of 40,000 at four times: 40,000.
      expect(findings(leverage(40_000, mode), order('perp', 'sell', 4))).toEqual([]);
      expect(findings(leverage(39_000, mode), order('perp', 'sell', 4))).toEqual([
        expect.stringMatching(/needs 1000 USDT more of margin than is free at binance:margin:USDT/),
      ]);
    },
  );

  it.each(['cross', 'isolated'] as const)(
    '%s: what is tied up may not leave, what was closed may',
    (mode) => {
      const [opens, closes] = [
        order('perp', 'sell', 4),
        order('perp', 'buy', 2, { reduceOnly: true }),
      ];
      const out = (amount: number) => transfer('binance:margin', 'binance:spot', amount);
      expect(findings(leverage(50_000, mode), opens, out(10_000))).toEqual([]);
      expect(findings(leverage(50_000, mode), opens, out(10_500))).toEqual([
        expect.stringMatching(/has 500 less/),
      ]);
      expect(findings(leverage(50_000, mode), opens, closes, out(30_000))).toEqual([]);
      expect(findings(leverage(50_000, mode), opens, closes, out(30_500))).toEqual([
        expect.stringMatching(/has 500 less/),
      ]);
    },
  );

  it('what is added to a position needs as much as it is larger by', () => {
    const [first, second] = [order('perp', 'sell', 2), order('perp', 'sell', 3)];
    for (const mode of ['cross', 'isolated'] as const) {
      expect(findings(leverage(50_000, mode), first, second)).toEqual([]);
      expect(findings(leverage(49_000, mode), first, second)).toEqual([
        expect.stringMatching(/needs 1000 USDT/),
      ]);
    }
  });

  it('isolated: what turns a position has only what lies in the wallet, not what it closes', () => {
    // 1 short ties up 10,000, 4 long need 40,000; under cross margin that is what there must be.
    const turns = [order('perp', 'sell', 1), order('perp', 'buy', 5)];
    expect(findings(leverage(40_000, 'cross'), ...turns)).toEqual([]);
    expect(findings(leverage(40_000, 'isolated'), ...turns)).toEqual([
      expect.stringMatching(/needs 10000 USDT/),
    ]);
    expect(findings(leverage(50_000, 'isolated'), ...turns)).toEqual([]);
  });

  it('a gain counts as margin while the position is open, and once when it is closed', () => {
    // Sold at 50,000 and now worth 40,000: 50,000 and a gain of 40,000 are 90,000, of which 14 need 140,000.
    const one = leverage(50_000, 'cross');
    one.updates.post(NOW, one.accounts.index(`binance:perp:${SYMBOL}`), 'fill', -4);
    one.updates.post(NOW, one.accounts.index(`binance:perp_value:${SYMBOL}`), 'fill', 200_000);
    const closes = order('perp', 'buy', 2, { reduceOnly: true });
    const lacks = [expect.stringMatching(/needs 50000 USDT/)];
    expect(findings(one, order('perp', 'sell', 10))).toEqual(lacks);
    expect(findings(one, closes, order('perp', 'sell', 12))).toEqual(lacks);
    // What was realised may leave, what was not may not.
    const out = (amount: number) => transfer('binance:margin', 'binance:spot', amount);
    expect(findings(one, out(50_000))).toEqual([]);
    expect(findings(one, out(50_100))).toHaveLength(1);
    expect(findings(one, closes, out(70_000))).toEqual([]);
    expect(findings(one, closes, out(70_100))).toHaveLength(1);
  });

  it('a position grows no larger than the venue carries', () => {
    const one = funded(
      benchConfig((_, input) => {
        const binance = structuredClone(input.venue_configs['binance']!);
        if (binance.venue_type !== 'cex') return;
        binance.futures!.instruments[SYMBOL]!.margin_tiers = [
          {
            floor_notional: 0,
            cap_notional: 100_000,
            maintenance_margin_rate: 0.01,
            max_leverage: 10,
          },
        ];
        input.venue_configs['binance'] = binance;
      }),
    );
    expect(findings(one, order('perp', 'sell', 2.5))).toEqual([]);
    expect(findings(one, order('perp', 'sell', 2), order('perp', 'sell', 1))).toEqual([
      expect.stringMatching(/a position worth 120000, of at most 100000/),
    ]);
  });
});
