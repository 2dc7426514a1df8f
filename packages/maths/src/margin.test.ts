import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarginTable, withdrawableMargin } from './margin.js';

/**
 * Floor, maintenance rate and "maintenance amount" as Binance published them for USD-M perpetuals; the dates are those
 * of its notices.
 */
const PUBLISHED: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  'BTCUSDT 2024-05-30': [
    [0, 0.004, 0],
    [50_000, 0.005, 50],
    [600_000, 0.0065, 950],
    [3_000_000, 0.01, 11_450],
    [12_000_000, 0.02, 131_450],
    [70_000_000, 0.025, 481_450],
    [100_000_000, 0.05, 2_981_450],
    [230_000_000, 0.1, 14_481_450],
    [480_000_000, 0.125, 26_481_450],
    [600_000_000, 0.15, 41_481_450],
    [800_000_000, 0.25, 121_481_450],
    [1_200_000_000, 0.5, 421_481_450],
  ],
  'ETHUSDT 2024-05-30': [
    [0, 0.004, 0],
    [50_000, 0.005, 50],
    [600_000, 0.0065, 950],
    [3_000_000, 0.01, 11_450],
    [12_000_000, 0.02, 131_450],
    [50_000_000, 0.025, 381_450],
    [65_000_000, 0.05, 2_006_450],
    [150_000_000, 0.1, 9_506_450],
    [320_000_000, 0.125, 17_506_450],
    [400_000_000, 0.15, 27_506_450],
    [530_000_000, 0.25, 80_506_450],
    [800_000_000, 0.5, 280_506_450],
  ],
  'BTCUSDT 2023-01-13': [
    [0, 0.004, 0],
    [50_000, 0.005, 50],
    [250_000, 0.01, 1_300],
    [1_000_000, 0.025, 16_300],
    [10_000_000, 0.05, 266_300],
    [20_000_000, 0.1, 1_266_300],
    [50_000_000, 0.125, 2_516_300],
    [100_000_000, 0.15, 5_016_300],
    [200_000_000, 0.25, 25_016_300],
    [300_000_000, 0.5, 100_016_300],
  ],
  'ETHUSDT 2023-01-13': [
    [0, 0.005, 0],
    [100_000, 0.0065, 150],
    [250_000, 0.01, 1_025],
    [1_000_000, 0.02, 11_025],
    [5_000_000, 0.05, 161_025],
    [10_000_000, 0.1, 661_025],
    [20_000_000, 0.125, 1_161_025],
    [40_000_000, 0.15, 2_161_025],
    [80_000_000, 0.25, 10_161_025],
    [150_000_000, 0.5, 47_661_025],
  ],
};

const tableOf = (name: string): MarginTable =>
  new MarginTable(
    PUBLISHED[name]!.map(([floor_notional, maintenance_margin_rate], i, tiers) => ({
      floor_notional,
      cap_notional: tiers[i + 1]?.[0] ?? null,
      maintenance_margin_rate,
      max_leverage: 1,
    })),
  );

const ONE_TIER = new MarginTable([
  { floor_notional: 0, cap_notional: null, maintenance_margin_rate: 0.004, max_leverage: 125 },
]);

describe.each(Object.keys(PUBLISHED))('maintenance margin of %s', (name) => {
  const table = tableOf(name);

  it.each(PUBLISHED[name]!)('above %d: rate %f, published amount %d', (floor, rate, amount) => {
    const notional = floor + 1_000;
    expect(table.rate(notional)).toBe(rate);
    expect(table.deduction(notional)).toBeCloseTo(amount, 5);
    expect(table.maintenance(notional)).toBeCloseTo(notional * rate - amount, 5);
  });

  it('is continuous where tiers meet, a floor still belonging to the tier below', () => {
    PUBLISHED[name]!.slice(1).forEach(([floor, rate, amount], i) => {
      expect(table.rate(floor)).toBe(PUBLISHED[name]![i]![1]);
      expect(table.maintenance(floor)).toBeCloseTo(floor * rate - amount, 5);
    });
  });
});

