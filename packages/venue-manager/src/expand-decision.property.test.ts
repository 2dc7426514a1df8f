import type { CexTrade } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWholeSteps } from '@basis/maths';
import { expandDecision } from './expand-decision.js';
import { RoleMap } from './role-map.js';
import { NOW, PRICE, SYMBOL, benchConfig, decision, short } from './testing/bench.js';

const LOTS = [0.1, 0.01, 0.001, 0.0001];
const estimator = {
  arrivalPrice: () => PRICE,
  estimateDeltas: () => ({}),
  estimateContract: () => ({}),
};
const scenario = fc.record({
  amount: fc.double({ min: 1, max: 1_000, noNaN: true }),
  weights: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 3 }),
  lots: fc.array(fc.constantFrom(...LOTS), { minLength: 3, maxLength: 3 }),
  minNotional: fc.constantFrom(0, 50, 5_000),
});

describe('the split of any hedge', () => {
  it('never sums to more than the leg, nor to a finest lot less; every part is an order', () => {
    fc.assert(
      fc.property(scenario, ({ amount, weights, lots, minNotional }) => {
        const sum = weights.reduce((a, b) => a + b, 0);
        fc.pre(sum > 0);
        const names = ['binance', 'bybit', 'okx'];
        const config = benchConfig((_, input) => {
          // However small a share is, its margin is worth moving.
          input.component_config.strategy_manager = { min_move_ratio: 0 };
          input.hedge_allocation = Object.fromEntries(
            names.map((venue, i) => [venue, weights[i]! / sum]),
          );
          names.forEach((venue, i) => {
            const known = structuredClone(input.venue_configs[venue]!);
            if (known.venue_type !== 'cex') return;
            Object.assign(known.futures!.instruments[SYMBOL]!, {
              lot_size: lots[i]!,
              min_notional: minNotional,
            });
            input.venue_configs[venue] = known;
          });
        });
        const { venue_manager } = config.component_config;
        const made = expandDecision(
          decision('rebalance', [short(amount)]),
          'b1',
          NOW,
          venue_manager,
          new RoleMap(config),
          estimator,
        ).instructions;

        const used = made.map((one) => ({
          amount: (one as CexTrade).amount,
          lot: lots[names.indexOf(one.type === 'cex_trade' ? one.venue : '')]!,
        }));
        for (const { amount: part, lot } of used) {
          expect(part * PRICE).toBeGreaterThanOrEqual(minNotional);
          expect(isWholeSteps(part, lot)).toBe(true);
        }
        const total = used.reduce((a, b) => a + b.amount, 0);
        const finest = Math.min(...lots.filter((_, i) => weights[i]! > 0));
        expect(total).toBeLessThanOrEqual(amount + 1e-9 * finest + 1e-12 * amount);
        // Where every venue takes its part, less than one finest lot is lost.
        const allTake = weights.every(
          (weight, i) => weight === 0 || used.some((u) => u.lot === lots[i]!),
        );
        const rest = amount - total;
        if (allTake) expect(rest).toBeLessThan(finest * (1 + 1e-9));
        // And never more than the coarsest lot or the least order of a venue.
        expect(rest).toBeLessThan(Math.max(...lots, minNotional / PRICE) * (1 + 1e-9));
      }),
      { numRuns: 300 },
    );
  });
});
