import { ComponentError, type JsonObject } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { ComponentLog } from './component-log.js';
import { MemoryEventSink } from './memory-event-sink.js';

const NOW = Date.UTC(2024, 0, 2);
function make(detail: 'full' | 'off' = 'full') {
  const sink = new MemoryEventSink({ detail });
  return { sink, log: new ComponentLog('VenueManager', sink, () => NOW) };
}

describe('the standardized logging methods', () => {
  it('logEvent takes everything from its caller', () => {
    const { sink, log } = make();
    const component = 'RiskMonitor';
    log.logEvent({ timestampMs: 5, eventType: 'state_update', component, correlationId: 'c1' });
    log.logEvent({ timestampMs: 6, eventType: 'error', component, data: { error_code: 'VM-001' } });
    log.logEvent({ timestampMs: 7, eventType: 'warning', component });
    expect(sink.events).toEqual([
      {
        timestampMs: 5,
        type: 'state_update',
        component,
        level: 'INFO',
        message: 'state_update',
        data: {},
        correlationId: 'c1',
      },
      {
        timestampMs: 6,
        type: 'error',
        component,
        level: 'ERROR',
        message: 'error',
        data: { error_code: 'VM-001' },
      },
      {
        timestampMs: 7,
        type: 'warning',
        component,
        level: 'WARNING',
        message: 'warning',
        data: {},
      },
    ]);
  });

  it('logComponentEvent adds the time and the name', () => {
    const { sink, log } = make();
    log.logComponentEvent({ eventType: 'transfer', message: 'sent', level: 'DEBUG' });
    log.logComponentEvent({ eventType: 'transfer', message: 'arrived', correlationId: 'd' });
    expect(sink.events[0]).toEqual({
      timestampMs: NOW,
      type: 'transfer',
      component: 'VenueManager',
      level: 'DEBUG',
      message: 'sent',
      data: {},
    });
    expect(sink.events[1]).toMatchObject({ level: 'INFO', correlationId: 'd' });
  });

  it('logPerformanceMetric names metric, value and unit', () => {
    const { sink, log } = make();
    log.logPerformanceMetric({
      metricName: 'block',
      value: 1.5,
      unit: 'ms',
      data: { venue: 'okx' },
    });
    expect(sink.events[0]).toMatchObject({
      type: 'performance_metric',
      message: 'block: 1.5 ms',
      data: { metric_name: 'block', value: 1.5, unit: 'ms', venue: 'okx' },
    });
  });

  it('logError keeps what a registered error knows', () => {
    const { sink, log } = make();
    const error = new ComponentError('VM-002', { context: { venue: 'okx' } });
    log.logError(error, { attempt: 3 }, 'd-1');
    expect(sink.events[0]).toMatchObject({ level: 'ERROR', correlationId: 'd-1', type: 'error' });
    expect(sink.events[0]?.data).toMatchObject({
      error_code: 'VM-002',
      error_severity: 'HIGH',
      error_message: error.message,
      context: { venue: 'okx', attempt: 3 },
    } satisfies JsonObject);
    expect(sink.events[0]?.data['stack_trace']).toContain('component-log.test');
  });

  it('logError takes anything that was thrown', () => {
    const { sink, log } = make();
    const bare = new Error('broken');
    delete bare.stack;
    log.logError(bare);
    log.logError('text');
    expect(sink.events.map(({ message, data }) => [message, data['stack_trace']])).toEqual([
      ['broken', null],
      ['text', null],
    ]);
    expect(sink.events[0]?.data).toMatchObject({ error_code: null, error_severity: 'HIGH' });
  });

  it('logWarning warns', () => {
    const { sink, log } = make();
    log.logWarning('reserve is low', { ratio: 0.1 }, 'd-2');
    expect(sink.events[0]).toMatchObject({
      type: 'warning',
      level: 'WARNING',
      message: 'reserve is low',
      data: { ratio: 0.1 },
      correlationId: 'd-2',
    });
  });

  it('make no event that the sink does not want', () => {
    const { sink, log } = make('off');
    expect(log.wants('warning')).toBe(false);
    log.logWarning('quiet');
    log.logError(new Error('loud'));
    expect(sink.events.map(({ message }) => message)).toEqual(['loud']);
  });
});

describe('the sink in memory', () => {
  const event = (message: string) =>
    ({ timestampMs: 0, type: 'event', component: 'A', level: 'INFO', message, data: {} }) as const;

  it('keeps the latest events up to its limit and counts the others', () => {
    const sink = new MemoryEventSink({ limit: 3 });
    for (let i = 0; i < 100; i++) {
      sink.emit(event(String(i)));
      expect(sink.events.length).toBe(Math.min(3, i + 1));
    }
    expect(sink.events.map(({ message }) => message)).toEqual(['97', '98', '99']);
    expect(sink.dropped).toBe(97);
  });

  it('drops what its detail does not ask for', () => {
    const sink = new MemoryEventSink({ detail: 'off' });
    sink.emit(event('x'));
    expect(sink.events).toEqual([]);
    expect(sink.dropped).toBe(0);
  });
});
