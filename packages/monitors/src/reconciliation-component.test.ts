import type { Account, VenueHoldings } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { ReconciliationComponent } from './reconciliation-component.js';
import { PAR, PERP, SPOT_BTC, SPOT_USDT, T0, TestPortfolio } from './testing/test-portfolio.js';

const EXPECTED: Readonly<Record<string, number>> = {
  [SPOT_BTC]: 2,
  [SPOT_USDT]: 1_000,
  [PERP]: -2,
};

function setUp(tolerance: number, toleranceOf?: (account: Account) => number) {
  const portfolio = new TestPortfolio();
  portfolio.move(PAR);
  for (const [account, amount] of Object.entries(EXPECTED))
    portfolio.post(account, 'deposit', amount);
  const { accounts, positions } = portfolio;
  const reconciliation = new ReconciliationComponent(
    accounts,
    positions,
    tolerance,
    'backtest',
    toleranceOf,
  );
  const holds = (changes: Readonly<Record<string, number>> = {}): VenueHoldings => ({
    kind: 'holdings',
    venue: 'binance',
    asOfMs: T0,
    quantities: Object.entries({ ...EXPECTED, ...changes }).map(([id, quantity]) => ({
      account: accounts.index(id),
      quantity,
    })),
  });
  return { reconciliation, holds, positions };
}

describe('ReconciliationComponent', () => {
  it('is pending until the venue has answered', () => {
    const { reconciliation, holds } = setUp(0);
    expect(reconciliation.reconciliationStatus).toBe('pending');
    expect(reconciliation.updateState(holds())).toBe('success');
    expect(reconciliation.reconciliationStatus).toBe('success');
    reconciliation.begin();
    expect(reconciliation.reconciliationStatus).toBe('pending');
  });

  it('takes an account that the venue leaves out as one that holds nothing', () => {
    const { reconciliation, holds } = setUp(0);
    const all = holds();
    const partial = { ...all, quantities: all.quantities.slice(1) };
    expect(reconciliation.updateState(partial)).toBe('failed');
    expect(reconciliation.mismatches).toEqual([{ account: SPOT_BTC, expected: 2, actual: 0 }]);
  });

  it('without tolerance takes no difference at all', () => {
    const { reconciliation, holds } = setUp(0);
    expect(reconciliation.updateState(holds({ [SPOT_BTC]: 2 + 2 ** -51 }))).toBe('failed');
  });

  it('names every account that is not as expected, and clears the list afterwards', () => {
    const { reconciliation, holds } = setUp(0);
    reconciliation.updateState(holds({ [SPOT_BTC]: 1.5, [PERP]: 2 }));
    expect(reconciliation.mismatches).toEqual([
      { account: SPOT_BTC, expected: 2, actual: 1.5 },
      { account: PERP, expected: -2, actual: 2 },
    ]);
    reconciliation.begin();
    expect(reconciliation.mismatches).toEqual([]);
    reconciliation.updateState(holds({ [PERP]: -1 }));
    reconciliation.updateState(holds());
    expect(reconciliation.mismatches).toEqual([]);
  });

  it.each([
    [1_001.0005, 'success'],
    [999, 'success'],
    [1_001.1, 'failed'],
    [998.9, 'failed'],
    [-1_000, 'failed'],
    [0, 'failed'],
  ])(
    'with a tolerance of a thousandth of the larger side, 1000 against %d is a %s',
    (usdt, status) => {
      const { reconciliation, holds } = setUp(1 / 1_000);
      expect(reconciliation.updateState(holds({ [SPOT_USDT]: usdt }))).toBe(status);
    },
  );

  it('allows each account what its venue may round off, in its own unit', () => {
    const { reconciliation, holds } = setUp(0, ({ asset }) => (asset === 'BTC' ? 1e-8 : 0));
    expect(reconciliation.updateState(holds({ [SPOT_BTC]: 2 + 0.9e-8 }))).toBe('success');
    expect(reconciliation.updateState(holds({ [SPOT_BTC]: 2 + 1.1e-8 }))).toBe('failed');
    expect(reconciliation.updateState(holds({ [SPOT_USDT]: 1_000 + 0.9e-8 }))).toBe('failed');
  });

  it.each([NaN, Infinity, -Infinity])('never takes %d for agreement', (nonsense) => {
    const { reconciliation, holds, positions } = setUp(0.01);
    expect(reconciliation.updateState(holds({ [SPOT_BTC]: nonsense }))).toBe('failed');
    positions.quantities.fill(nonsense);
    expect(reconciliation.updateState(holds())).toBe('failed');
  });

  it('changes neither side', () => {
    const { reconciliation, holds, positions } = setUp(0);
    const before = positions.save();
    reconciliation.updateState(holds({ [SPOT_BTC]: 5 }));
    expect(positions.save()).toEqual(before);
  });
});
