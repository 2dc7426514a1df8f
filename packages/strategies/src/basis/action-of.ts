import type { Leg, StrategyAction } from '@basis/core-types';
import { REASONS } from './reason-to-adjust.js';

const ENTERS = new Set(['buy', 'short', 'move']);
const LEAVES = new Set([
  'sell',
  'cover',
  'close_long',
  'move',
  'withdraw',
  'unstake',
  'claim',
  'unwrap',
  'unlever',
]);

/** Capital that came in is entered with and a withdrawal is left for; whatever else is brought back is a rebalance. */
export function actionOf(reason: string, flat: boolean, legs: readonly Leg[]): StrategyAction {
  if (flat) return 'entry_full';
  const all = (kinds: ReadonlySet<string>) => legs.every(({ does }) => kinds.has(does));
  if (reason === REASONS.idle && all(ENTERS)) return 'entry_partial';
  return reason === REASONS.withdrawal && all(LEAVES) ? 'exit_partial' : 'rebalance';
}
