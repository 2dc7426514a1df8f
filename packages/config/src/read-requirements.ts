import { join } from 'node:path';
import {
  pathText,
  plainJson,
  reportShape,
  venueRequirementsSchema,
  violation,
} from '@basis/core-types';
import type { ConfigViolation, Report, VenueRequirements } from '@basis/core-types';
import { originAt } from './provenance.js';
import { readYaml } from './read-yaml.js';

/** `venue_requirements.yaml`; without requirements where it has violations. */
export function readRequirements(configDir: string): {
  readonly requirements?: VenueRequirements;
  readonly violations: readonly ConfigViolation[];
} {
  const file = join(configDir, 'venue_requirements.yaml');
  const layer = readYaml(file);
  const place = originAt(layer.origins, file);
  const violations: ConfigViolation[] = [];
  const report: Report = (path, value, allowed) => {
    const text = pathText(path);
    violations.push(violation(place(text), text, value, allowed));
  };
  const document = plainJson(layer.values, report);
  const parsed = venueRequirementsSchema.safeParse(document);
  if (!parsed.success) reportShape(venueRequirementsSchema, parsed.error.issues, document, report);
  return { ...(parsed.success ? { requirements: parsed.data } : {}), violations };
}
