import { describe, expect, it } from 'vitest';
import { neutralConfig, stakingConfig, withSettings } from './config.js';

describe('configurations of tests', () => {
  it('are valid, and change what is asked', () => {
    expect(stakingConfig().target_ltv).toBe(0.85);
    expect(neutralConfig().stake_allocation_eth).toBeCloseTo(2 / 3, 12);
    const { component_config } = stakingConfig(withSettings({ reserve_ratio: 0.1 }));
    expect(component_config.strategy_manager.reserve_ratio).toBe(0.1);
  });
});
