import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DatedConfig,
  STRATEGY_MODES,
  editions,
  lotBase,
  venueSchema,
  type CexVenueConfig,
  type MarginTier,
} from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { checkCredentials } from './check-credentials.js';
import { listNames } from './list-names.js';
import { loadRunConfig } from './load-run-config.js';
import { parseEnvFile } from './parse-env-file.js';
import { readRequirements } from './read-requirements.js';
import { ENVIRONMENT_NAMES, readSettings, SETTING_NAMES } from './read-settings.js';
import { readYaml } from './read-yaml.js';
import { requiredCredentials } from './required-credentials.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const configDir = join(root, 'configs');
const load = (mode: string, more = {}) =>
  loadRunConfig({ configDir, mode, environment: {}, envFile: null, ...more });

describe('shipped configuration', () => {
  it.each(listNames(join(configDir, 'modes')))('mode %s loads, in a backtest and live', (mode) => {
    expect(load(mode).config.mode).toBe(mode);
    // Not every protocol is on a test chain.
    const live = { executionMode: 'live', environmentFile: 'mixed_testnet' };
    expect(load(mode, live).config.execution_mode).toBe('live');
  });

  it.each(listNames(join(configDir, 'venues')))(
    'venue %s is valid at every date and known by its own name',
    (venue) => {
      const parsed = venueSchema.parse(readYaml(join(configDir, 'venues', `${venue}.yaml`)).values);
      expect(parsed.venue).toBe(venue);
      for (const { document } of editions(parsed))
        expect(() => venueSchema.parse(document)).not.toThrow();
    },
  );

  it.each(listNames(join(configDir, 'environments')))(
    'environment file %s works',
    (environmentFile) => {
      expect(() => load('btc_basis', { environmentFile, executionMode: 'live' })).not.toThrow();
    },
  );

  it('says for every mode which venues it needs', () => {
    const { requirements, violations } = readRequirements(configDir);
    expect(violations).toEqual([]);
    expect(Object.keys(requirements!.strategy_requirements).sort()).toEqual(
      Object.keys(STRATEGY_MODES).sort(),
    );
  });

  it('can hedge on Hyperliquid, against USDC', () => {
    const set = [
      'hedge_allocation={binance: 0.5, hyperliquid: 0.5}',
      'venues.execution_subscriptions.cex_futures=[binance, hyperliquid]',
    ];
    expect(load('btc_basis', { set }).config.venue_configs['hyperliquid']).toMatchObject({
      settlement_asset: 'USDC',
    });
  });

  it('has margin tiers whose amounts agree with what Binance published, by date', () => {
    // The deduction ("cum") of each tier of the BTC and ETH brackets, as of the first day they are known from.
    const published: [string, string, number[]][] = [
      [
        '2023-12-12',
        'BTC-USDT',
        [
          0, 50, 2_550, 122_550, 1_372_550, 5_372_550, 7_872_550, 10_872_550, 30_872_550,
          105_872_550,
        ],
      ],
      [
        '2023-12-12',
        'ETH-USDT',
        [0, 300, 3_100, 53_100, 953_100, 3_453_100, 5_203_100, 7_203_100, 17_203_100, 54_703_100],
      ],
      [
        '2024-02-03',
        'BTC-USDT',
        [
          0, 50, 2_550, 152_550, 2_152_550, 9_652_550, 17_152_550, 28_402_550, 88_402_550,
          288_402_550,
        ],
      ],
      [
        '2024-02-03',
        'ETH-USDT',
        [
          0, 50, 800, 4_300, 54_300, 1_554_300, 6_554_300, 10_304_300, 17_804_300, 57_804_300,
          182_804_300,
        ],
      ],
      [
        '2024-05-30',
        'BTC-USDT',
        [
          0, 50, 950, 11_450, 131_450, 481_450, 2_981_450, 14_481_450, 26_481_450, 41_481_450,
          121_481_450, 421_481_450,
        ],
      ],
      [
        '2024-05-30',
        'ETH-USDT',
        [
          0, 50, 950, 11_450, 131_450, 381_450, 2_006_450, 9_506_450, 17_506_450, 27_506_450,
          80_506_450, 280_506_450,
        ],
      ],
    ];
    const { config } = load('btc_basis');
    const binance = new DatedConfig(config.venue_configs['binance'] as CexVenueConfig);
    for (const [day, symbol, deductions] of published) {
      const { futures } = binance.at(Date.parse(day));
      const computed = deductionsOf(futures!.instruments[symbol]!.margin_tiers);
      expect(computed).toHaveLength(deductions.length);
      computed.forEach((amount, index) => expect(amount).toBeCloseTo(deductions[index]!, 3));
    }
  });

  it('counts OKX in contracts: a lot is 0.01 of them, 0.0001 BTC and 0.001 ETH', () => {
    const { config } = load('btc_basis');
    const okx = config.venue_configs['okx'];
    const instruments = okx?.venue_type === 'cex' ? okx.futures!.instruments : {};
    expect(lotBase(instruments['BTC-USDT']!)).toBeCloseTo(0.0001, 15);
    expect(lotBase(instruments['ETH-USDT']!)).toBeCloseTo(0.001, 15);
    for (const { lot_size } of Object.values(instruments)) expect(lot_size).toBe(0.01);
  });
});

