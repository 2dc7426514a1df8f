import type { RiskLevel } from '@basis/core-types';

/** Levels as numbers, the worse the greater: what a step compares and keeps. */
export const OK = 0;
export const WARNING = 1;
export const CRITICAL = 2;

export const LEVELS: readonly RiskLevel[] = ['ok', 'warning', 'critical'];

/** Of what should stay high: worse below each bound. Written so that a NaN is critical. */
export function levelBelow(value: number, warning: number, critical: number): number {
  if (!(value >= critical)) return CRITICAL;
  return value < warning ? WARNING : OK;
}

/** Of what should stay low: worse above each bound. Written so that a NaN is critical. */
export function levelAbove(value: number, warning: number, critical: number): number {
  if (!(value <= critical)) return CRITICAL;
  return value > warning ? WARNING : OK;
}
