export type { ChainUnderTest } from './chain-under-test.js';
export { chainConformance, type ChainCase } from './contract-conformance.js';
export { venueConformance, type Offered, type VenueCase } from './venue-conformance.js';
export type { TradeUnderTest, TransferUnderTest, VenueUnderTest } from './venue-under-test.js';
