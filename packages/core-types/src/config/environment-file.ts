import { z } from 'zod';

export const VENUE_ENVIRONMENTS = ['live', 'testnet', 'simulation'] as const;
export type VenueEnvironment = (typeof VENUE_ENVIRONMENTS)[number];

/** A file of `environments/`: which kind of each venue a run talks to. */
export const environmentFileSchema = z.strictObject({
  venues: z.record(z.string(), z.strictObject({ environment: z.enum(VENUE_ENVIRONMENTS) })),
});
