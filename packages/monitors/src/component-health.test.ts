import { describe, expect, it } from 'vitest';
import { ReconciliationComponent } from './reconciliation-component.js';
import { PAR, SPOT_BTC, T0, TestPortfolio } from './testing/test-portfolio.js';

function setUp() {
  const portfolio = new TestPortfolio();
  portfolio.move(PAR);
  portfolio.updates.updateState(T0, []);
  const { accounts, positions } = portfolio;
  const reconciliation = new ReconciliationComponent(accounts, positions, 0, 'backtest');
  return { ...portfolio, portfolio, reconciliation };
}

const error = { code: 'REC-001', message: 'differs', severity: 'CRITICAL' };

describe('checkComponentHealth', () => {
  it('says of every component who it is, how it fares and what it counts', () => {
    const { positions, exposure, risk, pnl, updates, reconciliation, accounts } = setUp();
    const head = { status: 'healthy', error_count: 0, execution_mode: 'backtest' };
    expect(positions.checkComponentHealth()).toEqual({
      ...head,
      component: 'PositionMonitor',
      accounts_count: accounts.size,
    });
    // Spot, two perps, what is under way.
    expect(exposure.checkComponentHealth()).toEqual({
      ...head,
      component: 'ExposureMonitor',
      exposed_accounts_count: 4,
    });
    expect(risk.checkComponentHealth()).toEqual({
      ...head,
      component: 'RiskMonitor',
      risk_level: 'ok',
    });
    expect(pnl.checkComponentHealth()).toEqual({
      ...head,
      component: 'PnLMonitor',
      updates_count: 1,
    });
    expect(updates.checkComponentHealth()).toEqual({
      ...head,
      component: 'PositionUpdateHandler',
      tight_loop_executions_count: 1,
    });
    expect(reconciliation.checkComponentHealth()).toEqual({
      ...head,
      component: 'ReconciliationComponent',
      reconciliation_status: 'pending',
    });
  });

  it('tells a failed reconciliation and an unexplained equity', () => {
    const { reconciliation, portfolio, pnl } = setUp();
    reconciliation.failed(T0, error);
    expect(reconciliation.checkComponentHealth()).toMatchObject({
      status: 'unhealthy',
      error_count: 1,
    });
    portfolio.positions.apply(portfolio.accounts.index(SPOT_BTC), 1);
    expect(() => pnl.updateState(T0)).toThrow();
    expect(pnl.checkComponentHealth()).toMatchObject({ status: 'unhealthy', error_count: 1 });
  });
});
