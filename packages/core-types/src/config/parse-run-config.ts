import { draftConfig } from './config-draft.js';
import { deepFreeze } from './deep-freeze.js';
import { normaliseRunConfig } from './normalise.js';
import { pathText } from './path-text.js';
import { plainJson } from './plain-json.js';
import { RULES } from './rules/index.js';
import type { RuleOptions } from './rules/rule.js';
import { runConfigSchema } from './schema.js';
import type { RunConfig } from './schema.js';
import { reportShape } from './shape-violations.js';
import { violation, violationError } from './violation.js';
import type { ConfigViolation, Report } from './violation.js';

export interface ParseRunConfigOptions extends RuleOptions {
  /** Where the value at a path was given, for messages. */
  readonly origin?: (path: string) => string | undefined;
}

export type CheckedConfig =
  | { readonly ok: true; readonly config: RunConfig }
  | { readonly ok: false; readonly violations: readonly ConfigViolation[] };

/**
 * The configuration of one run from a document: old spellings are normalised, shapes and rules across sections checked,
 * the result frozen through and through.
 *
 * @throws CFG-001 naming every violation
 */
export function parseRunConfig(input: unknown, options: ParseRunConfigOptions = {}): RunConfig {
  const checked = checkRunConfig(input, options);
  if (!checked.ok) throw violationError(checked.violations);
  return checked.config;
}

/** The same without throwing, for callers with violations of their own to report. */
export function checkRunConfig(input: unknown, options: ParseRunConfigOptions = {}): CheckedConfig {
  const violations: ConfigViolation[] = [];
  const report: Report = (path, value, allowed) => {
    const text = pathText(path);
    violations.push(violation(options.origin?.(text), text, value, allowed));
  };
  const document = normaliseRunConfig(plainJson(input, report));
  const parsed = runConfigSchema.safeParse(document);
  if (!parsed.success) reportShape(runConfigSchema, parsed.error.issues, document, report);
  const draft = draftConfig(document);
  for (const rule of RULES) rule(draft, report, options);
  if (!parsed.success || violations.length > 0) return { ok: false, violations };
  return { ok: true, config: deepFreeze(parsed.data) };
}
