import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, type EngineEvent } from '@basis/core-types';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventLogger } from '../event-logger.js';
import { exportEventsCsv } from './export-events-csv.js';

const START = Date.UTC(2024, 0, 2);
let dir = '';
let out = '';
beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'export-'));
  dir = join(root, 'logs');
  out = join(root, 'events.csv');
  mkdirSync(dir);
});
afterEach(() => {
  rmSync(join(out, '..'), { recursive: true });
});

const event = (component: string, timestampMs: number, message = 'x'): EngineEvent => ({
  timestampMs,
  type: 'event',
  component,
  level: 'INFO',
  message,
  data: {},
});

function log(events: readonly EngineEvent[]) {
  const logger = new EventLogger({ dir, detail: 'full', mode: 'backtest', now: () => START });
  for (const one of events) logger.emit(one);
  logger.close();
}
const rows = () => readFileSync(out, 'utf8').trimEnd().split('\n').slice(1);
const order = () =>
  rows().map((row) => {
    const [seq, timestamp] = row.split(',');
    return [Date.parse(timestamp!), Number(seq)];
  });

describe('exporting events', () => {
  it('writes the columns as specified, quoted and with no formulas', async () => {
    const data = { symbol: 'BTC-USDT', note: '=1' };
    log([{ ...event('VenueManager', START, '=cmd, "x"'), data, correlationId: '-7' }]);
    expect(await exportEventsCsv(dir, out)).toEqual({
      file: out,
      events: 1,
      torn: 0,
      tornFiles: [],
    });
    expect(readFileSync(out, 'utf8')).toBe(
      'seq,timestamp,event_type,component,level,message,correlation_id,data\n' +
        `1,2024-01-02T00:00:00Z,event,VenueManager,INFO,"'=cmd, ""x""",'-7,` +
        '"{""symbol"":""BTC-USDT"",""note"":""=1""}"\n',
    );
    expect(readdirSync(join(out, '..')).sort()).toEqual(['events.csv', 'logs']);
  });

  it('orders by time and then by number, for any times, in any memory', async () => {
    const timed = fc.record({ component: fc.constantFrom('A', 'B', 'C'), ms: fc.nat(20_000) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(timed, { maxLength: 60 }),
        fc.integer({ min: 1, max: 2000 }),
        async (all, sortLimit) => {
          dir = mkdtempSync(join(out, '..', 'logs-'));
          log(all.map(({ component, ms }) => event(component, START + ms)));
          const { events } = await exportEventsCsv(dir, out, { sortLimit });
          expect(events).toBe(all.length);
          const expected = all
            .map(({ ms }, i) => [START + ms, i + 1] as const)
            .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
          expect(all.length === 0 ? [] : order()).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('takes the files of past days too', async () => {
    let now = START;
    const logger = new EventLogger({ dir, detail: 'full', mode: 'live', now: () => now });
    for (let day = 0; day < 3; day++, now += DAY_MS) {
      logger.emit(event('A', now));
      logger.emit(event('B', now));
    }
    logger.close();
    await exportEventsCsv(dir, out);
    expect(order().map(([, seq]) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes the parts of today in their order, the current file last', async () => {
    const live = { detail: 'full', mode: 'live', now: () => START } as const;
    const logger = new EventLogger({ dir, ...live, partBytes: 300 });
    for (let i = 0; i < 30; i++) logger.emit(event('A', START));
    logger.close();
    // Two lines of less than 150 bytes to a part: the tenth part must not come before the second.
    expect(readdirSync(dir)).toHaveLength(15);
    expect(readdirSync(dir)).toContain('a_events.2024-01-02.10.jsonl');
    await exportEventsCsv(dir, out);
    expect(order().map(([, seq]) => seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  it('passes over torn lines and says how many and where', async () => {
    log([event('A', START), event('B', START + 1), event('A', START + 2)]);
    const path = join(dir, 'a_events.jsonl');
    appendFileSync(path, '{"timestamp":"2024-01-02T00:00:00Z","event_ty');
    const b = join(dir, 'b_events.jsonl');
    const whole = readFileSync(b, 'utf8').trimEnd();
    writeFileSync(b, `${whole.slice(0, 60)}${whole}\n\n${whole}`);
    const done = await exportEventsCsv(dir, out);
    expect(done).toMatchObject({ events: 3, torn: 2, tornFiles: [path, b] });
    expect(order().map(([, seq]) => seq)).toEqual([1, 2, 3]);
  });

  it('reads lines and characters that lie across blocks', async () => {
    const messages = Array.from({ length: 40 }, (_, i) => '€'.repeat(i * 997) + i);
    log(messages.map((message, i) => event('A', START + i, message)));
    await exportEventsCsv(dir, out);
    expect(rows().map((row) => row.split(',')[5])).toEqual(messages);
  });

  it('makes a file with its head alone where nothing happened', async () => {
    expect((await exportEventsCsv(dir, out)).events).toBe(0);
    expect(rows()).toEqual([]);
  });

  it.each([
    ['a folder that is not there', () => [join(dir, 'none'), out]],
    ['a target that cannot be made', () => [dir, join(dir, 'none', 'events.csv')]],
  ])('fails with LOG-001 for %s and leaves nothing behind', async (_, paths) => {
    const [from, to] = paths();
    await expect(exportEventsCsv(from!, to!)).rejects.toMatchObject({ code: 'LOG-001' });
    expect(readdirSync(join(out, '..'))).toEqual(['logs']);
  });

  it('leaves an older export as it was where it fails', async () => {
    writeFileSync(out, 'old');
    mkdirSync(join(dir, 'a_events.jsonl'));
    await expect(exportEventsCsv(dir, out)).rejects.toMatchObject({ code: 'LOG-001' });
    expect(readFileSync(out, 'utf8')).toBe('old');
  });
});
