import { describe, expect, it } from 'vitest';
import { resolveVenueEnvironments } from './venue-environments.js';

const venues = ['binance', 'aave_v3'];
const live = { venues, executionMode: 'live' } as const;

describe('resolveVenueEnvironments', () => {
  it('simulates everything in a backtest, whatever a file says', () => {
    const chosen = { binance: 'live' } as const;
    expect(
      resolveVenueEnvironments({ venues, executionMode: 'backtest', environment: 'dev', chosen }),
    ).toEqual({
      binance: 'simulation',
      aave_v3: 'simulation',
    });
  });

  it.each([
    ['dev', 'testnet'],
    ['staging', 'testnet'],
    ['production', 'live'],
  ] as const)('under %s talks to %s', (environment, kind) => {
    expect(resolveVenueEnvironments({ ...live, environment })).toEqual({
      binance: kind,
      aave_v3: kind,
    });
  });

  it('lets a file choose per venue and ignores venues of other runs', () => {
    const chosen = { binance: 'testnet', lido: 'testnet' } as const;
    expect(resolveVenueEnvironments({ ...live, environment: 'production', chosen })).toEqual({
      binance: 'testnet',
      aave_v3: 'live',
    });
  });

  it('allows live under production only', () => {
    for (const environment of ['dev', 'staging'] as const) {
      const input = {
        ...live,
        environment,
        chosen: { binance: 'live' },
        origin: () => 'mixed.yaml:3',
      } as const;
      expect(() => resolveVenueEnvironments(input)).toThrow(
        expect.objectContaining({
          code: 'CFG-001',
          message: `mixed.yaml:3: venues.binance.environment = "live": must be testnet or simulation: live needs BASIS_ENVIRONMENT=production, which is ${environment}`,
        }),
      );
    }
  });

  it.each(['lido', 'etherfi', 'morpho', 'curve', 'instadapp'])(
    'refuses %s on a testnet and suggests simulation',
    (venue) => {
      const input = { venues: [venue], executionMode: 'live', environment: 'dev' } as const;
      expect(() => resolveVenueEnvironments(input)).toThrow(
        expect.objectContaining({
          code: 'CFG-001',
          message: expect.stringContaining('must be simulation'),
        }),
      );
      expect(resolveVenueEnvironments({ ...input, chosen: { [venue]: 'simulation' } })).toEqual({
        [venue]: 'simulation',
      });
      expect(resolveVenueEnvironments({ ...input, environment: 'production' })).toEqual({
        [venue]: 'live',
      });
    },
  );
});
