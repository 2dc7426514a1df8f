import { basename, dirname, join, resolve } from 'node:path';
import {
  didYouMean,
  environmentFileSchema,
  normaliseVenueName,
  pathText,
  plainJson,
  reportShape,
  violation,
} from '@basis/core-types';
import type { ConfigViolation, Report, VenueEnvironment } from '@basis/core-types';
import { listNames } from './list-names.js';
import { originAt } from './provenance.js';
import { readYaml } from './read-yaml.js';

export interface EnvironmentChoice {
  readonly chosen: Readonly<Record<string, VenueEnvironment>>;
  readonly origin: (venue: string) => string | undefined;
  readonly violations: readonly ConfigViolation[];
}

/**
 * A file of `environments/`, given by its name or by a path into that folder.
 *
 * @param venues  names that an entry may have
 */
export function readEnvironmentFile(
  configDir: string,
  given: string,
  venues: readonly string[],
): EnvironmentChoice {
  const folder = join(configDir, 'environments');
  const name = nameIn(folder, given);
  const names = listNames(folder);
  if (name === undefined || !names.includes(name)) {
    const allowed = `must be one of ${names.join(', ')} in ${folder}${didYouMean(name ?? given, names)}`;
    return {
      chosen: {},
      origin: () => undefined,
      violations: [violation(undefined, 'environment_file', given, allowed)],
    };
  }
  const file = join(folder, `${name}.yaml`);
  const layer = readYaml(file);
  const violations: ConfigViolation[] = [];
  const place = originAt(layer.origins, file);
  const report: Report = (path, value, allowed) => {
    const text = pathText(path);
    violations.push(violation(place(text), text, value, allowed));
  };
  const document = plainJson(layer.values, report);
  const parsed = environmentFileSchema.safeParse(document);
  if (!parsed.success) reportShape(environmentFileSchema, parsed.error.issues, document, report);
  const entries = Object.entries(parsed.data?.venues ?? {});
  for (const [venue] of entries.filter(([key]) => !venues.includes(normaliseVenueName(key)))) {
    report(
      ['venues', venue],
      undefined,
      `must be a venue (${venues.join(', ')})${didYouMean(venue, venues)}`,
    );
  }
  return {
    chosen: Object.fromEntries(
      entries.map(([venue, entry]) => [normaliseVenueName(venue), entry.environment]),
    ),
    origin: (venue) =>
      place(
        `venues.${entries.find(([key]) => normaliseVenueName(key) === venue)?.[0]}.environment`,
      ),
    violations,
  };
}

/** The name of a file of the folder; undefined for a path that leads elsewhere. */
function nameIn(folder: string, given: string): string | undefined {
  if (!given.endsWith('.yaml')) return given;
  return resolve(dirname(given)) === resolve(folder) ? basename(given, '.yaml') : undefined;
}
