import { describe, expect, it } from 'vitest';
import { HealthTracker, isoTime } from './health.js';

const low = { code: 'VEN-001', message: 'Insufficient balance', severity: 'MEDIUM' };
const high = { code: 'VM-001', message: 'Instruction block execution failed', severity: 'HIGH' };

describe('HealthTracker', () => {
  it('is healthy before anything has happened', () => {
    const report = new HealthTracker('RiskMonitor').report();
    expect(report).toEqual({
      status: 'healthy',
      last_update: null,
      errors: [],
      metrics: { update_count: 0, error_rate: 0 },
    });
  });

  it('is degraded after a minor error and healthy again after 100 updates without one', () => {
    const tracker = new HealthTracker('RiskMonitor');
    tracker.failed(0, low);
    expect(tracker.status).toBe('degraded');
    for (let i = 1; i < 100; i++) tracker.updated(i);
    expect(tracker.status).toBe('degraded');
    tracker.updated(100);
    expect(tracker.status).toBe('healthy');
  });

  it.each(['HIGH', 'CRITICAL'])(
    'is unhealthy after a %s error until the next update succeeds',
    (severity) => {
      const tracker = new HealthTracker('VenueManager');
      tracker.failed(0, { ...high, severity });
      expect(tracker.status).toBe('unhealthy');
      tracker.updated(1);
      expect(tracker.status).toBe('degraded');
    },
  );

  it('is no worse for an error of low severity, and shows it', () => {
    const tracker = new HealthTracker('VenueManager');
    tracker.failed(0, { ...low, severity: 'LOW' });
    expect(tracker.status).toBe('healthy');
    expect(tracker.report().errors).toHaveLength(1);
    // Nor is anything better for it.
    tracker.failed(1, high);
    tracker.failed(2, { ...low, severity: 'LOW' });
    expect(tracker.status).toBe('unhealthy');
  });

  it('keeps the last ten errors and counts all', () => {
    const tracker = new HealthTracker('VenueManager');
    for (let i = 0; i < 12; i++) tracker.failed(i * 1_000, { ...low, message: `error ${i}` });
    const { errors } = tracker.report();
    expect(errors).toHaveLength(10);
    expect(errors[0]).toEqual({
      timestamp: '1970-01-01T00:00:02Z',
      code: 'VEN-001',
      message: 'error 2',
      severity: 'MEDIUM',
    });
    expect(tracker.errorCount).toBe(12);
  });

  it('adds the metrics it is given and the error rate', () => {
    const tracker = new HealthTracker('VenueManager');
    tracker.updated(5_000);
    tracker.updated(6_000);
    tracker.failed(7_000, low);
    expect(tracker.report({ queue_size: 3 })).toMatchObject({
      last_update: '1970-01-01T00:00:06Z',
      metrics: { update_count: 2, error_rate: 0.5, queue_size: 3 },
    });
    expect(tracker.updates).toBe(2);
  });
});

describe('the short answer of a component', () => {
  it('says who it is, how it fares, and what it counts', () => {
    const tracker = new HealthTracker('RiskMonitor');
    tracker.failed(0, { code: 'EDS-001', message: 'x', severity: 'HIGH' });
    expect(tracker.answer('backtest', { risk_level: 'ok' })).toEqual({
      status: 'unhealthy',
      error_count: 1,
      execution_mode: 'backtest',
      risk_level: 'ok',
      component: 'RiskMonitor',
    });
  });
});

describe('isoTime', () => {
  it('shows milliseconds only where there are some', () => {
    expect(isoTime(0)).toBe('1970-01-01T00:00:00Z');
    expect(isoTime(1)).toBe('1970-01-01T00:00:00.001Z');
  });
});
