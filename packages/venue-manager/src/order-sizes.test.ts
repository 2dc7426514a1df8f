/** What becomes of the trades of a decision: sizes that venues take and that we want, slices. */
import { describe, expect, it } from 'vitest';
import type { Decision, Leg, RunConfig } from '@basis/core-types';
import { benchConfig, buy, decision, move, short } from './testing/bench.js';
import { expand } from './testing/expand.js';

describe('orders', () => {
  const told = (what: Decision, config: RunConfig) =>
    expand(what, config).instructions.map(({ id, action, amount }) => `${id} ${action} ${amount}`);

  it('of more than a venue takes at once are several, whatever the style', () => {
    const config = benchConfig((_, input) => {
      const { binance } = input.venue_configs;
      if (binance?.venue_type === 'cex') binance.spot!.instruments['BTC-USDT']!.max_size = 0.5;
    });
    expect(told(decision('entry_full', [buy(1.2)]), config)).toEqual([
      'b7-1 cex_spot_buy 0.4',
      'b7-2 cex_spot_buy 0.4',
      'b7-3 cex_spot_buy 0.4',
    ]);
  });

  it('are worth no more than configured at the arrival price, spot and perp alike', () => {
    const capped = (notional: number) =>
      benchConfig((settings) => {
        settings.max_order_notional = notional;
      });
    const legs = [buy(1), { ...short(1), role: 'hedge[0]' } as Leg];
    // 20,000 at 40,000 are 0.5 each.
    expect(told(decision('entry_full', legs), capped(20_000))).toEqual([
      'b7-1 cex_spot_buy 0.5',
      'b7-2 cex_spot_buy 0.5',
      'b7-3 cex_perp_short 0.5',
      'b7-4 cex_perp_short 0.5',
    ]);
    expect(told(decision('entry_full', legs), capped(19_999))).toHaveLength(6);
    expect(told(decision('entry_full', legs), capped(40_000))).toHaveLength(2);
  });

  it('go below no least size of the venue for that', () => {
    const config = benchConfig((settings, input) => {
      settings.max_order_notional = 100;
      const { binance } = input.venue_configs;
      if (binance?.venue_type === 'cex')
        Object.assign(binance.spot!.instruments['BTC-USDT']!, { min_size: 0.4, min_notional: 0 });
    });
    expect(told(decision('entry_full', [buy(1)]), config)).toEqual([
      'b7-1 cex_spot_buy 0.5',
      'b7-2 cex_spot_buy 0.5',
    ]);
    // 100 at 40,000 are 0.0025, in lots 0.002; the least notional of 50 with a tenth of room is 0.001375, in lots the same.
    const perp = told(
      decision('entry_full', [{ ...short(0.02), role: 'hedge[0]' } as Leg]),
      config,
    );
    expect(perp).toHaveLength(10);
  });

  it('follow the sizes in force on the day', () => {
    const config = benchConfig((_, input) => {
      const { binance } = input.venue_configs;
      binance!.changes = [
        {
          from: '2023-06-01T00:00:00Z',
          set: { spot: { instruments: { 'BTC-USDT': { max_size: 1 } } } },
        },
      ];
    });
    expect(told(decision('entry_full', [buy(2)]), config)).toHaveLength(2);
  });

  const sliced = (leastNotional = 0) =>
    benchConfig((settings, input) => {
      Object.assign(settings, { execution_style: 'sliced', max_leg_imbalance: 0.5 });
      for (const venue of Object.values(input.venue_configs)) {
        if (venue.venue_type === 'cex')
          venue.futures!.instruments['BTC-USDT']!.min_notional = leastNotional;
      }
    });

  it('in slices take turns, each with an estimate of its own; a transfer stays before them', () => {
    const legs = [move('spot', 'hedge[1]', 500), buy(2), short(2)];
    const { instructions } = expand(decision('entry_full', legs), sliced());
    // Slices of at most 1; the hedge by 40/30/30. Spot leads by 1, 0.2, -0.4, 0.6, 0.
    expect(
      instructions.map((made) => [made.type === 'cex_trade' ? made.venue : 'move', made.amount]),
    ).toEqual([
      ['move', 500],
      ['binance', 1],
      ['binance', 0.8],
      ['bybit', 0.6],
      ['binance', 1],
      ['okx', 0.6],
    ]);
    for (const { type, amount, estimatedDeltas } of instructions.slice(1)) {
      expect(type).toBe('cex_trade');
      expect(Object.values(estimatedDeltas)).toEqual([{ estimate: amount }]);
    }
  });

  it('in slices leave room above the least notional, for prices move meanwhile', () => {
    const hedged = (leastNotional: number) =>
      told(
        decision('entry_full', [buy(1.2), { ...short(1.2), role: 'hedge[0]' } as Leg]),
        sliced(leastNotional),
      ).filter((text) => text.includes('short')).length;
    // Halves of 1.2 are worth 24,000: 21,800 and a tenth is less than that, 21,900 and a tenth is more.
    expect(hedged(21_800)).toBe(2);
    expect(hedged(21_900)).toBe(1);
  });
});
