import {
  DAY_MS,
  HOUR_MS,
  accountsFor,
  exampleRunConfig,
  hedgePlaces,
  parseRunConfig,
  type RunConfigInput,
} from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import { describe, expect, it } from 'vitest';
import { HedgeRole } from './hedge-role.js';
import type { OrderGuard } from './viewed-parts.js';
import { NO_SPOT, SpotRole } from './spot-role.js';

const FREE: OrderGuard = { mayAddRisk: () => true, takesOrders: () => true, paysOut: () => true };

const START_MS = Date.UTC(2024, 0, 1);
const EIGHT_HOURS_MS = 8 * HOUR_MS;
const candle = ['open', 'high', 'low', 'close'].map((name) => [name, [50_000, 50_000]] as const);

type Exchange = Extract<RunConfigInput['venue_configs'][string], { venue_type: 'cex' }>;

/** Funding every eight hours, the first stamp at the start. */
function setUp(rates: readonly number[], change: (binance: Exchange) => void = () => undefined) {
  const document: RunConfigInput = exampleRunConfig();
  change(document.venue_configs['binance'] as Exchange);
  const config = parseRunConfig(document);
  const market = (last: string) => ({
    timestampsMs: [START_MS - HOUR_MS, START_MS],
    intervalMs: HOUR_MS,
    columns: { ...Object.fromEntries(candle), [last]: [50_000, 50_000] },
  });
  const data = createDataProvider({
    name: 'exchange',
    synthetic: true,
    maxGapMs: Infinity,
    series: [
      { id: 'spot/binance/BTC-USDT', ...market('volume') },
      { id: 'perp/binance/BTC-USDT', ...market('index') },
      {
        id: 'funding/binance/BTC-USDT',
        timestampsMs: rates.map((_, i) => START_MS + i * EIGHT_HOURS_MS),
        columns: { rate: [...rates] },
      },
    ],
  });
  const accounts = accountsFor(config);
  const quantities = new Float64Array(accounts.size);
  const hedge = new HedgeRole(hedgePlaces(config)[0]!, true, accounts, data);
  const spot = new SpotRole(config, 'binance', accounts, data);
  return (now: number) => {
    const view = data.getData(now);
    hedge.refresh(now, view, quantities, FREE);
    spot.refresh(now, view, quantities, FREE);
    return { hedge, spot };
  };
}

describe('what a short is paid', () => {
  it('is the mean rate of seven days times the fundings of a year', () => {
    // Three a day: after eight days one rate of 0.0004 has left the window of 21, and 20 of 0.0001 and one of 0.0003 stay.
    const rates = [0.0004, ...Array<number>(20).fill(0.0001), 0.0003];
    const at = setUp(rates);
    expect(at(START_MS).hedge.fundingApr).toBeCloseTo(0.0004 * 3 * 365, 12);
    expect(at(START_MS + 7 * DAY_MS).hedge.fundingApr).toBeCloseTo((0.0023 / 21) * 3 * 365, 12);
  });

  it('is not known before the first rate', () => {
    expect(setUp([0.0001])(START_MS - 1).hedge.fundingApr).toBeNaN();
  });

  it('goes by the fundings of its date', () => {
    const at = setUp([0.0001, 0.0001, 0.0001], (binance) => {
      const from = new Date(START_MS + DAY_MS).toISOString();
      const set = { futures: { funding_interval_hours: 4 } };
      binance.changes = [{ from, set }];
    });
    expect(at(START_MS + DAY_MS - 1).hedge.fundingApr).toBeCloseTo(0.0001 * 3 * 365, 12);
    expect(at(START_MS + DAY_MS).hedge.fundingApr).toBeCloseTo(0.0001 * 6 * 365, 12);
  });
});

describe('taking the asset out of the spot venue', () => {
  it('costs what the venue lists for it', () => {
    const { spot } = setUp([0], (binance) => {
      const withdrawals = { BTC: { fee: 0.0002, min_amount: 0.001, delay_seconds: 1 } };
      binance.withdrawals = withdrawals;
    })(START_MS);
    expect([spot.withdrawalFeeBase, spot.minWithdrawalBase]).toEqual([0.0002, 0.001]);
  });

  it('cannot be had where the venue does not list it, or there is none', () => {
    const { spot } = setUp([0])(START_MS);
    for (const role of [spot, NO_SPOT])
      expect([role.withdrawalFeeBase, role.minWithdrawalBase]).toEqual([Infinity, Infinity]);
  });
});

describe('the grid of prices', () => {
  it('is the one of the spot market at its date', () => {
    const at = setUp([0], (binance) => {
      const from = new Date(START_MS + DAY_MS).toISOString();
      const set = { spot: { instruments: { 'BTC-USDT': { tick_size: 0.5 } } } };
      binance.changes = [{ from, set }];
    });
    expect(at(START_MS).spot.tickQuote).toBe(0.1);
    expect(at(START_MS + DAY_MS).spot.tickQuote).toBe(0.5);
  });
});
