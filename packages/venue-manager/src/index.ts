export { VenueManager, type VenueManagerParts, type ReceiptListener } from './venue-manager.js';
export { expandDecision, type TradeEstimator } from './expand-decision.js';
export { checkBlock } from './check-block.js';
export { RoleMap, type HedgePlace } from './role-map.js';
export { planFindings, type PlanContext } from './live/check-plan.js';