describe('liquidation price', () => {
  // 1,000 of margin, 0.1 opened at 60,000, maintenance 0.4 %: a position's open value is -position x entry.
  it('of a short is (M + qE) / (q (1 + mmr))', () => {
    expect(ONE_TIER.liquidationPrice(-0.1, 1_000 + 6_000, 60_000)).toBeCloseTo(69_721.116, 3);
  });

  it('of a long is (qE - M) / (q (1 - mmr))', () => {
    expect(ONE_TIER.liquidationPrice(0.1, 1_000 - 6_000, 60_000)).toBeCloseTo(50_200.803, 3);
  });

  it('of a short at leverage L is E (1 + 1/L) / (1 + mmr)', () => {
    const [leverage, entry] = [3, 40_000];
    const wallet = entry / leverage;
    expect(ONE_TIER.liquidationPrice(-1, wallet + entry, entry)).toBeCloseTo(
      (entry * (1 + 1 / leverage)) / 1.004,
      6,
    );
  });

  it('is where equity equals the maintenance margin, in whichever tier it lies', () => {
    const table = tableOf('BTCUSDT 2024-05-30');
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 5_000, noNaN: true }),
        fc.boolean(),
        fc.double({ min: 1_000, max: 100_000, noNaN: true }),
        fc.double({ min: 1, max: 20, noNaN: true }),
        (size, short, entry, leverage) => {
          const position = short ? -size : size;
          const walletAndOpenValue = (size * entry) / leverage - position * entry;
          let price = entry;
          // The tier of the price itself is found by asking again at the answer.
          for (let i = 0; i < 50; i++)
            price = table.liquidationPrice(position, walletAndOpenValue, price);
          fc.pre(price > 0);
          const equity = walletAndOpenValue + position * price;
          const maintenance = table.maintenance(size * price);
          expect(Math.abs(equity - maintenance)).toBeLessThan(1e-9 * size * entry);
        },
      ),
    );
  });

  it('is 0 for a long that no fall can liquidate', () => {
    expect(ONE_TIER.liquidationPrice(1, 10_000 - 9_000, 9_000)).toBe(0);
  });
});

describe('initial margin', () => {
  /** BTCUSDT from 2024-05-30, its 25x, 20x and 10x tiers. */
  const tier = (floor: number, cap: number | null, leverage: number) => ({
    floor_notional: floor,
    cap_notional: cap,
    maintenance_margin_rate: 0.5 / leverage,
    max_leverage: leverage,
  });
  const table = new MarginTable([tier(0, 70e6, 25), tier(70e6, 100e6, 20), tier(100e6, 230e6, 10)]);

  it('is notional / leverage as it is set, or as the tier allows if that is less', () => {
    expect(table.initial(50e6, 5)).toBe(10e6);
    expect(table.initial(50e6, 50)).toBe(2e6);
    expect(table.initial(80e6, 25)).toBe(4e6);
    expect(table.initial(200e6, 25)).toBe(20e6);
  });

  it('takes the tier below at a floor, as maintenance does', () => {
    expect(table.initial(70e6, 25)).toBe(2.8e6);
    expect(table.initial(70e6 + 1, 25)).toBe((70e6 + 1) / 20);
  });

  it('has an end where the table has one', () => {
    expect(table.largestNotional).toBe(230e6);
    expect(new MarginTable([tier(0, null, 25)]).largestNotional).toBe(Infinity);
  });
});

describe('withdrawableMargin', () => {
  it.each([
    ['unrealised profit stays', 1_000, 1_500, 200, 1_000],
    ['initial margin stays covered', 1_000, 1_000, 300, 700],
    ['unrealised loss counts', 1_000, 600, 200, 400],
    ['nothing where equity does not cover the initial margin', 1_000, 100, 200, 0],
    ['nothing out of an overdrawn wallet', -50, 500, 100, 0],
  ])('%s', (_, wallet, equity, initialMargin, expected) => {
    expect(withdrawableMargin(wallet, equity, initialMargin)).toBe(expected);
  });
});
