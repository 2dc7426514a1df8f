export {
  EventDrivenStrategyEngine,
  type BacktestResult,
  type EngineOptions,
  type EngineStatus,
  type RunCallOptions,
} from './event-driven-strategy-engine.js';
export {
  COMPONENT_NAMES,
  createComponents,
  type EngineComponents,
  type ComponentFactoryInput,
} from './parts/component-factory.js';
export { createBacktestComponents, type BacktestComponents } from './parts/backtest-components.js';
export { LiveSession, type Decided, type LiveSessionInput } from './live-session/live-session.js';
export { MemoryResults } from './results/memory-results.js';
export { parseTime, resolveRange, type TimeRange } from './run/time-range.js';
export { finerThanData } from './run/finer-than-data.js';
export type { LiveDriver } from './run/run-live.js';
export type { RunProgress } from './run/run-backtest.js';
export type { RunHost } from './host.js';
