import { describe, expect, it } from 'vitest';
import { stakingConfig } from '../testing/config.js';
import { PaperChain } from '../testing/paper-chain.js';
import { loopCostRate, stakeCostRate } from './stake-carry.js';

const chain = new PaperChain({ eth: 100, roundTripGasEth: 0.2 });

describe('the gas of both ways', () => {
  it('is told per ETH of equity', () => {
    const config = stakingConfig((draft) => void (draft.unwind_mode = 'slow'));
    expect(stakeCostRate(chain, config, 50)).toBeCloseTo(0.2 / 50, 12);
  });

  it('is beyond any yield where nothing is left, free gas or not', () => {
    const free = new PaperChain({ eth: 100, roundTripGasEth: 0 });
    for (const equity of [0, -1]) {
      expect(stakeCostRate(chain, stakingConfig(), equity)).toBe(Infinity);
      expect(loopCostRate(free, 0.8, equity)).toBe(Infinity);
    }
  });
});