describe('env.unified.example', () => {
  const text = readFileSync(join(root, 'env.unified.example'), 'utf8');
  const variables = Object.fromEntries(parseEnvFile(text, 'env.unified.example'));

  it('lists every setting, with its default', () => {
    for (const name of [
      ...SETTING_NAMES,
      'STRATEGY_ENGINE_TIMEOUT',
      'STRATEGY_ENGINE_MAX_COMPONENTS',
      'STRATEGY_ENGINE_MEMORY_LIMIT',
    ]) {
      expect(variables).toHaveProperty(name);
    }
    expect(readSettings(variables)).toEqual(readSettings({}));
    const { config } = load('btc_basis', { environment: variables });
    expect(config.component_config.event_driven_strategy_engine).toMatchObject({
      timeout_seconds: 3600,
      max_components: 11,
      memory_limit_mb: 4096,
    });
  });

  it('lists every credential of every environment, and no other variable', () => {
    const set = [
      'hedge_allocation={binance: 0.25, bybit: 0.25, okx: 0.25, hyperliquid: 0.25}',
      'venues.execution_subscriptions.cex_futures=[binance, bybit, okx, hyperliquid]',
    ];
    const { config } = load('btc_basis', { set, executionMode: 'live' });
    const needed = ENVIRONMENT_NAMES.flatMap((environment) =>
      requiredCredentials(config, environment),
    );
    const credentials = Object.keys(variables).filter((name) =>
      /^BASIS_(DEV|STAGING|PROD)__/.test(name),
    );
    expect(credentials.sort()).toEqual(needed.sort());
    expect(Object.keys(variables)).toHaveLength(needed.length + SETTING_NAMES.length + 3);
  });

  it('explains every variable', () => {
    const lines = text.split('\n');
    const bare = lines.filter(
      (line, index) => /^[A-Z]/.test(line) && !lines[index - 1]!.startsWith('# '),
    );
    expect(bare).toEqual([]);
  });

  it('is refused as it stands: every secret in it is a placeholder', () => {
    const { config } = load('btc_basis', { executionMode: 'live' });
    for (const environment of ENVIRONMENT_NAMES) {
      const names = requiredCredentials(config, environment);
      const secrets = names.filter((name) => !/NETWORK|CHAIN_ID/.test(name));
      expect(() => checkCredentials(names, variables)).toThrow(
        expect.objectContaining({ code: 'EXEC-004', context: { variables: secrets } }),
      );
    }
  });
});

/** What makes the maintenance margin continuous where one tier ends and the next begins. */
function deductionsOf(tiers: readonly MarginTier[]): number[] {
  let deduction = 0;
  return tiers.map((tier, index) => {
    const before = tiers[index - 1]?.maintenance_margin_rate ?? tier.maintenance_margin_rate;
    deduction += tier.floor_notional * (tier.maintenance_margin_rate - before);
    return deduction;
  });
}
