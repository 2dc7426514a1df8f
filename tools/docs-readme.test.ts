import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { README, main, withParts, withoutMachine } from './docs-readme.js';

describe('README.md', () => {
  it('has the generated parts as they are made now', async () => {
    expect(await main(['--check']), 'run tools/docs-readme.ts').toBe(0);
  });

  it('is written, or only checked', async () => {
    const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const file = join(mkdtempSync(join(tmpdir(), 'docs-')), 'README.md');
    const old = readFileSync(README, 'utf8').replace('EventDrivenStrategyEngine }', 'Nothing }');
    writeFileSync(file, old);
    expect(await main(['--check'], file, ['example'])).toBe(1);
    expect(said).toHaveBeenCalledOnce();
    expect(await main([], file, ['example'])).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(README, 'utf8'));
  });

  it('must have the marks of each part', async () => {
    await expect(withParts('text', ['example'])).rejects.toThrow('no part example');
  });

  it('shows nothing that differs from run to run', () => {
    const line = 'speed 1,234 steps/s (7.12 s)  \nresults/btc_basis-20240101t120000-0a1b2c/x';
    expect(withoutMachine(line)).toBe('speed <steps> steps/s (<time> s)\nresults/<id>/x');
  });
});
