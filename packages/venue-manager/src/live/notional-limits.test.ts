import { describe, expect, it } from 'vitest';
import { NOW, PRICE, SYMBOL, benchConfig } from '../testing/bench.js';
import { configOf, contextOf, findings, funded, order, plan } from '../testing/plans.js';
import { planFindings, type PlanContext } from './check-plan.js';

describe('limits', () => {
  const limited = (limits: { order?: number; venue?: number; total?: number }) =>
    funded(
      benchConfig((settings, input) => {
        Object.assign(settings, {
          max_order_notional: limits.order ?? null,
          max_venue_notional: limits.venue ?? null,
        });
        input.component_config.strategy_manager = {
          ...input.component_config.strategy_manager,
          max_total_notional: limits.total ?? null,
        };
      }),
    );
  const short = (venue: string, amount: number) => order('perp', 'sell', amount, { venue });
  const cover = (venue: string, amount: number) =>
    order('perp', 'buy', amount, { venue, reduceOnly: true });

  it('of one order hold for what adds, not for what reduces', () => {
    const one = limited({ order: 40_000 });
    expect(findings(one, order('spot', 'buy', 1))).toEqual([]);
    expect(findings(one, order('spot', 'buy', 1.001))).toEqual([
      expect.stringMatching(/is worth 40040, above max_order_notional 40000/),
    ]);
    one.updates.post(NOW, one.accounts.index('binance:spot:BTC'), 'deposit', 2);
    expect(findings(one, order('spot', 'sell', 2))).toEqual([]);
  });

  it('of one order yield where the venue takes no halves of it', () => {
    // A lot of OKX is 0.01, worth 400.
    const one = limited({ order: 100 });
    expect(findings(one, short('okx', 0.01))).toEqual([]);
    expect(findings(one, short('okx', 0.02))).toHaveLength(1);
    // No less than 1,200, and room for prices that move: 0.033, so 0.04 in lots.
    const coarse = configOf((settings, input) => {
      settings.max_order_notional = 100;
      for (const venue of Object.values(input.venue_configs))
        if (venue.venue_type === 'cex')
          Object.assign(venue.spot!.instruments[SYMBOL]!, { lot_size: 0.01, min_notional: 1_200 });
    });
    expect(findings(funded(coarse), order('spot', 'buy', 0.07))).toEqual([]);
    expect(findings(funded(coarse), order('spot', 'buy', 0.08))).toHaveLength(1);
  });

  it('of a venue and of all count what is there with what comes', () => {
    const one = limited({ venue: 80_000, total: 100_000 });
    expect(findings(one, short('binance', 2))).toEqual([]);
    expect(findings(one, short('binance', 2.1))).toEqual([
      'The shorts at binance would be worth 84000, above max_venue_notional 80000',
    ]);
    expect(findings(one, short('binance', 1.5), short('okx', 1))).toEqual([]);
    expect(findings(one, short('binance', 1.5), short('okx', 1.1))).toEqual([
      'All shorts would be worth 104000, above max_total_notional 100000',
    ]);
    expect(findings(one, short('binance', 3), cover('binance', 1))).toEqual([]);
  });

  it('leave alone what they were already exceeded by', () => {
    const one = limited({ venue: 80_000, total: 100_000 });
    const hold = (venue: string, base: number) => {
      one.updates.post(NOW, one.accounts.index(`${venue}:perp:${SYMBOL}`), 'fill', -base);
      one.updates.post(
        NOW,
        one.accounts.index(`${venue}:perp_value:${SYMBOL}`),
        'fill',
        base * PRICE,
      );
    };
    hold('binance', 3);
    expect(findings(one, cover('binance', 0.5))).toEqual([]);
    expect(findings(one, cover('binance', 0.5), short('okx', 0.4))).toEqual([]);
    expect(findings(one, cover('binance', 0.5), short('okx', 0.6))).toHaveLength(1);
    expect(findings(one, order('spot', 'buy', 1))).toEqual([]);
    expect(findings(one, short('binance', 0.1))).toHaveLength(2);
    // Where the price of one is not known, what adds is held back and what reduces goes on.
    hold('okx', 1);
    const priceOf: PlanContext['priceOf'] = ({ venue }) => (venue === 'okx' ? NaN : PRICE);
    const adds = planFindings(plan(short('bybit', 0.1)), contextOf(one, { priceOf }));
    expect(adds).toContainEqual(expect.stringMatching(/at okx would be worth NaN/));
    expect(planFindings(plan(cover('binance', 1)), contextOf(one, { priceOf }))).toEqual([]);
    expect(planFindings(plan(cover('okx', 1)), contextOf(one, { priceOf }))).toEqual([
      expect.stringMatching(/no price of it is known at okx/),
    ]);
  });
});
