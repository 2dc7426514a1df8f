import type { CexTrade, Decision, RunConfig, WalletTransfer } from '@basis/core-types';
import { expandDecision, type TradeEstimator } from '../expand-decision.js';
import { RoleMap } from '../role-map.js';
import { NOW, PRICE, benchConfig } from './bench.js';

/** Marks its estimate, so that it can be told whose it is. */
const estimator: TradeEstimator = {
  arrivalPrice: () => PRICE,
  estimateDeltas: ({ venue, amount }) => ({ [venue]: { estimate: amount } }),
  estimateContract: ({ protocol }) => ({ [protocol]: { estimate: 1 } }),
};

/** The block of a decision about exchanges. */
export function expand(what: Decision, config: RunConfig = benchConfig()) {
  const { venue_manager } = config.component_config;
  const block = expandDecision(what, 'b7', NOW, venue_manager, new RoleMap(config), estimator);
  return { ...block, instructions: block.instructions as readonly (CexTrade | WalletTransfer)[] };
}
