import { ComponentError } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { checkCredentials } from './check-credentials.js';

function failure(names: string[], environment: Record<string, string>): ComponentError {
  try {
    checkCredentials(names, environment);
  } catch (error) {
    if (error instanceof ComponentError) return error;
  }
  throw new Error('no EXEC-004 was thrown');
}

describe('checkCredentials', () => {
  it('is content when all are there', () => {
    expect(() => checkCredentials(['A_API_KEY'], { A_API_KEY: 'k3y' })).not.toThrow();
  });

  it('reads nothing when nothing is needed', () => {
    const environment = new Proxy<Record<string, string>>(
      {},
      {
        get: () => {
          throw new Error('a variable was read');
        },
      },
    );
    expect(() => checkCredentials([], environment)).not.toThrow();
  });

  it('names everything that is missing or a placeholder in one EXEC-004', () => {
    const error = failure(['A', 'B', 'C', 'D', 'E'], {
      A: '',
      C: 'your_key',
      D: '0x...',
      E: 'fine',
    });
    expect(error.code).toBe('EXEC-004');
    expect(error.context).toEqual({ variables: ['A', 'B', 'C', 'D'] });
    expect(error.message).toContain(
      'A is missing; B is missing; C is still a placeholder; D is still a placeholder',
    );
  });

  it.each(['your_binance_key', 'YOUR_KEY', '0x...', '0x', '<key>', '...', 'changeme', '   '])(
    'refuses %j',
    (value) => {
      expect(failure(['A'], { A: value }).code).toBe('EXEC-004');
    },
  );

  it.each(['0x1234', 'yours', 'k.e.y'])('accepts %j', (value) => {
    expect(() => checkCredentials(['A'], { A: value })).not.toThrow();
  });

  it('never shows a value', () => {
    const environment = { A: 'your_s3cret', BASIS_DEV__ALCHEMY__NETWORK: 'mainnet', B: 's3cret' };
    const error = failure(['A', 'B', 'C', 'BASIS_DEV__ALCHEMY__NETWORK'], environment);
    expect(JSON.stringify(error.toDocument()) + String(error.stack)).not.toContain('s3cret');
  });

  it.each([
    ['BASIS_DEV__', 'sepolia', '11155111', true],
    ['BASIS_PROD__', 'mainnet', '1', true],
    ['BASIS_DEV__', 'local', '31337', true],
    ['BASIS_DEV__', 'mainnet', '1', false],
    ['BASIS_STAGING__', 'sepolia', '1', false],
    ['BASIS_PROD__', 'mainnet', '11155111', false],
  ])('under %s network %s with chain %s: %s', (prefix, network, chain, accepted) => {
    const names = [`${prefix}ALCHEMY__NETWORK`, `${prefix}ALCHEMY__CHAIN_ID`];
    const check = () => checkCredentials(names, { [names[0]!]: network, [names[1]!]: chain });
    if (accepted) expect(check).not.toThrow();
    else
      expect(check).toThrow(
        expect.objectContaining({ code: 'EXEC-004', context: { variables: [names[0]] } }),
      );
  });
});
