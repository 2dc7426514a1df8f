import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currentFileName, eventFileStem, listEventFiles } from './event-files.js';

describe('the name of an event file', () => {
  it.each([
    ['VenueManager', 'venue_manager_events.jsonl'],
    ['EventDrivenStrategyEngine', 'event_driven_strategy_engine_events.jsonl'],
    ['PnLMonitor', 'pnl_monitor_events.jsonl'],
    ['CEXExecutionInterface', 'cex_execution_interface_events.jsonl'],
    ['AaveV3Client', 'aave_v3_client_events.jsonl'],
    ['position_monitor', 'position_monitor_events.jsonl'],
    ['../../etc/passwd', 'etc_passwd_events.jsonl'],
    ['…', 'unnamed_events.jsonl'],
  ])('of %s is %s', (component, name) => {
    expect(currentFileName(eventFileStem(component))).toBe(name);
  });

  it('never leaves its folder, whatever the component is called', () => {
    fc.assert(
      fc.property(fc.string(), (component) => {
        expect(eventFileStem(component)).toMatch(/^[a-z0-9][a-z0-9_]{0,63}$/);
      }),
    );
  });
});

it('lists event files by component and age, the current one last, and nothing else', () => {
  const dir = mkdtempSync(join(tmpdir(), 'events-'));
  const inOrder = [
    'a_events.2023-12-31.jsonl',
    'a_events.2024-01-02.jsonl',
    'a_events.2024-01-02.2.jsonl',
    'a_events.2024-01-02.10.jsonl',
    'a_events.jsonl',
    'b_events.jsonl',
  ];
  for (const name of [...inOrder].reverse()) writeFileSync(join(dir, name), '');
  for (const name of ['events.csv', 'A_events.jsonl', 'a_events.jsonl.gz', 'a_events.x.jsonl']) {
    writeFileSync(join(dir, name), '');
  }
  expect(listEventFiles(dir).map(({ name }) => name)).toEqual(inOrder);
});
