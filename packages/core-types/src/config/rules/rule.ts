import type { ConfigDraft } from '../config-draft.js';
import type { VenueRequirements } from '../venue-requirements.js';
import type { Report } from '../violation.js';

export interface RuleOptions {
  readonly requirements?: VenueRequirements;
  readonly knownModes?: readonly string[];
}

/** Looks across sections. What is missing from the draft was reported already and is passed over. */
export type Rule = (draft: ConfigDraft, report: Report, options: RuleOptions) => void;
