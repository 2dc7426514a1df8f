import { describe, expect, it } from 'vitest';
import { HOLD, type Json, type Strategy } from '@basis/core-types';
import { BasisStrategyManager } from './basis/basis-strategy.js';
import { StrategyRegistry, builtInStrategies } from './strategy-registry.js';
import { basisConfig } from './testing/config.js';

const BUILT_IN = builtInStrategies().modes;

const own = (mode: string): Strategy<Json> => ({ mode, initial: () => null, decide: () => HOLD });

describe('the strategy registry', () => {
  it.each(['btc_basis', 'eth_basis'])('makes the basis strategy for %s', (mode) => {
    const made = builtInStrategies().create({ ...basisConfig(), mode });
    expect(made).toBeInstanceOf(BasisStrategyManager);
    expect(made.mode).toBe(mode);
    expect(made.initial()).toEqual({
      adjusting: false,
      reason: '',
      leaving: '',
      exited_at_ms: null,
      carry: { lost_rate: 0, looked_at_ms: 0 },
    });
  });

  it('throws STR-001 for a mode that it does not know, naming those it does', () => {
    const config = { ...basisConfig(), mode: 'moon_shot' };
    const registry = builtInStrategies().register('my_mode', ({ mode }) => own(mode));
    expect(() => registry.create(config)).toThrowError(
      expect.objectContaining({
        code: 'STR-001',
        context: { mode: 'moon_shot', modes: [...BUILT_IN, 'my_mode'] },
        message: expect.stringMatching(/moon_shot.*btc_basis, .*my_mode/),
      }),
    );
  });

  it("makes a user's own strategy, with the configuration of the run", () => {
    const config = { ...basisConfig(), mode: 'my_mode' };
    const registry = builtInStrategies().register('my_mode', (given) => {
      expect(given).toBe(config);
      return own(given.mode);
    });
    expect(registry.create(config).mode).toBe('my_mode');
    expect(registry.modes).toEqual([...BUILT_IN, 'my_mode']);
  });

  it('lets a mode be replaced by registering it again', () => {
    const mine = own('btc_basis');
    expect(
      builtInStrategies()
        .register('btc_basis', () => mine)
        .create(basisConfig()),
    ).toBe(mine);
  });

  it('shares nothing with another registry', () => {
    builtInStrategies().register('my_mode', ({ mode }) => own(mode));
    expect(builtInStrategies().modes).toEqual(BUILT_IN);
    expect(BUILT_IN).not.toContain('my_mode');
    expect(new StrategyRegistry().modes).toEqual([]);
  });
});
