import type { CexVenueConfig } from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { shapedBasisSeries } from '@basis/sample-data';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { basisConfig } from '../testing/basis-market.js';

const ETH_PRICE = 2_500;
const STEPS = 24;

/** ETH at a price of its own beside a BTC market that stands still. */
function runWith(reserveEth: number, capital = 1_000_000, withEth = true) {
  const series = shapedBasisSeries({ steps: STEPS, spot: () => 42_000, funding: () => 0 });
  const [candles] = series.filter(({ id }) => id === 'spot/binance/BTC-USDT');
  const still = Array.from(candles!.timestampsMs, () => ETH_PRICE);
  const eth = {
    ...candles!,
    id: 'spot/binance/ETH-USDT',
    columns: { open: still, high: still, low: still, close: still, volume: still },
  };
  const dataProvider = createDataProvider({
    name: 'BTC and ETH',
    synthetic: true,
    series: withEth ? [...series, eth] : series,
  });
  const config = basisConfig((draft) => {
    draft.initial_capital = capital;
    Object.assign(draft.venue_configs['alchemy']!, { gas_reserve_eth: reserveEth });
    const { instruments } = (draft.venue_configs['binance'] as CexVenueConfig).spot!;
    Object.assign(instruments, { 'ETH-USDT': instruments['BTC-USDT'] });
  });
  const engine = new EventDrivenStrategyEngine({ config, dataProvider });
  return engine.runBacktestSync();
}

describe('the capital', () => {
  it('lies as ETH in the wallet as far as it is the gas reserve, and as quote beyond', () => {
    const { results, summary } = runWith(2);
    expect(results!.column('alchemy:wallet:ETH')[0]).toBe(2);
    expect(summary.initial_equity).toBeCloseTo(1_000_000, 6);
    const spent = -(summary.pnl.fees + summary.pnl.slippage + summary.pnl.transfer_cost);
    expect(spent).toBeGreaterThan(0);
    // In a market that stands still the costs of entering are all that is lost: the reserve was part of the capital.
    expect(summary.final_equity).toBeCloseTo(1_000_000 - spent, 6);
  });

  it('is all quote without a reserve', () => {
    expect(runWith(0).results!.column('alchemy:wallet:ETH')[0]).toBe(0);
  });

  it('must be more than the reserve', () => {
    expect(() => runWith(2, 5_000)).toThrow(expect.objectContaining({ code: 'EDS-004' }));
  });

  it('cannot hold a reserve of what has no price', () => {
    expect(() => runWith(2, 1_000_000, false)).toThrow(
      expect.objectContaining({ code: 'DATA-001' }),
    );
  });
});
