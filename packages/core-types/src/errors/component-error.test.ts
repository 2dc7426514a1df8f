import { describe, expect, it } from 'vitest';
import { ComponentError } from './component-error.js';
import { ERROR_REGISTRY } from './registry.js';

describe('ComponentError', () => {
  it('takes component, severity, message and resolution from the registry', () => {
    const error = new ComponentError('EXEC-003');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'ComponentError',
      code: 'EXEC-003',
      component: 'VenueManager',
      severity: 'MEDIUM',
      message: ERROR_REGISTRY['EXEC-003'].message,
      context: {},
    });
  });

  it('can say more, and keeps its cause', () => {
    const cause = new Error('socket closed');
    const error = new ComponentError('VM-001', {
      message: 'block b1 failed',
      context: { block_id: 'b1' },
      cause,
    });
    expect(error.message).toBe('block b1 failed');
    expect(new ComponentError('VM-001', { resolution: 'ask the venue' }).resolution).toBe(
      'ask the venue',
    );
    expect(error.cause).toBe(cause);
    expect(error.toDocument()).toEqual({
      error_code: 'VM-001',
      component: 'VenueManager',
      error_severity: 'HIGH',
      error_message: 'block b1 failed',
      resolution: ERROR_REGISTRY['VM-001'].resolution,
      context: { block_id: 'b1' },
    });
  });
});
