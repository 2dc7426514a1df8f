import type { Side } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkTrades, sliceTrades, type OrderBounds } from './slice-trades.js';

interface Trade {
  readonly name: string;
  readonly side: Side;
  readonly amount: number;
}

const FREE: OrderBounds = {
  lotBase: 0.001,
  leastBase: 0,
  mostBase: Infinity,
  wantedBase: Infinity,
};
const within = (bounds: Partial<OrderBounds>) => () => ({ ...FREE, ...bounds });
const buy = (amount: number): Trade => ({ name: 'spot', side: 'buy', amount });
const short = (amount: number, name = 'perp'): Trade => ({ name, side: 'sell', amount });
/** `spot 0.5`, in the order of execution. */
const told = (trades: readonly Trade[]) => trades.map(({ name, amount }) => `${name} ${amount}`);

describe('chunks', () => {
  it('leave alone what is not too large', () => {
    const trades = [buy(5), short(5)];
    expect(chunkTrades(trades, within({ mostBase: 5 }))).toEqual(trades);
  });

  it('are equal, but for the lots left over, and follow one another', () => {
    // 5 in at most 2 are three orders of 1666.67 lots: two get a lot more than the third.
    expect(told(chunkTrades([buy(5), short(1)], within({ mostBase: 2 })))).toEqual([
      'spot 1.667',
      'spot 1.667',
      'spot 1.666',
      'perp 1',
    ]);
  });

  it('are of whole lots within the largest, which need not be one', () => {
    // 500.5 lots are 500: of 1001 they make three, though half of it is 500.5.
    expect(told(chunkTrades([buy(1.001)], within({ mostBase: 0.5005 })))).toEqual([
      'spot 0.334',
      'spot 0.334',
      'spot 0.333',
    ]);
  });

  it('keep to what we want of an order, but never go below what the venue takes', () => {
    // 5 in at most 1.3 are four of 1.25.
    expect(told(chunkTrades([buy(5)], within({ wantedBase: 1.3 })))).toEqual(
      Array(4).fill('spot 1.25'),
    );
    // Orders of at least 2 are two of 2.5, though three would be nearer to 1.3; of at least 3 there is one.
    expect(told(chunkTrades([buy(5)], within({ wantedBase: 1.3, leastBase: 2 })))).toEqual([
      'spot 2.5',
      'spot 2.5',
    ]);
    expect(told(chunkTrades([buy(5)], within({ wantedBase: 1.3, leastBase: 3 })))).toEqual([
      'spot 5',
    ]);
    // Where the venue itself takes no more, that goes first.
    expect(told(chunkTrades([buy(5)], within({ wantedBase: 4, mostBase: 1 })))).toHaveLength(5);
  });

  it('bound slices too', () => {
    expect(told(sliceTrades([buy(1), short(1)], within({ wantedBase: 0.25 }), 0.5))).toHaveLength(
      8,
    );
  });
});

describe('a trade without a price', () => {
  it('goes whole, for its venue to refuse: it does not vanish', () => {
    // A least notional divided by no price is no number.
    const unpriced = within({ leastBase: NaN, mostBase: 2 });
    expect(chunkTrades([buy(1)], unpriced)).toEqual([buy(1)]);
    expect(chunkTrades([buy(1)], within({ wantedBase: NaN }))).toEqual([buy(1)]);
    expect(sliceTrades([buy(1), short(1)], unpriced, 0.1)).toEqual([buy(1), short(1)]);
  });
});

describe('slices', () => {
  it('take turns, beginning with the leg that comes first', () => {
    expect(told(sliceTrades([buy(1), short(1)], within({}), 0.25))).toEqual([
      'spot 0.25',
      'perp 0.25',
      'spot 0.25',
      'perp 0.25',
      'spot 0.25',
      'perp 0.25',
      'spot 0.25',
      'perp 0.25',
    ]);
  });

  it('of a leg at several venues go where least is done, in turns with the other leg', () => {
    // Half of 2 is the limit: 1.2 needs two slices, 0.8 one. Spot leads by 1, 0.4, -0.4, 0.6, 0.
    expect(told(sliceTrades([buy(2), short(1.2, 'a'), short(0.8, 'b')], within({}), 0.5))).toEqual([
      'spot 1',
      'a 0.6',
      'b 0.8',
      'spot 1',
      'a 0.6',
    ]);
  });

  it('are fewer where a venue takes none so small', () => {
    // A tenth would be 0.1; from 0.3 on there are three.
    expect(told(sliceTrades([buy(1), short(1)], within({ leastBase: 0.3 }), 0.1))).toEqual([
      'spot 0.334',
      'perp 0.334',
      'spot 0.333',
      'perp 0.333',
      'spot 0.333',
      'perp 0.333',
    ]);
    expect(told(sliceTrades([buy(1), short(1)], within({ leastBase: 0.6 }), 0.1))).toEqual([
      'spot 1',
      'perp 1',
    ]);
  });

  it('are of whole lots above the least, which need not be one', () => {
    // 333.5 lots are 334: of 1000 they leave two, three would be of 333.
    expect(told(sliceTrades([buy(1), short(1)], within({ leastBase: 0.3335 }), 0.1))).toEqual([
      'spot 0.5',
      'perp 0.5',
      'spot 0.5',
      'perp 0.5',
    ]);
  });

  it('are measured by the larger leg, whichever it is', () => {
    // Half of 2 is 1.
    expect(told(sliceTrades([buy(1), short(2)], within({}), 0.5))).toEqual([
      'spot 1',
      'perp 1',
      'perp 1',
    ]);
    expect(told(sliceTrades([short(1), buy(2)], within({}), 0.5))).toEqual([
      'perp 1',
      'spot 1',
      'spot 1',
    ]);
  });

  it('are not made of a leg that hedges nothing, but too large orders are split', () => {
    expect(told(sliceTrades([buy(1)], within({}), 0.1))).toEqual(['spot 1']);
    expect(told(sliceTrades([buy(1)], within({ mostBase: 0.5 }), 0.1))).toEqual([
      'spot 0.5',
      'spot 0.5',
    ]);
  });
});

