import { describe, expect, it } from 'vitest';
import * as chain from '../testing/chain-portfolio.js';
import { ChainPortfolio, type ChainChange, type ChainOptions } from '../testing/chain-portfolio.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** No hedge, so that its drift does not count among the risks. */
const unhedged: ChainChange = (_, config) => {
  config.hedge_allocation = {};
  config.venues.execution_subscriptions.cex_futures = [];
};

function holding(
  amounts: Readonly<Record<string, number>>,
  { change = () => undefined, ...options }: ChainOptions = {},
): ChainPortfolio {
  const portfolio = new ChainPortfolio({
    ...options,
    change: (venues, config) => {
      unhedged(venues, config);
      change(venues, config);
    },
  }).hold(amounts);
  portfolio.look();
  return portfolio;
}

// 10 wstETH at 2,400 dollars against 8 WETH at 2,000: 24,000 against 16,000.
const LOOP = { [chain.SUPPLY_WSTETH]: 10, [chain.DEBT_WETH]: -8 };

describe('health factor and loan-to-value of a lending venue', () => {
  const lending = (portfolio: ChainPortfolio) => [
    portfolio.risk.healthFactor,
    portfolio.risk.lending.loanToValue[0],
  ];

  it('are collateral x threshold / debt and debt / collateral, at the threshold in the data', () => {
    const [healthFactor, loanToValue] = lending(holding(LOOP));
    expect(healthFactor).toBeCloseTo((24_000 * 0.81) / 16_000, 12);
    expect(loanToValue).toBeCloseTo(16_000 / 24_000, 12);
  });

  it('are at the configured threshold where the data have none', () => {
    const portfolio = holding({ [chain.SUPPLY_USDT]: 1_000, [chain.DEBT_WETH]: -0.2 });
    expect(lending(portfolio)[0]).toBeCloseTo((1_000 * 0.78) / 400, 12);
  });

  it('are those of the category that the run enters, for what belongs to it', () => {
    const change: ChainChange = ({ aave_v3 }) => {
      aave_v3.emode = '1';
    };
    const portfolio = holding({ ...LOOP, [chain.SUPPLY_USDT]: 1_000 }, { change });
    expect(lending(portfolio)[0]).toBeCloseTo((24_000 * 0.95 + 1_000 * 0.78) / 16_000, 12);
  });

  it('take the terms of their date', () => {
    const change: ChainChange = ({ aave_v3 }) => {
      aave_v3.emode = '1';
      const from = new Date(chain.T0 + DAY_MS).toISOString();
      aave_v3.changes = [{ from, set: { emodes: { '1': { liquidation_threshold: 0.9 } } } }];
    };
    const portfolio = holding(LOOP, { change });
    portfolio.look(chain.T0 + DAY_MS - 1);
    expect(lending(portfolio)[0]).toBeCloseTo(24_000 * (0.95 / 16_000), 12);
    portfolio.look(chain.T0 + DAY_MS);
    expect(lending(portfolio)[0]).toBeCloseTo(24_000 * (0.9 / 16_000), 12);
  });

  it('follow indexes and the oracle, and no market', () => {
    const portfolio = holding(LOOP);
    portfolio.move({
      'lst/wstETH': { market_price_eth: 0.5 },
      'spot/binance/ETH-USDT': { close: 1 },
    });
    portfolio.look();
    expect(lending(portfolio)[0]).toBeCloseTo((24_000 * 0.81) / 16_000, 12);
    portfolio.move({
      'aave_v3/wstETH': { liquidity_index: 1.1, oracle_price_usd: 2_200 },
      'aave_v3/WETH': { variable_borrow_index: 1.2 },
    });
    portfolio.look();
    expect(lending(portfolio)[0]).toBeCloseTo((10 * 1.1 * 2_200 * 0.81) / (8 * 1.2 * 2_000), 12);
  });

  it('say that there is nothing to fear without debt, and nothing behind it without collateral', () => {
    const supplied = holding({ [chain.SUPPLY_WSTETH]: 10 });
    expect(lending(supplied)).toEqual([Infinity, 0]);
    expect(supplied.risk.level).toBe('ok');
    const owing = holding({ [chain.DEBT_WETH]: -1 });
    expect(lending(owing)).toEqual([0, Infinity]);
    expect(owing.risk.level).toBe('critical');
  });

  it.each([
    // Collateral of 24,000 at 0.81 carries a debt of 19,440 dollars, 9.72 WETH, at a health factor of one.
    [9.72 / 1.0501, 'ok'],
    [9.72 / 1.0499, 'warning'],
    [9.72 / 1.0201, 'warning'],
    [9.72 / 1.0199, 'critical'],
  ])('with a debt of %d are %s', (debt, level) => {
    expect(holding({ [chain.SUPPLY_WSTETH]: 10, [chain.DEBT_WETH]: -debt }).risk.level).toBe(level);
  });

  it.each(['aave_v3/wstETH', 'aave_v3/WETH'])('without a price of %s are critical', (series) => {
    const rows = { [series]: { oracle_price_usd: NaN } };
    const portfolio = holding(LOOP, { rows });
    expect(portfolio.risk.healthFactor).toBeNaN();
    expect(portfolio.risk.level).toBe('critical');
  });
});

