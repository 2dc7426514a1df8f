import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, SILENT_EVENTS, isWanted } from './events.js';

describe('isWanted', () => {
  it('wants everything when full', () => {
    expect(EVENT_TYPES.filter((type) => !isWanted('full', type))).toEqual([]);
  });

  it('leaves out the two per-step types by default', () => {
    expect(EVENT_TYPES.filter((type) => !isWanted('standard', type))).toEqual([
      'state_update',
      'timestep',
    ]);
  });

  it('keeps errors alone when off', () => {
    expect(EVENT_TYPES.filter((type) => isWanted('off', type))).toEqual(['error']);
  });
});

describe('SILENT_EVENTS', () => {
  it('wants nothing', () => {
    expect(EVENT_TYPES.some((type) => SILENT_EVENTS.wants(type))).toBe(false);
  });
});
