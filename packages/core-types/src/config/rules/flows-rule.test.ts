import { describe, expect, it } from 'vitest';
import { exampleRunConfig } from '../example-run-config.js';
import { checkRunConfig } from '../parse-run-config.js';
import type { RunConfigInput } from '../schema.js';

type Flow = Record<string, unknown>;

/** `path: what is allowed` of every violation of an example with this schedule. */
function violations(...flows: Flow[]): string[] {
  const config = { ...exampleRunConfig(), flows } as RunConfigInput;
  const checked = checkRunConfig(config);
  return checked.ok ? [] : checked.violations.map(({ path, allowed }) => `${path}: ${allowed}`);
}

const at = '2024-03-01T00:00:00Z';
const later = '2024-03-01T00:00:01Z';

describe('flows', () => {
  it('are none unless they are given', () => {
    const checked = checkRunConfig(exampleRunConfig());
    expect(checked.ok && checked.config.flows).toEqual([]);
  });

  it('may follow one another, also at one time', () => {
    expect(
      violations({ at, deposit: 1 }, { at, withdraw: 0.5 }, { at: later, withdraw: 'all' }),
    ).toEqual([]);
  });

  it('go one way each', () => {
    expect(violations({ at }, { at, deposit: 1, withdraw: 1 })).toEqual([
      'flows[0]: must have one of deposit and withdraw: neither is given',
      'flows[1]: must have one of deposit and withdraw: both are given',
    ]);
  });

  it('come in order of time', () => {
    expect(violations({ at: later, deposit: 1 }, { at, deposit: 1 })).toEqual([
      `flows[1].at: must not be earlier than the flow before it, ${later}`,
    ]);
  });

  it.each([
    [{ at, deposit: 0 }, 'flows[0].deposit: must be a number above 0'],
    [{ at, deposit: -5 }, 'flows[0].deposit: must be a number above 0'],
    [{ at, withdraw: 0 }, 'flows[0].withdraw: must be a number above 0 or all'],
    [{ at, withdraw: 'most' }, 'flows[0].withdraw: must be a number above 0 or all'],
    [{ at: 'soon', deposit: 1 }, 'flows[0].at: must be a time in UTC such as 2024-01-31T12:00:00Z'],
    [{ at, deposits: 1 }, 'flows[0].deposits: is not a known key; did you mean deposit?'],
  ])('of %j are told what is allowed', (flow, told) => {
    expect(violations(flow).join()).toContain(told);
  });
});
