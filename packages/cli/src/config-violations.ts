import { ComponentError, formatViolation, type ConfigViolation } from '@basis/core-types';

/**
 * A line for each violation of a configuration that is not valid. Undefined for every other error, and for a mode that
 * does not exist: that is a wrong argument, not a finding.
 */
export function configViolations(error: unknown): string[] | undefined {
  if (!(error instanceof ComponentError) || error.code !== 'CFG-001') return undefined;
  const violations = error.context['violations'] as unknown as readonly ConfigViolation[];
  const [first] = violations;
  if (first?.path === 'mode' && first.file === undefined) return undefined;
  return violations.map(formatViolation);
}
