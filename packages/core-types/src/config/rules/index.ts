import { actionMappingRule } from './action-mapping-rule.js';
import { chainRule } from './chain-rule.js';
import { changesRule } from './changes-rule.js';
import { deleveragingRule } from './deleveraging-rule.js';
import { flowsRule } from './flows-rule.js';
import { hedgeAllocationRule } from './hedge-allocation-rule.js';
import { leverageRule } from './leverage-rule.js';
import { marginTiersRule } from './margin-tiers-rule.js';
import { modeRule } from './mode-rule.js';
import { outagesRule } from './outages-rule.js';
import { requirementsRule } from './requirements-rule.js';
import { riskThresholdsRule } from './risk-thresholds-rule.js';
import type { Rule } from './rule.js';
import { safeguardsRule } from './safeguards-rule.js';
import { spotWalletRule } from './spot-wallet-rule.js';
import { stakingPlanRule } from './staking-plan-rule.js';
import { subscriptionsRule } from './subscriptions-rule.js';
import { venueShareRule } from './venue-share-rule.js';

/** Everything that the shape of single values cannot say. */
export const RULES: readonly Rule[] = [
  modeRule,
  requirementsRule,
  subscriptionsRule,
  hedgeAllocationRule,
  spotWalletRule,
  leverageRule,
  venueShareRule,
  marginTiersRule,
  changesRule,
  deleveragingRule,
  outagesRule,
  chainRule,
  stakingPlanRule,
  riskThresholdsRule,
  actionMappingRule,
  flowsRule,
  safeguardsRule,
];
