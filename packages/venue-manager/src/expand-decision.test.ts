import { describe, expect, it } from 'vitest';
import type { CexTrade, Decision, Leg, RunConfig } from '@basis/core-types';
import { PRICE, benchConfig, buy, cover, decision, move, sell, short } from './testing/bench.js';
import { expand } from './testing/expand.js';

const hedges = (what: Decision, config?: RunConfig) =>
  expand(what, config).instructions.map((made) => [(made as CexTrade).venue, made.amount]);

describe('expanding a decision', () => {
  it('gives the instructions in the order of action_mapping, ids counted from one', () => {
    const legs = [short(1), buy(1.1), move('spot', 'hedge[1]', 500), cover(0, 0.2), sell(0.3)];
    const made = expand(decision('rebalance', legs, 20, 'drift'));
    expect(made).toMatchObject({
      blockId: 'b7',
      action: 'rebalance',
      priority: 20,
      reason: 'drift',
    });
    // Mapped as close, sell, transfer, buy, short; the short falls to three venues.
    expect(made.instructions.map(({ id, action }) => [id, action])).toEqual([
      ['b7-1', 'cex_perp_close'],
      ['b7-2', 'cex_spot_sell'],
      ['b7-3', 'transfer'],
      ['b7-4', 'cex_spot_buy'],
      ['b7-5', 'cex_perp_short'],
      ['b7-6', 'cex_perp_short'],
      ['b7-7', 'cex_perp_short'],
    ]);
  });

  it('keeps legs of one venue action in the order of the decision', () => {
    const legs = [move('hedge[0]', 'spot', 5), buy(1), move('spot', 'hedge[2]', 7)];
    expect(
      expand(decision('entry_full', legs)).instructions.map(({ action, amount }) => [
        action,
        amount,
      ]),
    ).toEqual([
      ['transfer', 5],
      ['transfer', 7],
      ['cex_spot_buy', 1],
    ]);
  });

  it('carries out a leg once, however often the mapping names its venue action', () => {
    const config = benchConfig((settings) => {
      settings.action_mapping.rebalance = ['transfer', 'cex_spot_buy', 'transfer'];
    });
    const legs = [buy(1), move('spot', 'hedge[1]', 5)];
    expect(
      expand(decision('rebalance', legs), config).instructions.map(({ action }) => action),
    ).toEqual(['transfer', 'cex_spot_buy']);
  });

  it('makes spot trades at the spot venue, sales reduce only, each with its estimate', () => {
    const spot = { type: 'cex_trade', venue: 'binance', tradeType: 'spot', symbol: 'BTC-USDT' };
    expect(expand(decision('rebalance', [sell(2), buy(1)])).instructions).toEqual([
      {
        ...spot,
        id: 'b7-1',
        action: 'cex_spot_sell',
        side: 'sell',
        amount: 2,
        reduceOnly: true,
        estimatedDeltas: { binance: { estimate: 2 } },
      },
      {
        ...spot,
        id: 'b7-2',
        action: 'cex_spot_buy',
        side: 'buy',
        amount: 1,
        reduceOnly: false,
        estimatedDeltas: { binance: { estimate: 1 } },
      },
    ]);
  });

  it('covers one hedge venue by its number, reduce only', () => {
    expect(expand(decision('rebalance', [cover(2, 0.5)])).instructions).toEqual([
      {
        type: 'cex_trade',
        id: 'b7-1',
        action: 'cex_perp_close',
        venue: 'okx',
        tradeType: 'perp',
        side: 'buy',
        symbol: 'BTC-USDT',
        amount: 0.5,
        reduceOnly: true,
        estimatedDeltas: { okx: { estimate: 0.5 } },
      },
    ]);
  });

  it('moves money between the wallets of two roles', () => {
    const between = [move('spot', 'hedge[0]', 10), move('hedge[1]', 'spot', 20)];
    expect(expand(decision('rebalance', between)).instructions).toEqual([
      {
        type: 'wallet_transfer',
        id: 'b7-1',
        action: 'transfer',
        fromVenue: 'binance',
        fromBucket: 'spot',
        toVenue: 'binance',
        toBucket: 'margin',
        token: 'USDT',
        amount: 10,
        estimatedDeltas: { binance: {} },
      },
      {
        type: 'wallet_transfer',
        id: 'b7-2',
        action: 'transfer',
        fromVenue: 'bybit',
        fromBucket: 'margin',
        toVenue: 'binance',
        toBucket: 'spot',
        token: 'USDT',
        amount: 20,
        estimatedDeltas: { bybit: { USDT: -20 }, binance: { USDT: 20 } },
      },
    ]);
  });

  it('drops a move to where the money already is', () => {
    const legs = [move('hedge[1]', 'hedge[1]', 9)];
    expect(expand(decision('rebalance', legs)).instructions).toEqual([]);
  });

  it('rounds amounts down and drops legs of which nothing is left', () => {
    const legs = [buy(1.23456), sell(0.00099), move('spot', 'hedge[1]', 1.2345678)];
    expect(
      expand(decision('rebalance', legs)).instructions.map(({ action, amount }) => [
        action,
        amount,
      ]),
    ).toEqual([
      ['transfer', 1.234567],
      ['cex_spot_buy', 1.234],
    ]);
    // A hair below a whole step is never lifted to it: it may be all there is.
    const all = 34.252666999999974;
    const [moved] = expand(decision('rebalance', [move('spot', 'hedge[1]', all)])).instructions;
    expect(moved!.amount).toBeLessThanOrEqual(all);
    expect(moved!.amount).toBeGreaterThan(all - 2e-6);
    const nothing = [buy(0), cover(0, 0.0009), short(0.0009), move('spot', 'hedge[0]', 9e-7)];
    expect(expand(decision('rebalance', nothing)).instructions).toEqual([]);
  });
});

