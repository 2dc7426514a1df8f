import { z } from 'zod';
import { cexVenueSchema } from './cex-schema.js';
import {
  atomicVenueSchema,
  dexVenueSchema,
  flashLoanVenueSchema,
  lendingVenueSchema,
  stakingVenueSchema,
  walletVenueSchema,
} from './chain-schemas.js';

export const venueSchema = z.discriminatedUnion('venue_type', [
  cexVenueSchema,
  walletVenueSchema,
  lendingVenueSchema,
  stakingVenueSchema,
  flashLoanVenueSchema,
  atomicVenueSchema,
  dexVenueSchema,
]);

export type VenueConfig = z.output<typeof venueSchema>;
