import { describe, expect, it } from 'vitest';
import { NOW, benchConfig, buy, cover, decision, errorOf, sell, short } from './testing/bench.js';
import { simBench as simulated } from './testing/sim-bench.js';

describe('against simulated venues', () => {
  it('expectation and truth agree to the bit, and estimates come true within a tick', () => {
    const one = simulated();
    one.manager.submit(decision('entry_full', [buy(2), short(1.999)]), NOW);
    one.carryOut();
    expect(one.manager.getExecutionStatus()).toMatchObject({
      blocks_executed: 1,
      reconciliation_status: 'success',
    });
    for (const { receipt } of one.receipts) {
      const { estimatedDeltas } = receipt.instruction;
      for (const [venue, tokens] of Object.entries(estimatedDeltas)) {
        for (const [token, amount] of Object.entries(tokens))
          expect(Math.abs(receipt.deltas[venue]![token]! - amount)).toBeLessThan(0.2 + 1e-9);
      }
      // Bought above or sold below the mark: adverse on both sides.
      expect(receipt.executionCost).toBeLessThan(0);
    }
    // 5 bps of the purchase are kept in BTC.
    expect(one.positions.quantity('binance:spot:BTC')).toBeCloseTo(2 * (1 - 0.0005), 12);
  });

  it('what was opened in slices is closed in slices, and nothing of it stays', () => {
    const one = simulated(
      benchConfig((settings) =>
        Object.assign(settings, { execution_style: 'sliced', max_leg_imbalance: 0.07 }),
      ),
    );
    one.manager.submit(decision('entry_full', [buy(2), short(1.999)]), NOW);
    one.carryOut();
    const opened = one.receipts.length;
    expect(opened).toBeGreaterThan(20);
    const positions = ['binance', 'bybit', 'okx'].map((venue) => `${venue}:perp:BTC-USDT`);
    const covers = positions.map((id, i) => cover(i, -one.positions.quantity(id)));
    one.manager.submit(decision('exit_full', [...covers, sell(1.999)]), NOW);
    one.carryOut();
    expect(one.receipts.length).toBeGreaterThan(opened + 20);
    expect(positions.map((id) => one.positions.quantity(id))).toEqual([0, 0, 0]);
    // All that was bought is sold, but for the fee of 5 bps that was kept of it.
    expect(one.positions.quantity('binance:spot:BTC')).toBeCloseTo(2 * (1 - 0.0005) - 1.999, 12);
  });

  it('a refusal of the venue stops the block', () => {
    const one = simulated();
    one.manager.submit(decision('entry_full', [buy(1_000)]), NOW);
    expect(errorOf(() => one.carryOut())).toMatchObject({
      code: 'VM-001',
      message: expect.stringContaining('VEN-001'),
    });
  });
});
