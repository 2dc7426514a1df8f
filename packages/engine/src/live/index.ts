export { LiveRunner, type LiveRunnerOptions, type MarketFeed } from './live-runner.js';
export { systemClock, type LiveClock } from './live-clock.js';
export { replayJournal, type Replayed, type ReplayOptions } from './replay-journal.js';