describe('the market price of a staking token', () => {
  const at = (
    discount: number,
    amounts: Readonly<Record<string, number>> = { [chain.WSTETH]: 1 },
  ) =>
    holding(amounts, { rows: { 'lst/wstETH': { market_price_eth: 1.2 * (1 - discount) } } }).risk;

  it.each([
    [-0.05, 'ok'],
    [0.0099, 'ok'],
    [0.0101, 'warning'],
    [0.0299, 'warning'],
    [0.0301, 'critical'],
  ])('at a discount of %d is %s', (discount, level) => {
    expect(at(discount).staking.premium[0]).toBeCloseTo(-discount, 12);
    expect(at(discount).level).toBe(level);
  });

  it('is critical where nobody knows it', () => {
    expect(at(NaN).level).toBe('critical');
  });

  it('matters where the token is held, in any form and any place', () => {
    for (const account of [chain.STETH, chain.SUPPLY_WSTETH, 'in_transit:wstETH'])
      expect(at(0.05, { [account]: 1 }).level).toBe('critical');
    expect(at(0.05, { [chain.ETH]: 1, [chain.CLAIM]: 1 }).level).toBe('ok');
  });
});

it('a loan and a discount are told apart', () => {
  const deep = { rows: { 'lst/wstETH': { market_price_eth: 1.2 * 0.98 } } };
  const { levels } = holding({ [chain.SUPPLY_WSTETH]: 10, [chain.DEBT_WETH]: -9.6 }, deep).risk;
  expect([levels.health, levels.discount, levels.margin]).toEqual(['critical', 'warning', 'ok']);
  const { levels: sold } = holding({ [chain.ETH]: 10, [chain.DEBT_WETH]: 0 }, deep).risk;
  expect([sold.health, sold.discount, sold.worst]).toEqual(['ok', 'ok', 'ok']);
});

describe('the age of what the chain says', () => {
  // Rates are recorded daily: a day and a half is one row missed.
  const LIMIT_MS = 1.5 * DAY_MS;
  const seenAt = (at: number, rows: chain.Rows) => {
    const portfolio = holding({});
    for (const [id, row] of Object.entries(rows)) portfolio.market.write(at, id, row);
    portfolio.look(at);
    return portfolio.risk;
  };
  const all = { 'aave_v3/USDT': {}, 'aave_v3/WETH': {}, 'aave_v3/wstETH': {} };

  it('is a warning after a day and a half, for the oldest of lending, staking and gas', () => {
    expect(seenAt(chain.T0 + LIMIT_MS, {}).level).toBe('ok');
    const late = chain.T0 + LIMIT_MS + 1;
    const fresh: chain.Rows = { ...all, 'lst/wstETH': {}, 'gas/ethereum': {} };
    expect(seenAt(late, fresh).level).toBe('ok');
    for (const old of ['aave_v3/WETH', 'lst/wstETH', 'gas/ethereum']) {
      const others = Object.fromEntries(Object.entries(fresh).filter(([id]) => id !== old));
      expect(seenAt(late, others).level).toBe('warning');
      expect(seenAt(late, others).getRisk()['protocol_data_age_seconds']).toBe(
        (LIMIT_MS + 1) / 1_000,
      );
    }
  });
});

describe('what risk looks like on the chain', () => {
  it('names every lending venue and every staking token', () => {
    expect(holding(LOOP).risk.getRisk()).toEqual({
      level: 'ok',
      delta_drift: 0,
      data_age_seconds: 0,
      protocol_data_age_seconds: 0,
      venues: {},
      lending: {
        aave_v3: {
          health_factor: expect.closeTo((24_000 * 0.81) / 16_000, 12) as number,
          loan_to_value: expect.closeTo(2 / 3, 12) as number,
        },
      },
      lst_premium: { wstETH: 0 },
    });
    expect(holding({}).risk.getRisk()['lending']).toEqual({
      aave_v3: { health_factor: null, loan_to_value: 0 },
    });
  });
});
