export const GATE_CATEGORIES = [
  'data',
  'venues',
  'configuration',
  'execution',
  'e2e_strategies',
] as const;
export type GateCategory = (typeof GATE_CATEGORIES)[number];

/** An `error` fails the gate; the others are shown. */
export type FindingSeverity = 'error' | 'warning' | 'info';

export interface GateFinding {
  readonly severity: FindingSeverity;
  /** What is wrong and what to do. */
  readonly message: string;
}

/**
 * One question that must be answered well before a run may start. A gate judges what it was handed when it was made;
 * gathering that (reading files, asking venues) is the caller's work.
 */
export interface Gate {
  readonly category: GateCategory;
  readonly name: string;
  check(): readonly GateFinding[];
}

export interface GateResult {
  readonly category: GateCategory;
  readonly name: string;
  readonly passed: boolean;
  readonly findings: readonly GateFinding[];
}

export interface GateReport {
  readonly passed: boolean;
  readonly results: readonly GateResult[];
}
