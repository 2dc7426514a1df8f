import { ComponentError, HealthTracker, type CheckerReport } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnifiedHealthManager } from './health-manager.js';

const STATUSES = ['healthy', 'degraded', 'unhealthy'] as const;
const report = (status: CheckerReport['status']): CheckerReport => ({
  status,
  last_update: null,
  errors: [],
  metrics: {},
});
const NOON = Date.UTC(2024, 0, 2, 12);
const manager = (now: number | null = NOON) => new UnifiedHealthManager({ now: () => now });

describe('the health manager', () => {
  it('is healthy while nothing is registered', () => {
    expect(manager().checkDetailedHealth()).toEqual({
      status: 'healthy',
      timestamp: '2024-01-02T12:00:00Z',
      summary: { total: 0, healthy: 0, degraded: 0, unhealthy: 0 },
      components: {},
    });
  });

  it('is as ill as its worst component and counts each kind', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATUSES)), (statuses) => {
        const health = manager();
        statuses.forEach((status, i) => health.registerComponent(`C${i}`, () => report(status)));
        const { status, summary } = health.checkDetailedHealth();
        const count = (wanted: string) => statuses.filter((one) => one === wanted).length;
        expect(summary).toEqual({
          total: statuses.length,
          healthy: count('healthy'),
          degraded: count('degraded'),
          unhealthy: count('unhealthy'),
        });
        const worst = count('unhealthy') ? 'unhealthy' : count('degraded') ? 'degraded' : 'healthy';
        expect(status).toBe(worst);
        expect(health.checkBasicHealth().status).toBe(worst);
      }),
    );
  });

  it('asks anew every time', () => {
    const health = manager();
    const tracker = new HealthTracker('PnLMonitor');
    health.registerComponent('PnLMonitor', () => tracker.report());
    expect(health.checkComponentHealth('PnLMonitor')?.status).toBe('healthy');
    tracker.failed(NOON, new ComponentError('PNL-001'));
    expect(health.checkComponentHealth('PnLMonitor')?.status).toBe('unhealthy');
  });

  it('knows nothing of a component that is not registered', () => {
    expect(manager().checkComponentHealth('Nobody')).toBeUndefined();
  });

  it('refuses a second checker under the same name and keeps the first', () => {
    const health = manager();
    health.registerComponent('RiskMonitor', () => report('degraded'));
    expect(() => health.registerComponent('RiskMonitor', () => report('healthy'))).toThrowError(
      /RiskMonitor is already registered/,
    );
    expect(health.checkBasicHealth().status).toBe('degraded');
  });

  it('counts a checker that throws as unhealthy and notes why', () => {
    const health = manager();
    health.registerComponent('A', () => {
      throw new ComponentError('DATA-004', { message: 'no manifest' });
    });
    health.registerComponent('B', () => {
      throw 'plain text';
    });
    const { components, status } = health.checkDetailedHealth();
    expect(status).toBe('unhealthy');
    expect(components['A']?.errors).toEqual([
      {
        timestamp: '2024-01-02T12:00:00Z',
        code: 'DATA-004',
        message: 'The health check itself failed: no manifest',
        severity: 'CRITICAL',
      },
    ]);
    expect(components['B']?.errors[0]).toMatchObject({ code: 'EDS-001', severity: 'HIGH' });
    expect(components['B']?.errors[0]?.message).toContain('plain text');
  });

  it('counts an unknown status as unhealthy', () => {
    const health = manager(null);
    health.registerComponent('Plugin', () => report('splendid' as 'healthy'));
    const { components, timestamp } = health.checkDetailedHealth();
    expect(timestamp).toBeNull();
    expect(components['Plugin']).toMatchObject({
      status: 'unhealthy',
      errors: [{ timestamp: '' }],
    });
  });

  it('shows the last ten errors of a component', () => {
    const health = manager();
    const errors = Array.from({ length: 25 }, (_, i) => ({
      timestamp: '2024-01-01T00:00:00Z',
      code: 'VM-001',
      message: String(i),
      severity: 'HIGH',
    }));
    health.registerComponent('VenueManager', () => ({ ...report('degraded'), errors }));
    expect(health.checkComponentHealth('VenueManager')?.errors).toEqual(errors.slice(15));
  });
});
