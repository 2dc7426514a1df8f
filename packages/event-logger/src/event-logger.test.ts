import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComponentError, DAY_MS, HOUR_MS, type EngineEvent } from '@basis/core-types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventLogger, type EventLoggerOptions } from './event-logger.js';
import { listEventFiles } from './event-files.js';

const START = Date.UTC(2024, 0, 2, 12);
let dir = '';
let now = START;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'events-'));
  now = START;
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const logger = (options: Partial<EventLoggerOptions> = {}) =>
  new EventLogger({ dir, detail: 'full', mode: 'live', now: () => now, ...options });

const event = (message: string, more: Partial<EngineEvent> = {}): EngineEvent => ({
  timestampMs: now,
  type: 'event',
  component: 'VenueManager',
  level: 'INFO',
  message,
  data: {},
  ...more,
});

const text = (name: string) => readFileSync(join(dir, name), 'utf8');
const lines = (name: string) =>
  text(name)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const thrown = (action: () => void): ComponentError | undefined => {
  try {
    action();
  } catch (error) {
    return error as ComponentError;
  }
  return undefined;
};

describe('writing events', () => {
  it('writes one line per event with the specified keys, into the file of its component', () => {
    const events = logger();
    events.emit(event('bought', { correlationId: 'd-7', data: { venue: 'binance' } }));
    expect(text('venue_manager_events.jsonl')).toBe(
      '{"timestamp":"2024-01-02T12:00:00Z","event_type":"event","component":"VenueManager",' +
        '"level":"INFO","message":"bought","correlation_id":"d-7","data":{"venue":"binance"},"seq":1}\n',
    );
    events.close();
  });

  it('numbers events over all components without a gap', () => {
    const events = logger();
    for (const component of ['A', 'B', 'A', 'C']) events.emit(event('x', { component }));
    events.close();
    expect(lines('a_events.jsonl').map(({ seq }) => seq)).toEqual([1, 3]);
    expect(lines('b_events.jsonl').map(({ seq }) => seq)).toEqual([2]);
    expect(lines('c_events.jsonl').map(({ seq }) => seq)).toEqual([4]);
  });

  it('lets components whose names are the same in snake case share one file', () => {
    const events = logger();
    events.emit(event('x', { component: 'VenueManager' }));
    events.emit(event('x', { component: 'venue_manager' }));
    events.close();
    expect(lines('venue_manager_events.jsonl')).toHaveLength(2);
  });

  it('has every event on disk at once live, before anything is flushed', () => {
    const events = logger({ mode: 'live' });
    for (let i = 1; i <= 3; i++) {
      events.emit(event('x'));
      expect(lines('venue_manager_events.jsonl')).toHaveLength(i);
    }
    events.close();
  });

  it('buffers in a backtest until 64 KB or a flush', () => {
    const events = logger({ mode: 'backtest' });
    events.emit(event('small'));
    expect(readdirSync(dir)).toEqual([]);
    events.flush();
    expect(lines('venue_manager_events.jsonl')).toHaveLength(1);
    events.emit(event('x'.repeat(70_000)));
    expect(lines('venue_manager_events.jsonl')).toHaveLength(2);
    events.emit(event('last'));
    events.close();
    expect(lines('venue_manager_events.jsonl')).toHaveLength(3);
  });

  it('writes what the detail asks for, even if the caller did not ask', () => {
    const written = (detail: 'full' | 'standard' | 'off') => {
      dir = mkdtempSync(join(tmpdir(), 'events-'));
      const events = logger({ detail });
      for (const type of ['state_update', 'timestep', 'execution', 'error'] as const) {
        events.emit(event('x', { type }));
      }
      expect(events.wants('timestep')).toBe(detail === 'full');
      events.close();
      return lines('venue_manager_events.jsonl').map(({ event_type }) => event_type);
    };
    expect(written('full')).toEqual(['state_update', 'timestep', 'execution', 'error']);
    expect(written('standard')).toEqual(['execution', 'error']);
    expect(written('off')).toEqual(['error']);
  });

  it('writes an event whose data or time cannot be written, without them', () => {
    const events = logger();
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    events.emit(event('cycle', { data: cycle as never }));
    events.emit(
      event('odd', {
        data: {
          toJSON: () => {
            throw 'no';
          },
        } as never,
      }),
    );
    events.emit(event('no time', { timestampMs: Number.NaN }));
    now = Number.NaN;
    events.emit(event('no clock either', { timestampMs: Number.POSITIVE_INFINITY }));
    events.close();
    const written = lines('venue_manager_events.jsonl');
    expect(written[0]?.['data']).toHaveProperty('not_written');
    expect(written[1]?.['data']).toEqual({ not_written: 'no' });
    expect(written[2]?.['timestamp']).toBe('2024-01-02T12:00:00Z');
    expect(written[3]?.['timestamp']).toBe('1970-01-01T00:00:00Z');
  });
});

