import { describe, expect, it } from 'vitest';
import { clientKind } from './client-kind.js';

const live = { venue: 'binance', executionMode: 'live' } as const;

describe('the kind of client', () => {
  it('is a simulation in every backtest, whatever else is said', () => {
    for (const environment of ['dev', 'staging', 'production'] as const) {
      const overrides = { binance: 'live' } as const;
      expect(
        clientKind({ venue: 'binance', executionMode: 'backtest', environment, overrides }),
      ).toBe('simulation');
    }
  });

  it('is the testnet outside production and the venue itself in it', () => {
    expect(clientKind({ ...live, environment: 'dev' })).toBe('testnet');
    expect(clientKind({ ...live, environment: 'staging' })).toBe('testnet');
    expect(clientKind({ ...live, environment: 'production' })).toBe('live');
  });

  it('follows an override for its venue alone', () => {
    const overrides = { binance: 'simulation', okx: 'testnet' } as const;
    const kind = (venue: string) =>
      clientKind({ ...live, venue, environment: 'production', overrides });
    expect(kind('binance')).toBe('simulation');
    expect(kind('okx')).toBe('testnet');
    expect(kind('bybit')).toBe('live');
    expect(kind('toString')).toBe('live');
  });

  it.each(['dev', 'staging'] as const)('is never live in %s', (environment) => {
    expect(() => clientKind({ ...live, environment, overrides: { binance: 'live' } })).toThrow(
      expect.objectContaining({ code: 'VC-001' }) as Error,
    );
  });
});
