import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERROR_REGISTRY } from '@basis/core-types';
import { describe, expect, it, vi } from 'vitest';
import { errorsDocument, isCurrent, main } from './docs-errors.js';

describe('the error registry', () => {
  it('has codes of a prefix and three digits', () => {
    for (const code of Object.keys(ERROR_REGISTRY)) expect(code).toMatch(/^[A-Z]+-\d{3}$/);
  });

  it('has the specified codes with their severities', () => {
    const severities = Object.entries(ERROR_REGISTRY).map(([code, { severity }]) => [
      code,
      severity,
    ]);
    expect(Object.fromEntries(severities)).toMatchObject({
      'VM-001': 'HIGH',
      'VM-002': 'HIGH',
      'EXEC-003': 'MEDIUM',
      'EXEC-004': 'CRITICAL',
      'EDS-001': 'HIGH',
      'EDS-002': 'MEDIUM',
      'EDS-003': 'CRITICAL',
    });
  });

  it('says for every code what it means and what to do', () => {
    for (const { component, message, resolution } of Object.values(ERROR_REGISTRY)) {
      expect(component).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(message.length).toBeGreaterThan(5);
      expect(resolution.length).toBeGreaterThan(5);
    }
  });
});

describe('docs/errors.md', () => {
  it('is current', () => {
    expect(isCurrent(), 'run `npm run docs:errors`').toBe(true);
  });

  it('groups codes by prefix in aligned tables', () => {
    const entry = { component: 'C', severity: 'LOW', message: 'a | b', resolution: 'do' } as const;
    const text = errorsDocument({ 'A-001': entry, 'BB-001': entry, 'A-002': entry });
    expect(text).toContain('`npm run docs:errors`');
    expect(text.slice(text.indexOf('## A'))).toBe(
      [
        '## A',
        '',
        '| code    | component | severity | meaning | what to do |',
        '| ------- | --------- | -------- | ------- | ---------- |',
        '| `A-001` | C         | LOW      | a \\| b  | do         |',
        '| `A-002` | C         | LOW      | a \\| b  | do         |',
        '',
        '## BB',
        '',
        '| code     | component | severity | meaning | what to do |',
        '| -------- | --------- | -------- | ------- | ---------- |',
        '| `BB-001` | C         | LOW      | a \\| b  | do         |',
        '',
      ].join('\n'),
    );
  });

  it('is written, or only checked', () => {
    const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const file = join(mkdtempSync(join(tmpdir(), 'docs-')), 'docs', 'errors.md');
    expect(main(['--check'], file)).toBe(1);
    expect(main([], file)).toBe(0);
    expect(main(['--check'], file)).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(errorsDocument(ERROR_REGISTRY));
    writeFileSync(file, 'old');
    expect(main(['--check'], file)).toBe(1);
    expect(said).toHaveBeenCalledTimes(2);
  });
});