it('gives each component its own standardized methods', () => {
  const events = logger();
  events.forComponent('RiskMonitor').logWarning('delta drifts', { net_delta: 0.02 }, 'd-3');
  events.close();
  expect(lines('risk_monitor_events.jsonl')).toEqual([
    {
      timestamp: '2024-01-02T12:00:00Z',
      event_type: 'warning',
      component: 'RiskMonitor',
      level: 'WARNING',
      message: 'delta drifts',
      correlation_id: 'd-3',
      data: { net_delta: 0.02 },
      seq: 1,
    },
  ]);
});

describe('starting again', () => {
  it('goes on with the numbers and the files of the process before', () => {
    const first = logger();
    first.emit(event('one'));
    first.emit(event('two', { component: 'B' }));
    first.close();
    const second = logger();
    second.emit(event('three'));
    second.close();
    expect(lines('venue_manager_events.jsonl').map(({ seq }) => seq)).toEqual([1, 3]);
  });

  it('starts a new line after a torn one, so that only that one is lost', () => {
    const first = logger();
    first.emit(event('one'));
    first.close();
    const name = 'venue_manager_events.jsonl';
    writeFileSync(join(dir, name), `${text(name)}{"timestamp":"2024-01-02T1`);
    const second = logger();
    second.emit(event('two'));
    second.close();
    const all = text(name).split('\n');
    expect(all).toHaveLength(4);
    expect(JSON.parse(all[2]!)).toMatchObject({ message: 'two', seq: 2 });
  });

  it('finds the last number behind a line longer than what is read at first', () => {
    const first = logger();
    first.emit(event('one'));
    first.emit(event('x'.repeat(300_000)));
    first.close();
    const name = 'venue_manager_events.jsonl';
    writeFileSync(join(dir, name), `${text(name)}${'torn'.repeat(50_000)}`);
    const second = logger();
    second.emit(event('three'));
    second.close();
    expect(text(name).trimEnd().endsWith('"seq":3}')).toBe(true);
  });

  it('starts with one where a file holds nothing whole', () => {
    writeFileSync(join(dir, 'venue_manager_events.jsonl'), '{"timestamp":"nonsense..","seq":9}\n');
    const events = logger();
    events.emit(event('first'));
    events.close();
    expect(text('venue_manager_events.jsonl')).toContain('"seq":1}');
  });
});

