/** A story in words, for whoever has to understand it. */
import type { Incident, Story } from './story.js';

export function tellStory({ seed, scene, market, rules, incidents }: Story): string[] {
  const venues = Object.entries(rules).map(
    ([venue, { idRule, toVenueMs, backMs, lagMs }]) =>
      `${venue}: names ${idRule}, ${toVenueMs} ms there, ${backMs} ms back, shows things after ${lagMs} ms`,
  );
  return [
    `seed ${seed}, scene ${scene}, market ${market}`,
    ...venues,
    ...incidents.map((incident) => `after ${incident.atMs} ms: ${tellIncident(incident)}`),
  ];
}

function tellIncident({ atMs: _, what, ...rest }: Incident): string {
  return `${what} ${JSON.stringify(rest)}`;
}