describe('the split of the hedge', () => {
  it('follows the allocation in lots, the largest remainder first', () => {
    // 40/30/30 of 1.005 is 0.402, 0.3015, 0.3015; okx takes whole hundredths, so 0.003 is left over
    // after rounding down: one lot to bybit (remainder 0.5), one to binance, the rest to the finest.
    const parts = new Map(hedges(decision('rebalance', [short(1.005)])) as [string, number][]);
    expect(parts.get('okx')).toBe(0.3);
    expect([...parts.values()].reduce((sum, part) => sum + part, 0)).toBeCloseTo(1.005, 12);
    expect(Math.abs(parts.get('binance')! - 0.402)).toBeLessThanOrEqual(0.002);
    expect(Math.abs(parts.get('bybit')! - 0.3015)).toBeLessThanOrEqual(0.002);
  });

  // The least order is 50 USDT, that is 0.00125 BTC at 40 000.
  it('gives parts below the least order of a venue to the others', () => {
    // 40/30/30 of 0.003 is at most 0.002 each; only one venue can be filled with at least 50 USDT.
    const small = hedges(decision('rebalance', [short(0.003)])) as [string, number][];
    expect(small).toEqual([['binance', 0.003]]);
    // Of 0.005, binance and bybit can both have 0.002 or more; okx, in hundredths, has none.
    const parts = new Map(hedges(decision('rebalance', [short(0.005)])) as [string, number][]);
    expect([...parts.keys()]).toEqual(['binance', 'bybit']);
    expect(parts.get('binance')! + parts.get('bybit')!).toBeCloseTo(0.005, 12);
    for (const part of parts.values()) expect(part * PRICE).toBeGreaterThanOrEqual(50);
  });

  it('gives all to one venue where every part alone would be too small', () => {
    const dear = benchConfig((_, config) => {
      for (const venue of Object.values(config.venue_configs)) {
        if (venue.venue_type === 'cex') {
          venue.futures!.instruments['BTC-USDT']!.min_notional = 2_000;
          venue.futures!.instruments['BTC-USDT']!.lot_size = 0.001;
        }
      }
    });
    // 2 400 USDT: 960 + 720 + 720, none of them an order of 2 000.
    expect(hedges(decision('rebalance', [short(0.06)]), dear)).toEqual([['binance', 0.06]]);
    // 4 000: a venue that gives up leaves two of at least 2 000 only if they are even; 4/7 and 3/7 are not.
    expect(hedges(decision('rebalance', [short(0.1)]), dear)).toEqual([['binance', 0.1]]);
    // 4 800: okx gives up, and the others have 2 743 and 2 057.
    const two = hedges(decision('rebalance', [short(0.12)]), dear);
    expect(two).toEqual([
      ['binance', 0.069],
      ['bybit', 0.051],
    ]);
  });

  it('lets the least allocation give up first', () => {
    // 480, 1 440 and 2 880 of 4 800 USDT are all below the least order; the largest share is kept.
    const dear = benchConfig((_, input) => {
      input.hedge_allocation = { binance: 0.1, bybit: 0.3, okx: 0.6 };
      for (const venue of Object.values(input.venue_configs))
        if (venue.venue_type === 'cex')
          venue.futures!.instruments['BTC-USDT']!.min_notional = 4_000;
    });
    expect(hedges(decision('rebalance', [short(0.12)]), dear)).toEqual([['okx', 0.12]]);
  });

  it('is nothing where the whole is below the least order', () => {
    expect(hedges(decision('rebalance', [short(0.001)]))).toEqual([]);
  });

  it('gives nothing to a venue with an allocation of 0', () => {
    const config = benchConfig((_, input) => {
      input.hedge_allocation = { binance: 0.5, bybit: 0, okx: 0.5 };
    });
    expect(hedges(decision('rebalance', [short(2)]), config)).toEqual([
      ['binance', 1],
      ['okx', 1],
    ]);
    // `hedge[i]` counts the venues that take a part.
    expect(hedges(decision('rebalance', [cover(1, 0.5)]), config)).toEqual([['okx', 0.5]]);
  });

  it('closes without regard to least sizes: a venue waives them for a whole position', () => {
    expect(hedges(decision('rebalance', [cover(0, 0.001)]))).toEqual([['binance', 0.001]]);
  });
});