describe('daily rotation', () => {
  const names = () => listEventFiles(dir).map(({ name }) => name);

  it('puts the file of a past day aside under its day', () => {
    const events = logger();
    events.emit(event('monday'));
    now += DAY_MS;
    events.emit(event('tuesday'));
    events.close();
    expect(names()).toEqual([
      'venue_manager_events.2024-01-02.jsonl',
      'venue_manager_events.jsonl',
    ]);
    expect(lines('venue_manager_events.2024-01-02.jsonl')[0]?.['message']).toBe('monday');
    expect(lines('venue_manager_events.jsonl')[0]?.['message']).toBe('tuesday');
  });

  it('knows after a restart which day the file found belongs to', () => {
    const first = logger();
    first.emit(event('monday'));
    first.close();
    now += DAY_MS;
    const second = logger();
    second.emit(event('tuesday'));
    second.close();
    expect(names()).toEqual([
      'venue_manager_events.2024-01-02.jsonl',
      'venue_manager_events.jsonl',
    ]);
  });

  it('keeps thirty past days of each component and drops older ones', () => {
    const events = logger();
    for (let day = 0; day < 40; day++, now += DAY_MS) {
      events.emit(event('x'));
      if (day < 2) events.emit(event('x', { component: 'Other' }));
    }
    events.close();
    const past = names().filter((name) => name.startsWith('venue_manager_events.2'));
    expect(past).toHaveLength(30);
    expect(past[0]).toBe('venue_manager_events.2024-01-11.jsonl');
    expect(past.at(-1)).toBe('venue_manager_events.2024-02-09.jsonl');
    expect(names()).toContain('other_events.2024-01-02.jsonl');
  });

  it('does not rotate in a backtest unless asked to', () => {
    const events = logger({ mode: 'backtest' });
    events.emit(event('x'));
    now += DAY_MS;
    events.emit(event('x'));
    events.close();
    expect(names()).toEqual(['venue_manager_events.jsonl']);

    const asked = logger({ mode: 'backtest', rotateDaily: true });
    asked.emit(event('x'));
    now += DAY_MS;
    asked.emit(event('x'));
    asked.close();
    expect(names()).toHaveLength(2);
  });

  it('loses nothing when the clock jumps a year ahead and back', () => {
    const events = logger({ keepDays: 2 });
    const said: string[] = [];
    for (const jump of [0, 0, 365 * DAY_MS, 0, HOUR_MS, 400 * DAY_MS, 0]) {
      now = START + jump;
      events.emit(event(`${said.length}`));
      said.push(`${said.length}`);
    }
    events.close();
    const kept = names().flatMap((name) => lines(name).map(({ message }) => message as string));
    expect(kept.sort()).toEqual(said);
    expect(names()).toContain('venue_manager_events.2024-01-02.1.jsonl');
  });

  it('stays with its file when the clock is set back over midnight', () => {
    const events = logger();
    events.emit(event('x'));
    now -= 13 * HOUR_MS;
    events.emit(event('x'));
    now += 13 * HOUR_MS;
    events.emit(event('x'));
    events.close();
    expect(names()).toEqual(['venue_manager_events.jsonl']);
  });
});

describe('a disk that fails', () => {
  it('is told at the start where the folder cannot be made', () => {
    writeFileSync(join(dir, 'file'), '');
    const error = thrown(() => logger({ dir: join(dir, 'file') }));
    expect(error).toBeInstanceOf(ComponentError);
    expect(error?.code).toBe('LOG-001');
    expect(error?.message).toContain(join(dir, 'file'));
    expect(error?.resolution).toMatch(/permissions/);
  });

  it.each(['live', 'backtest'] as const)(
    'does not stop a %s run; the next flush tells of it once',
    (mode) => {
      symlinkSync('/dev/full', join(dir, 'venue_manager_events.jsonl'));
      const events = logger({ mode });
      expect(() => {
        for (let i = 0; i < 5; i++) events.emit(event('x'));
        events.emit(event('x', { component: 'Healthy' }));
      }).not.toThrow();
      const error = thrown(() => events.flush());
      expect(error?.code).toBe('LOG-001');
      expect(error?.message).toContain('ENOSPC');
      expect(error?.context).toMatchObject({ system_code: 'ENOSPC', events_lost: 5 });
      expect(() => events.flush()).not.toThrow();
      expect(events.healthReport()).toMatchObject({
        metrics: { events_written: 1, events_lost: 5 },
        errors: expect.arrayContaining([expect.objectContaining({ code: 'LOG-001' })]) as unknown,
      });
      events.emit(event('x'));
      expect(thrown(() => events.close())?.code).toBe('LOG-001');
      expect(lines('healthy_events.jsonl')).toMatchObject([{ seq: 6 }]);
    },
  );

  it('is told where a folder stands in place of a file', () => {
    mkdirSync(join(dir, 'other_events.jsonl.d'));
    const events = logger();
    mkdirSync(join(dir, 'venue_manager_events.jsonl'));
    events.emit(event('x'));
    expect(events.checkComponentHealth()).toEqual({
      status: 'unhealthy',
      error_count: 1,
      execution_mode: 'live',
      events_written: 0,
      component: 'EventLogger',
    });
    expect(thrown(() => events.close())?.context['system_code']).toBe('EISDIR');
  });

  it('is told where the folder was taken away at midnight', () => {
    const events = logger();
    events.emit(event('one'));
    rmSync(dir, { recursive: true });
    now += DAY_MS;
    events.emit(event('two'));
    const error = thrown(() => events.close());
    expect(error?.context).toMatchObject({ system_code: 'ENOENT', events_lost: 1 });
  });

  it('tells of events that come after the end', () => {
    const events = logger();
    events.close();
    events.emit(event('late'));
    expect(thrown(() => events.flush())?.message).toContain('closed');
    expect(readdirSync(dir)).toEqual([]);
  });
});