describe('for any trades', () => {
  /** Sizes in lots of 10^-decimals; what each venue takes at least and at most leaves a way to split. */
  const anyTrade = fc
    .record({
      side: fc.constantFrom<Side>('buy', 'sell'),
      decimals: fc.integer({ min: 0, max: 4 }),
      lots: fc.integer({ min: 1, max: 50_000 }),
      leastLots: fc.integer({ min: 1, max: 500 }),
      mostLots: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1_000, max: 20_000 })),
      wantedLots: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 20_000 })),
    })
    .map(({ decimals, leastLots, mostLots, wantedLots, ...rest }) => ({
      ...rest,
      leastLots,
      amount: Number(`${rest.lots}e-${decimals}`),
      bounds: {
        lotBase: Number(`1e-${decimals}`),
        leastBase: Number(`${leastLots}e-${decimals}`),
        mostBase: mostLots === Infinity ? Infinity : Number(`${mostLots}e-${decimals}`),
        wantedBase: wantedLots === Infinity ? Infinity : Number(`${wantedLots}e-${decimals}`),
      },
    }));
  interface Any extends Trade {
    readonly lots: number;
    readonly leastLots: number;
    readonly bounds: OrderBounds;
  }
  const anyTrades = fc
    .array(anyTrade, { minLength: 1, maxLength: 5 })
    .map((trades) => trades.map((trade, i): Any => ({ ...trade, name: `${i}` })));
  const anyLimit = fc.double({ min: 0.01, max: 1, noNaN: true });
  const boundsOf = (trade: Any) => trade.bounds;
  const lotsOf = ({ amount, bounds }: Any) => Math.round(amount / bounds.lotBase);
  const sum = (trades: readonly Any[], side: Side) =>
    trades.reduce((total, trade) => total + (trade.side === side ? trade.amount : 0), 0);

  it.each(['chunks', 'slices'])('%s sum to the trade lot by lot', (what) => {
    fc.assert(
      fc.property(anyTrades, anyLimit, (trades, limit) => {
        const made =
          what === 'chunks' ? chunkTrades(trades, boundsOf) : sliceTrades(trades, boundsOf, limit);
        for (const { name, lots } of trades) {
          const own = made.filter((order) => order.name === name);
          expect(own.reduce((total, order) => total + lotsOf(order), 0)).toBe(lots);
        }
      }),
    );
  });

  it('every order is one that its venue takes, where it takes the trade at all', () => {
    fc.assert(
      fc.property(anyTrades, anyLimit, (trades, limit) => {
        for (const order of sliceTrades(trades, boundsOf, limit)) {
          const { leastBase, mostBase, lotBase } = order.bounds;
          const whole = trades.find(({ name }) => name === order.name)!;
          expect(order.amount).toBe(Number((lotsOf(order) * lotBase).toFixed(6)));
          expect(order.amount).toBeLessThanOrEqual(mostBase);
          expect(order.amount).toBeGreaterThanOrEqual(Math.min(leastBase, whole.amount));
        }
      }),
    );
  });

  it('bought and sold stay within the limit where no venue wants more and the legs are equal', () => {
    const whole = fc.integer({ min: 1_000, max: 500_000 });
    fc.assert(
      fc.property(whole, fc.integer({ min: 0, max: 100 }), anyLimit, (lots, percent, limit) => {
        const first = Math.floor((lots * percent) / 100);
        const legs = [buy(lots / 1e3), short(first / 1e3, 'a'), short((lots - first) / 1e3, 'b')];
        const trades = legs.filter(({ amount }) => amount > 0);
        // Whole lots, so that the bound is met to the lot and not to a tolerance.
        const mostLots = limit * lots;
        let imbalance = 0;
        for (const { side, amount } of sliceTrades(trades, within({}), limit)) {
          imbalance += (side === 'buy' ? 1 : -1) * Math.round(amount * 1e3);
          expect(Math.abs(imbalance)).toBeLessThanOrEqual(mostLots * (1 + 1e-9));
        }
        expect(imbalance).toBe(0);
      }),
    );
  });

  it('bought and sold differ after no order by more than the limit, the least order that venues take or the legs themselves', () => {
    fc.assert(
      fc.property(anyTrades, anyLimit, (trades, limit) => {
        const [bought, sold] = [sum(trades, 'buy'), sum(trades, 'sell')];
        fc.pre(bought > 0 && sold > 0);
        // The largest of as many equal parts as the venue's least order allows.
        const coarsest = Math.max(
          ...trades.map(({ lots, leastLots, bounds }) => {
            const parts = Math.max(1, Math.floor(lots / leastLots));
            return Math.ceil(lots / parts) * bounds.lotBase;
          }),
        );
        const allowed = Math.max(limit * Math.max(bought, sold), coarsest, Math.abs(bought - sold));
        let imbalance = 0;
        for (const { side, amount } of sliceTrades(trades, boundsOf, limit)) {
          imbalance += side === 'buy' ? amount : -amount;
          expect(Math.abs(imbalance)).toBeLessThanOrEqual(allowed * (1 + 1e-9));
        }
      }),
    );
  });
});
