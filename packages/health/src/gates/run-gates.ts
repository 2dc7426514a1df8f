import type { Gate, GateCategory, GateFinding, GateReport, GateResult } from './gate.js';

export interface RunGatesOptions {
  /** Only the gates of this category; all where left out. */
  readonly category?: GateCategory | undefined;
}

/**
 * Asks every gate, so that everything wrong is told at once. Nothing to ask passes; a gate that throws fails.
 */
export function runGates(gates: readonly Gate[], options: RunGatesOptions = {}): GateReport {
  const asked = gates.filter(
    ({ category }) => options.category === undefined || category === options.category,
  );
  const results = asked.map(resultOf);
  return { passed: results.every((result) => result.passed), results };
}

function resultOf(gate: Gate): GateResult {
  const { category, name } = gate;
  try {
    const findings = gate.check();
    return { category, name, passed: findings.every(isNoError), findings };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The gate could not be judged: ${reason}`;
    return { category, name, passed: false, findings: [{ severity: 'error', message }] };
  }
}

function isNoError({ severity }: GateFinding): boolean {
  return severity !== 'error';
}
