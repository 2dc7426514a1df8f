import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import type { MarketShape } from '@basis/sample-data';
import { MARKET_START_MS, basisConfig, basisMarket } from '../testing/basis-market.js';
import { withoutCosts } from '../testing/mode-config.js';

const STEPS = 24 * 60;

function run(
  shape: Partial<MarketShape>,
  change: (config: ReturnType<typeof basisConfig>) => void = () => undefined,
) {
  const dataProvider = basisMarket({ steps: STEPS, spot: () => 42_000, ...shape });
  const engine = new EventDrivenStrategyEngine({ config: basisConfig(change), dataProvider });
  return engine.runBacktestSync();
}

/** Stays inside the margin bands, so that the quantity is constant after entry. */
const gentle = (i: number) => 42_000 + 1_500 * Math.abs(((i % 400) - 200) / 200) - 750;

describe('btc_basis against what it must earn', () => {
  it('keeps equity constant when rates and costs are nil, on any price path', () => {
    const { results, summary } = run({ spot: gentle, funding: () => 0 }, withoutCosts);
    const equity = results!.column('equity');
    for (const value of equity) expect(Math.abs(value / 1_000_000 - 1)).toBeLessThan(1e-9);
    expect(summary.pnl.funding).toBe(0);
  });

  it('loses exactly its fees, slippage and transfer costs when nothing else moves', () => {
    const { summary } = run({ funding: () => 0 });
    const { fees, slippage, transfer_cost } = summary.pnl;
    expect(fees).toBeLessThan(0);
    expect(slippage).toBeLessThan(0);
    expect(transfer_cost).toBe(-4);
    expect(summary.pnl.total).toBeCloseTo(fees + slippage + transfer_cost, 6);
  });

  it('earns quantity x mark x rate at every stamp after entry, and nothing at the stamp of entry', () => {
    const rate = 2e-4;
    const { results, summary } = run({ funding: () => rate }, withoutCosts);
    const quantity = -['binance', 'bybit', 'okx']
      .map((venue) => results!.column(`${venue}:perp:BTC-USDT`).at(-1)!)
      .reduce((sum, held) => sum + held, 0);
    const stamps = Math.floor((STEPS - 1) / 8);
    expect(summary.pnl.funding).toBeCloseTo(stamps * quantity * 42_000 * rate, 4);
  });

  it('earns quantity x (basis at entry - basis at the end) when the spread closes, for any price path', () => {
    const basis = (i: number) => 0.004 * (1 - i / STEPS);
    const { results, summary } = run({ spot: gentle, basis, funding: () => 0 }, withoutCosts);
    const entry = results!.executions.find(
      (execution) => execution.venueAction === 'cex_perp_short',
    )!;
    const at = (entry.timestampMs - MARKET_START_MS) / 3_600_000;
    const quantity = results!.column('binance:spot:BTC').at(-1)!;
    const spread = (i: number) => gentle(i) * basis(i);
    const expected = quantity * (spread(at) - spread(STEPS - 1));
    expect(summary.pnl.basis / expected).toBeCloseTo(1, 6);
    expect(summary.pnl.total / expected).toBeCloseTo(1, 6);
    expect(Math.abs(summary.pnl.price_delta)).toBeLessThan(1e-3);
  });

  it('stands at spot = W L / (1 + L), margins W / (1 + L) by allocation', () => {
    const { results } = run({ funding: () => 0 }, (config) => {
      withoutCosts(config);
      config.component_config.strategy_manager = { cash_buffer_ratio: 0, carry_gate: false };
    });
    const last = (column: string) => results!.column(column).at(-1)!;
    expect(last('binance:spot:BTC') * 42_000).toBeCloseTo((1_000_000 * 2) / 3, 0);
    expect(last('binance:margin:USDT')).toBeCloseTo((1_000_000 / 3) * 0.4, 0);
    expect(last('bybit:margin:USDT')).toBeCloseTo((1_000_000 / 3) * 0.3, 0);
    expect(last('okx:perp:BTC-USDT')).toBeCloseTo((-1_000_000 * 2 * 0.3) / 3 / 42_000, 5);
  });

  it('is the weighted sum of its venues run alone, with linear costs', () => {
    const rates: Record<string, number> = { binance: 1e-4, bybit: 3e-4, okx: -2e-4 };
    const funding = (_: number, venue: string) => rates[venue]!;
    const total = (allocation: Record<string, number>) =>
      run({ spot: gentle, funding }, (config) => {
        withoutCosts(config);
        config.hedge_allocation = allocation;
      }).summary.pnl.funding;
    const blended = total({ binance: 0.4, bybit: 0.3, okx: 0.3 });
    const apart = 0.4 * total({ binance: 1 }) + 0.3 * total({ bybit: 1 }) + 0.3 * total({ okx: 1 });
    expect(blended / apart).toBeCloseTo(1, 3);
  });

  it('doubles everything when capital doubles, with proportional costs and lots off', () => {
    const total = (capital: number) =>
      run({ spot: gentle }, (config) => {
        withoutCosts(config);
        config.initial_capital = capital;
      }).summary.pnl.total;
    expect(total(2_000_000) / total(1_000_000)).toBeCloseTo(2, 6);
  });

  it('shows what leaving now would cost: fee and slippage on both sides', () => {
    const { results, summary } = run({ funding: () => 0 });
    const last = (column: string) => results!.column(column).at(-1)!;
    const perps = ['binance', 'bybit', 'okx'].map((venue) => -last(`${venue}:perp:BTC-USDT`));
    const notional =
      (last('binance:spot:BTC') + perps.reduce((sum, held) => sum + held, 0)) * 42_000;
    // The example charges 5 bps and slips 1 bp on either market.
    expect(last('equity') - last('equity_liquidation')).toBeCloseTo(notional * 6e-4, 6);
    expect(summary.final_equity_liquidation).toBe(last('equity_liquidation'));
    expect(summary.net_flows).toBe(0);
    expect(last('units')).toBe(1_000_000);
  });

  it('counts what the first step costs as a fall from the capital', () => {
    const { results, summary } = run({ funding: () => 0 });
    const lowest = Math.min(...results!.column('equity'));
    expect(summary.max_drawdown).toBeCloseTo(1 - lowest / 1_000_000, 12);
    expect(results!.column('equity')[0]).toBe(1_000_000 - 4);
  });

  it('counts returns in the equity that configuration puts first', () => {
    const { summary } = run({ funding: () => 0 }, (config) => {
      config.headline_equity = 'liquidation';
    });
    const redemption = run({ funding: () => 0 }).summary;
    expect(summary.final_equity).toBe(redemption.final_equity_liquidation);
    expect(summary.total_return).toBeCloseTo(
      redemption.final_equity_liquidation / 1_000_000 - 1,
      12,
    );
    expect(summary.total_return).toBeLessThan(redemption.total_return);
    expect(summary.pnl).toEqual(redemption.pnl);
  });

  it('is liquidated by a wick that the close does not show, and says so', () => {
    const { summary } = run({ wick: (i) => (i === 500 ? 1.6 : 1), funding: () => 0 });
    expect(summary.liquidations).toBe(3);
    expect(summary.pnl.liquidation).toBeLessThan(0);
    expect(summary.final_equity).toBeLessThan(1_000_000 * (1 - 0.3));
  });
});

describe('the residual', () => {
  it('is within 1e-9 of equity at every step of a moving market', () => {
    const { results } = run({
      spot: (i) => 42_000 * (1 + 0.35 * Math.abs(((i % 600) - 300) / 300)),
      basis: (i, venue) => 3e-4 * (((i * venue.length) % 17) / 17 - 0.5),
      funding: (k) => 1e-4 * ((k % 7) - 2),
    });
    expect(results!.executions.length).toBeGreaterThan(10);
    for (const residual of results!.column('residual'))
      expect(Math.abs(residual)).toBeLessThan(1e-3);
  });
});
