import { describe, expect, it } from 'vitest';
import * as chain from '../testing/chain-portfolio.js';
import { ChainPortfolio, type ChainChange } from '../testing/chain-portfolio.js';

const DAY_MS = 86_400_000;

/** A short of 10 ETH opened at 2,000, with a wallet of 9,000 and, where it is set aside, 5,000 of its own. */
function short(change: ChainChange = () => undefined): ChainPortfolio {
  const portfolio = new ChainPortfolio({ change });
  portfolio.hold({ [chain.MARGIN]: 9_000, [chain.ETH]: 10 });
  portfolio.post(chain.PERP, 'fill', -10);
  portfolio.post(chain.PERP_VALUE, 'fill', 20_000);
  return portfolio;
}

const isolated: ChainChange = ({ binance }) => {
  binance.futures!.margin_mode = 'isolated';
};

describe('a position with margin of its own', () => {
  function aside(): ChainPortfolio {
    const portfolio = short(isolated);
    portfolio.hold({ [chain.ISOLATED]: 5_000 });
    portfolio.move({ 'perp/binance/ETH-USDT': { close: 2_100 } });
    portfolio.look();
    return portfolio;
  }

  it('stands on that alone, while what the venue holds is all of it', () => {
    const { risk } = aside();
    expect(risk.marginRatio[0]).toBeCloseTo((5_000 - 1_000) / 21_000, 12);
    expect(risk.marginEquity[0]).toBe(9_000 + 5_000 - 1_000);
    // (M + qE) / (q (1 + mmr)), mmr 0.4 % up to a notional of 50,000.
    expect(risk.liquidationDistance[0]).toBeCloseTo(25_000 / (10 * 1.004) / 2_100 - 1, 12);
  });

  it('leaves the whole wallet free', () => {
    expect(aside().risk.withdrawable[0]).toBe(9_000);
  });
});

describe('the terms of a venue', () => {
  it('bound what may be withdrawn by the leverage that the tier of the position allows', () => {
    const allowed = (maxLeverage: number) => {
      const portfolio = short(({ binance }) => {
        binance.futures!.leverage = 10;
        const perp = binance.futures!.instruments['ETH-USDT']!;
        binance.futures!.instruments['ETH-USDT'] = {
          ...perp,
          margin_tiers: perp.margin_tiers.map((tier) => ({ ...tier, max_leverage: maxLeverage })),
        };
      });
      portfolio.look();
      return portfolio.risk.withdrawable[0];
    };
    expect(allowed(125)).toBe(9_000 - 20_000 / 10);
    expect(allowed(4)).toBe(9_000 - 20_000 / 4);
  });

  it('are those of their date: tiers and leverage of risk, fees of leaving', () => {
    const portfolio = short(({ binance }) => {
      const perp = binance.futures!.instruments['ETH-USDT']!;
      const margin_tiers = perp.margin_tiers.map((tier) => ({
        ...tier,
        maintenance_margin_rate: 0.1,
      }));
      binance.changes = [
        {
          from: new Date(chain.T0 + DAY_MS).toISOString(),
          set: {
            futures: {
              leverage: 4,
              taker_fee_bps: 50,
              instruments: { 'ETH-USDT': { margin_tiers } },
            },
          },
        },
      ];
    });
    const seen = (at: number) => {
      portfolio.look(at);
      const { risk, pnl } = portfolio;
      return [
        risk.liquidationDistance[0]!,
        risk.withdrawable[0]!,
        pnl.equity - pnl.equityLiquidation,
      ];
    };
    // Fees of 5, then 50 bp and slippage of 1 bp on the perp; ETH in the wallet is not sold there.
    const [before, after] = [seen(chain.T0 + DAY_MS - 1), seen(chain.T0 + DAY_MS)];
    expect(before[0]).toBeCloseTo(29_000 / (10 * 1.004) / 2_000 - 1, 12);
    expect(before.slice(1)).toEqual([9_000 - 4_000, expect.closeTo(20_000 * 6e-4, 9)]);
    expect(after[0]).toBeCloseTo(29_000 / (10 * 1.1) / 2_000 - 1, 12);
    expect(after.slice(1)).toEqual([9_000 - 5_000, expect.closeTo(20_000 * 51e-4, 9)]);
  });
});
