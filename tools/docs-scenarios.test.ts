import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listScenarios, readScenario } from '@basis/config';
import { shockSeries } from '@basis/data-provider';
import { readDataset } from '@basis/data-provider/load';
import { describe, expect, it, vi } from 'vitest';
import { SCENARIOS_FILE, main, scenariosDocument } from './docs-scenarios.js';

const [configs, sample] = ['../configs', '../data/sample'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
) as [string, string];

describe('docs/scenarios.md', () => {
  it('is what the runs come to now, of every scenario, in numbers', async () => {
    const made = await scenariosDocument();
    expect(readFileSync(SCENARIOS_FILE, 'utf8'), 'run `npm run docs:scenarios`').toBe(made);
    for (const name of listScenarios(configs)) expect(made).toContain(`\`${name}\` · `);
    expect(made).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('has shocks that fit the sample, also where their mode is not there yet', async () => {
    const { series } = await readDataset(sample);
    for (const name of listScenarios(configs)) {
      const { data } = readScenario(configs, name);
      expect(() => shockSeries(series, data), name).not.toThrow();
    }
  });

  it('is written, or only checked', async () => {
    const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const file = join(mkdtempSync(join(tmpdir(), 'docs-')), 'scenarios.md');
    writeFileSync(file, 'old');
    expect(await main(['--check'], file)).toBe(1);
    expect(said).toHaveBeenCalledOnce();
    expect(await main([], file)).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(SCENARIOS_FILE, 'utf8'));
  });
});
