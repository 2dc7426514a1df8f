import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CexVenueConfig } from '@basis/core-types';
import { listNames } from './list-names.js';
import { loadRunConfig } from './load-run-config.js';
import { listScenarios, readScenario } from './read-scenario.js';

const shipped = fileURLToPath(new URL('../../../configs', import.meta.url));
const ADL = 'venue_configs.binance.futures.deleveraging';

let configDir: string;

beforeEach(() => {
  configDir = join(mkdtempSync(join(tmpdir(), 'basis-scenario-')), 'configs');
  cpSync(shipped, configDir, { recursive: true });
});

const fileOf = (name: string) => join(configDir, 'scenarios', `${name}.yaml`);
const lineIn = (name: string, text: string) =>
  readFileSync(fileOf(name), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;
const load = (name: string, set: readonly string[] = []) =>
  loadRunConfig({
    configDir,
    mode: 'btc_basis',
    environment: {},
    scenario: readScenario(configDir, name),
    set,
  });
const put = (name: string, text: string) =>
  writeFileSync(
    fileOf(name),
    `title: x\nstory: x\nmode: btc_basis\nstart: '2024-01-01T00:00:00Z'\nend: '2024-02-01T00:00:00Z'\nexpect: x\n${text}`,
  );

describe('a scenario file', () => {
  it('gives its settings to the run, each with its line, and its name', () => {
    const { config, provenance } = load('adl-of-a-short');
    const { futures } = config.venue_configs['binance'] as CexVenueConfig;
    expect(futures!.deleveraging).toMatchObject([{ symbol: 'BTC-USDT', share: 0.6 }]);
    const line = lineIn('adl-of-a-short', 'share: 0.6');
    expect(provenance.get(ADL)).toBe(`${fileOf('adl-of-a-short')}:${line}`);
    expect(config.scenario).toBe('adl-of-a-short');
    expect(provenance.get('scenario')).toBe('command');
  });

  it('leaves the last word to --set', () => {
    const { config } = load('adl-of-a-short', [`${ADL}=[]`]);
    expect((config.venue_configs['binance'] as CexVenueConfig).futures!.deleveraging).toEqual([]);
    put('mine', 'set:\n  hedge_leverage: 1.5\n  venue_overrides.okx.futures.taker_fee_bps: 7\n');
    const mine = load('mine', ['hedge_leverage=2.5']).config;
    expect(mine.hedge_leverage).toBe(2.5);
    expect((mine.venue_configs['okx'] as CexVenueConfig).futures!.taker_fee_bps).toBe(7);
    expect(load('mine').config.hedge_leverage).toBe(1.5);
  });

  it('is refused with file and line of everything that is wrong', () => {
    put('mine', 'sets: 1\ndata:\n  - series: x\n    columns: low\n');
    const place = (text: string) => `${fileOf('mine')}:${lineIn('mine', text)}`;
    const reading = () => readScenario(configDir, 'mine');
    expect(reading).toThrow(expect.objectContaining({ code: 'CFG-001' }) as Error);
    expect(reading).toThrow(`${place('sets')}: sets = 1: is not a known key; did you mean set?`);
    // A list is one value, with one line.
    expect(reading).toThrow(`${place('series')}: data[0].columns = "low": must be a list`);
    expect(reading).toThrow('data[0].until: must be given: a time in UTC');
  });

  it('that sets what cannot be is told with the others of the configuration', () => {
    put('mine', 'set:\n  hedge_leverage: -1\n  a..b: 1\n  venue_configs.okx.outages: [{}]\n');
    const place = (text: string) => `${fileOf('mine')}:${lineIn('mine', text)}`;
    const failing = () => load('mine', ['interval=7h']);
    expect(failing).toThrow(`${place('hedge_leverage')}: hedge_leverage = -1`);
    expect(failing).toThrow(`${place('a..b')}: a..b: must be a path of keys`);
    expect(failing).toThrow(`${place('outages')}: venue_configs.okx.outages[0].from`);
    expect(failing).toThrow('--set: interval = "7h"');
  });

  it('that is not there is told with those that are', () => {
    expect(() => readScenario(configDir, 'gas-spik')).toThrow(
      expect.objectContaining({
        code: 'CFG-001',
        message: expect.stringMatching(
          /^scenario = "gas-spik": must be one of a-venue-is-lost, .*; did you mean gas-spike\?$/,
        ) as unknown,
      }) as Error,
    );
    expect(() => readScenario(configDir, '../modes/btc_basis')).toThrow('must be one of');
  });
});

describe('shipped scenarios', () => {
  it.each(listScenarios(shipped))('%s is right, and fits its mode where that exists', (name) => {
    const scenario = readScenario(shipped, name);
    expect(scenario.sets.length + scenario.data.length).toBeGreaterThan(0);
    const { mode } = scenario;
    if (!listNames(join(shipped, 'modes')).includes(mode)) return;
    const options = { configDir: shipped, mode, environment: {}, envFile: null };
    expect(loadRunConfig({ ...options, scenario }).config.scenario).toBe(name);
  });
});
