import { exampleRunConfig, parseRunConfig } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { FundingConventions } from './funding-conventions.js';
import { OneRowMarket } from './testing/one-row-market.js';

const HOUR_MS = 3_600_000;
const PERP = 'perp/binance/BTC-USDT';
const FUNDING = 'funding/binance/BTC-USDT';

function market() {
  return new OneRowMarket({ [PERP]: ['close'], [FUNDING]: ['rate'] });
}
const config = parseRunConfig(exampleRunConfig());

/** Marks and rates of a day, hour by hour; a rate where there is a stamp. */
function played(hours: readonly { readonly mark: number; readonly rate?: number }[]) {
  const data = market();
  const conventions = new FundingConventions(config, data);
  hours.forEach(({ mark, rate }, i) => {
    const at = (i + 1) * HOUR_MS;
    data.write(at, PERP, { close: mark });
    if (rate !== undefined) data.write(at, FUNDING, { rate });
    conventions.look(at);
  });
  return { conventions, data };
}

describe('the conventions of carry', () => {
  it('are the sum of the rates, and of the rates in coins of the first mark', () => {
    const { conventions } = played([
      { mark: 40_000, rate: 0.5 },
      { mark: 50_000, rate: 0.001 },
      { mark: 60_000 },
      { mark: 80_000, rate: -0.0005 },
    ]);
    const { constant_notional, constant_quantity } = conventions.sums!;
    // The stamp at the beginning found nobody short.
    expect(constant_notional).toBeCloseTo(0.0005, 15);
    expect(constant_quantity).toBeCloseTo(0.001 * 1.25 - 0.0005 * 2, 15);
  });

  it('count a stamp once, however often they look, in another process too', () => {
    const { conventions, data } = played([{ mark: 1 }, { mark: 1, rate: 0.01 }]);
    conventions.look(2 * HOUR_MS + 1);
    const other = new FundingConventions(config, data);
    other.load(JSON.parse(JSON.stringify(conventions.save())) as number[]);
    other.look(2 * HOUR_MS + 2);
    expect(other.sums).toEqual({ constant_notional: 0.01, constant_quantity: 0.01 });
  });

  it('are of nothing where nothing is hedged', () => {
    const input = exampleRunConfig();
    input.hedge_allocation = {};
    input.venues.execution_subscriptions.cex_futures = [];
    expect(new FundingConventions(parseRunConfig(input), market()).sums).toBeUndefined();
  });
});
