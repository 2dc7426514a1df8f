export { VenueManager, type VenueManagerParts } from './venue-manager.js';
export type { ReceiptListener } from './handshake.js';
export { expandDecision, type TradeEstimator } from './expand-decision.js';
export { answers } from './answers.js';
export { checkBlock } from './check-block.js';
export { RoleMap, type HedgePlace } from './role-map.js';
export { runTagOf } from './live/client-ref.js';
export { planFindings, type PlanContext } from './live/check-plan.js';
