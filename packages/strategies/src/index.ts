export { BaseStrategyManager } from './base-strategy-manager.js';
export { BasisStrategyManager, type BasisState } from './basis/basis-strategy.js';
export { PureLendingStrategyManager, type LendingState } from './lending/pure-lending-strategy.js';
export { StrategyRegistry, builtInStrategies, type StrategyFactory } from './strategy-registry.js';
