import { z } from 'zod';
import { pathText } from './path-text.js';
import { plainJson } from './plain-json.js';
import { reportShape } from './shape-violations.js';
import { violation, type ConfigViolation, type Report } from './violation.js';
import { positive } from './venues/common.js';

/** What a shock may do to the rows of its time; each does exactly one. */
const EFFECTS = ['multiply', 'add', 'set', 'copy', 'accrue_apr'] as const;

/** A change of recorded rows from a moment up to, not including, another; a candle counts by when it opened. */
const shock = z.strictObject({
  /** `perp/okx/BTC-USDT`; a * stands for one part of the path, and every series that fits is changed. */
  series: z.string().min(1),
  columns: z.array(z.string().min(1)).min(1).optional(),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  multiply: z.number().min(0).optional(),
  add: z.number().optional(),
  set: z.number().optional(),
  /** Another column of the series, whose values are taken. */
  copy: z.string().min(1).optional(),
  /** Added to the yearly rate of a lending reserve, which its index then grows by. */
  accrue_apr: positive.optional(),
  /** Whose rate `accrue_apr` raises. */
  side: z.enum(['supply', 'borrow']).optional(),
});

/** A stress scenario: what happens to data and venues, in which mode and time, and what should come of it. */
export const scenarioSchema = z.strictObject({
  title: z.string().min(1),
  /** What happens, and what a good desk does. */
  story: z.string().min(1),
  mode: z.string().min(1),
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  /** Path and value, as with --set. Nothing by default: many scenarios change data alone. */
  set: z.record(z.string(), z.unknown()).default({}),
  /** Nothing by default: many scenarios change venues alone. */
  data: z.array(shock).default([]),
  /** What should come of it, in plain words. */
  expect: z.string().min(1),
});

export type Shock = z.output<typeof shock>;
export type Scenario = z.output<typeof scenarioSchema>;

export type CheckedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly violations: readonly ConfigViolation[] };

export interface CheckScenarioOptions {
  /** Where the value at a path was given, for messages. */
  readonly origin?: (path: string) => string | undefined;
}

/** A scenario from a document, or all that is wrong with it. Whether its mode and settings exist is for its run to say. */
export function checkScenario(
  input: unknown,
  { origin }: CheckScenarioOptions = {},
): CheckedScenario {
  const violations: ConfigViolation[] = [];
  const report: Report = (path, value, allowed) => {
    const text = pathText(path);
    violations.push(violation(origin?.(text), text, value, allowed));
  };
  const document = plainJson(input, report);
  const parsed = scenarioSchema.safeParse(document);
  if (!parsed.success) {
    reportShape(scenarioSchema, parsed.error.issues, document, report);
    return { ok: false, violations };
  }
  const { start, end, data } = parsed.data;
  checkOrder([], { start, end }, report);
  data.forEach((one, index) => checkShock(['data', index], one, report));
  return violations.length > 0 ? { ok: false, violations } : { ok: true, scenario: parsed.data };
}

/** The second of two times is later than the first. */
function checkOrder(
  path: readonly PropertyKey[],
  times: Readonly<Record<string, string>>,
  report: Report,
): void {
  const [[, first], [name, second]] = Object.entries(times) as [[string, string], [string, string]];
  if (Date.parse(second) > Date.parse(first)) return;
  report([...path, name], second, `must be later than ${first}`);
}

function checkShock(path: readonly PropertyKey[], one: Shock, report: Report): void {
  const { from, until, columns, side } = one;
  checkOrder(path, { from, until }, report);
  const effects = EFFECTS.filter((effect) => one[effect] !== undefined);
  if (effects.length !== 1) {
    const given = effects.length === 0 ? '' : `, not ${effects.join(' and ')}`;
    report(path, undefined, `must have exactly one of ${EFFECTS.join(', ')}${given}`);
    return;
  }
  const accrues = one.accrue_apr !== undefined;
  const need = (key: 'columns' | 'side', isNeeded: boolean) => {
    if (isNeeded === (one[key] !== undefined)) return;
    const value = key === 'columns' ? columns : side;
    const why = isNeeded ? 'must be given with' : 'must not be given with';
    report([...path, key], value, `${why} ${effects[0]!}`);
  };
  need('side', accrues);
  need('columns', !accrues);
}