describe('a decision that cannot be carried out', () => {
  const refused = (what: Decision, config?: RunConfig) =>
    expect(() => expand(what, config)).toThrowError(expect.objectContaining({ code: 'VM-003' }));

  it('is refused where its action is not mapped', () => {
    const config = benchConfig((settings) => delete settings.action_mapping.entry_partial);
    refused(decision('entry_partial', [buy(1)]), config);
  });

  it('is refused whole where one leg is not in the mapping of its action', () => {
    refused(decision('sell_dust', [sell(1), buy(1)]));
  });

  it('is refused whole where one venue action is not supported, and says which', () => {
    const config = benchConfig((settings) => {
      settings.supported_actions = ['transfer', 'cex_spot_buy'];
      settings.action_mapping = { entry_full: ['transfer', 'cex_spot_buy'] };
    });
    refused(decision('entry_full', [buy(1), short(1)]), config);
    expect(() => expand(decision('entry_full', [buy(1), short(1)]), config)).toThrowError(
      /cex_perp_short is not in supported_actions/,
    );
  });

  it.each([
    ['a purchase of another token', { ...buy(1), token: 'ETH' }, /buy 1 ETH at spot.*BTC/],
    ['a sale of the quote', { ...sell(1), token: 'USDT' }, /sell 1 USDT at spot.*BTC/],
    ['a short of another token', { ...short(1), token: 'ETH' }, /short 1 ETH at hedge.*BTC/],
    ['a cover of the margin', { ...cover(1, 1), token: 'USDT' }, /cover 1 USDT at hedge\[1\].*BTC/],
    ['margin in the asset', { ...move('spot', 'hedge[1]', 1), token: 'BTC' }, /move 1 BTC.*USDT/],
    ['margin back in it', { ...move('hedge[1]', 'spot', 1), token: 'ETH' }, /move 1 ETH.*USDT/],
    ['a purchase for the hedge', { ...buy(1), role: 'hedge' }, /buy 1 BTC at hedge.*spot/],
    ['a sale at one hedge', { ...sell(1), role: 'hedge[0]' }, /sell 1 BTC at hedge\[0\].*spot/],
    ['a short at spot', { ...short(1), role: 'spot' }, /short 1 BTC at spot.*hedge/],
    ['a cover at spot', { ...cover(0, 1), role: 'spot' }, /cover 1 BTC at spot.*hedge/],
    [
      'a move from all hedges',
      { ...move('spot', 'spot', 1), role: 'hedge' },
      /from hedge.*one place/,
    ],
    ['a move to all hedges', { ...move('spot', 'spot', 1), to: 'hedge' }, /to hedge.*one place/],
  ])('is refused whole where it asks for %s, naming the leg', (_, leg, told) => {
    const what = decision('rebalance', [buy(1), leg as Leg]);
    refused(what);
    expect(() => expand(what)).toThrowError(told);
    expect(() => expand(what)).toThrowError(/leg 2/);
  });

  it('is refused where no venue plays a role', () => {
    refused(decision('rebalance', [cover(3, 1)]));
    refused(decision('rebalance', [move('spot', 'lst' as never, 1)]));
  });

  it('is refused where there is neither a spot nor a hedge venue', () => {
    const bare = benchConfig((_, config) => {
      config.hedge_allocation = {};
      config.venues = {
        data_subscriptions: [],
        execution_subscriptions: { wallet: ['alchemy'] },
      };
    });
    refused(decision('rebalance', [buy(1)]), bare);
    refused(decision('rebalance', [short(1)]), bare);
  });
});
