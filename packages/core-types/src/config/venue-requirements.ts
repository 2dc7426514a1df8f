import { z } from 'zod';

/** Which venues each mode needs and may have; every other venue is refused. */
export const venueRequirementsSchema = z.strictObject({
  strategy_requirements: z.record(
    z.string(),
    z.strictObject({
      required_venues: z.array(z.string()),
      optional_venues: z.array(z.string()).default([]),
      /** Exactly one of these, where any are listed. */
      one_of_venues: z.array(z.string()).default([]),
    }),
  ),
});

export type VenueRequirements = z.output<typeof venueRequirementsSchema>;
