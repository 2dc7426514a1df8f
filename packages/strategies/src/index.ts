export { BaseStrategyManager } from './base-strategy-manager.js';
export { BasisStrategyManager, type BasisState } from './basis/basis-strategy.js';
export { NeutralStrategyManager } from './neutral/neutral-strategy.js';
export { PureLendingStrategyManager, type LendingState } from './lending/pure-lending-strategy.js';
export { StakingStrategyManager, type StakingState } from './staking/staking-strategy.js';
export { StrategyRegistry, builtInStrategies, type StrategyFactory } from './strategy-registry.js';
