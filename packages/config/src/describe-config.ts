import type { Json, RunConfig } from '@basis/core-types';
import { leavesOf, type Provenance } from './provenance.js';

export interface ConfigDescription {
  /** `path = value  # where it came from`, sorted as the configuration is. */
  readonly lines: readonly string[];
  /** The same as one JSON document. */
  readonly document: {
    readonly config: Json;
    readonly provenance: Readonly<Record<string, string>>;
  };
}

/** The merged, validated configuration for people and for programs. */
export function describeConfig(config: RunConfig, provenance: Provenance): ConfigDescription {
  const document = config as unknown as Json;
  return {
    lines: leavesOf(document).map(
      ({ path, value }) => `${path} = ${textOf(value)}  # ${provenance.get(path) ?? 'default'}`,
    ),
    document: { config: document, provenance: Object.fromEntries(provenance) },
  };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
