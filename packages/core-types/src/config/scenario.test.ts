import { describe, expect, it } from 'vitest';
import { checkScenario } from './scenario.js';

const time = { from: '2024-02-08T12:00:00Z', until: '2024-02-08T13:00:00Z' };
const low = { series: 'perp/*/BTC-USDT', columns: ['low'], ...time, multiply: 0.65 };
const rate = { series: 'aave_v3/WETH', side: 'borrow', ...time, accrue_apr: 0.2 };
const scenario = {
  title: 'A crash',
  story: 'It falls.',
  mode: 'btc_basis',
  start: '2024-02-01T00:00:00Z',
  end: '2024-02-15T00:00:00Z',
  expect: 'Nothing.',
};

/** `path: what is allowed` of every violation after a change to a scenario that has none. */
function after(change: object): string[] {
  const checked = checkScenario({ ...scenario, ...change });
  return checked.ok ? [] : checked.violations.map(({ path, allowed }) => `${path}: ${allowed}`);
}
const ofShock = (shock: object) => after({ data: [low, shock] });
const without = (shock: object, key: string) =>
  Object.fromEntries(Object.entries(shock).filter(([name]) => name !== key));

describe('a scenario', () => {
  it('may change data, settings, both or nothing', () => {
    expect(after({})).toEqual([]);
    expect(after({ data: [low, rate], set: { hedge_leverage: 3 } })).toEqual([]);
    const checked = checkScenario(scenario);
    expect(checked).toMatchObject({ ok: true, scenario: { data: [], set: {} } });
  });

  it('is told all that is wrong with it at once, with the key that was meant', () => {
    expect(after({ titles: 'x', mode: 7, start: 'monday', data: [{ ...low, colums: 1 }] })).toEqual(
      [
        'mode: must be text that is not empty',
        'start: must be a time in UTC such as 2024-01-31T12:00:00Z',
        'data[0].colums: is not a known key; did you mean columns?',
        'titles: is not a known key; did you mean title?',
      ],
    );
  });

  it('ends after it begins, as its shocks do', () => {
    expect(after({ end: scenario.start, data: [{ ...low, until: low.from }] })).toEqual([
      'end: must be later than 2024-02-01T00:00:00Z',
      'data[0].until: must be later than 2024-02-08T12:00:00Z',
    ]);
  });

  it('says where the wrong value was given', () => {
    const checked = checkScenario(
      { ...scenario, title: '' },
      { origin: (path) => `x.yaml, ${path}` },
    );
    expect(checked).toMatchObject({ violations: [{ file: 'x.yaml, title' }] });
  });
});

describe('a shock', () => {
  it.each([{ add: -1 }, { set: 0 }, { multiply: 0 }, { copy: 'close' }])('may be %j', (effect) => {
    expect(ofShock({ ...without(low, 'multiply'), ...effect })).toEqual([]);
  });

  it('has exactly one effect', () => {
    const effects = 'must have exactly one of multiply, add, set, copy, accrue_apr';
    expect(ofShock(without(low, 'multiply'))).toEqual([`data[1]: ${effects}`]);
    expect(ofShock({ ...low, set: 1 })).toEqual([`data[1]: ${effects}, not multiply and set`]);
  });

  it('names columns, or the side of a rate that is raised, and never both', () => {
    expect(ofShock(without(low, 'columns'))).toEqual([
      'data[1].columns: must be given with multiply',
    ]);
    expect(ofShock({ ...low, side: 'supply' })).toEqual([
      'data[1].side: must not be given with multiply',
    ]);
    expect(ofShock(without(rate, 'side'))).toEqual(['data[1].side: must be given with accrue_apr']);
    expect(ofShock({ ...rate, columns: ['borrow_apr'] })).toEqual([
      'data[1].columns: must not be given with accrue_apr',
    ]);
  });

  it('only raises rates: an index never falls', () => {
    expect(ofShock({ ...rate, accrue_apr: -0.1 })).toEqual([
      'data[1].accrue_apr: must be a number above 0',
    ]);
  });
});
