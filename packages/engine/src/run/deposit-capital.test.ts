import { HOLD, type CexVenueConfig, type RunConfigInput } from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { shapedBasisSeries } from '@basis/sample-data';
import { builtInStrategies } from '@basis/strategies';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { basisConfig } from '../testing/basis-market.js';
import { STAKING_START_MS, stakingConfig, stakingMarket } from '../testing/staking-market.js';

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

describe('capital in ETH', () => {
  /** Nothing is done with it; an exchange in front of the wallet unless it is taken away. */
  function firstRow(change: (config: RunConfigInput) => void = () => undefined) {
    const config = stakingConfig();
    const binance = basisConfig().venue_configs['binance'] as CexVenueConfig;
    const market = binance.spot!.instruments['BTC-USDT']!;
    config.venue_configs['binance'] = {
      ...binance,
      spot: { ...binance.spot!, instruments: { 'ETH-USDT': market, 'BTC-USDT': market } },
    };
    config.venues.execution_subscriptions = { cex_spot: ['binance'], wallet: ['alchemy'] };
    change(config);
    const strategies = builtInStrategies().register(config.mode, ({ mode }) => ({
      mode,
      initial: () => ({}),
      decide: () => HOLD,
    }));
    const growth = { staking: () => 1, debt: () => 1 };
    const dataProvider = stakingMarket(growth, [ETH_PRICE, 2 * ETH_PRICE]);
    const engine = new EventDrivenStrategyEngine({ config, dataProvider, strategies });
    const { summary, results } = engine.runBacktestSync(STAKING_START_MS);
    expect(summary.final_equity).toBe(summary.initial_equity);
    return (account: string) => results!.column(account)[0];
  }

  it('lies at the spot venue, less the gas reserve in the wallet', () => {
    const held = firstRow();
    expect(held('binance:spot:ETH')).toBe(99.5);
    expect(held('alchemy:wallet:ETH')).toBe(0.5);
    expect(held('binance:spot:USDT')).toBe(0);
    expect(held('equity')).toBe(100);
  });

  it('lies in the wallet without a spot venue, the reserve included to the bit', () => {
    const held = firstRow((config) => {
      config.venues.execution_subscriptions.cex_spot = [];
      config.initial_capital = 1.7;
      Object.assign(config.venue_configs['alchemy']!, { gas_reserve_eth: 0.4 });
    });
    // 1.7 - 0.4 + 0.4 would be one bit less.
    expect(held('alchemy:wallet:ETH')).toBe(1.7);
  });

  it('must be more than the reserve', () => {
    expect(() => firstRow((config) => void (config.initial_capital = 0.5))).toThrow(
      expect.objectContaining({ code: 'EDS-004' }),
    );
  });

  it('must have an account: a wallet for dollars alone cannot take it', () => {
    const dollarsAlone = (config: RunConfigInput) => {
      config.venues.execution_subscriptions.cex_spot = [];
      Object.assign(config.venue_configs['alchemy']!, { assets: ['USDT'], gas_reserve_eth: 0 });
    };
    expect(() => firstRow(dollarsAlone)).toThrow(
      expect.objectContaining({
        code: 'EDS-004',
        resolution: 'Add ETH to the assets of alchemy.',
      }),
    );
  });
});
