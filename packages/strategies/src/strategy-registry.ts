import { ComponentError, type Json, type RunConfig, type Strategy } from '@basis/core-types';
import { BasisStrategyManager } from './basis/basis-strategy.js';
import { NeutralStrategyManager } from './neutral/neutral-strategy.js';
import { PureLendingStrategyManager } from './lending/pure-lending-strategy.js';
import { StakingStrategyManager } from './staking/staking-strategy.js';

export type StrategyFactory = (config: RunConfig) => Strategy<Json>;

/** Strategies by mode. Each run has a registry of its own; there is no global one. */
export class StrategyRegistry {
  readonly #factories = new Map<string, StrategyFactory>();

  /** A mode registered again replaces the earlier one. */
  register(mode: string, factory: StrategyFactory): this {
    this.#factories.set(mode, factory);
    return this;
  }

  get modes(): readonly string[] {
    return [...this.#factories.keys()];
  }

  /** Throws STR-001 with the modes there are. */
  create(config: RunConfig): Strategy<Json> {
    const factory = this.#factories.get(config.mode);
    if (factory === undefined) {
      throw new ComponentError('STR-001', {
        message: `There is no strategy for mode ${config.mode}; there are ${this.modes.join(', ')}`,
        context: { mode: config.mode, modes: this.modes },
      });
    }
    return factory(config);
  }
}

/**
 * A registry with the modes that come with the library.
 *
 * @example
 * const strategies = builtInStrategies().register('my_mode', (config) => new MyStrategy(config));
 */
export function builtInStrategies(): StrategyRegistry {
  const basis: StrategyFactory = (config) => new BasisStrategyManager(config) as Strategy<Json>;
  const staking: StrategyFactory = (config) => new StakingStrategyManager(config) as Strategy<Json>;
  const neutral: StrategyFactory = (config) => new NeutralStrategyManager(config) as Strategy<Json>;
  return new StrategyRegistry()
    .register('pure_lending', (config) => new PureLendingStrategyManager(config) as Strategy<Json>)
    .register('btc_basis', basis)
    .register('eth_basis', basis)
    .register('eth_staking_only', staking)
    .register('eth_leveraged', staking)
    .register('usdt_market_neutral_no_leverage', neutral)
    .register('usdt_market_neutral', neutral);
}
