import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { ComponentError } from '@basis/core-types';
import { describeConfig } from './describe-config.js';
import { loadRunConfig, type LoadRunConfigOptions } from './load-run-config.js';

const shipped = fileURLToPath(new URL('../../../configs', import.meta.url));

let folder: string;
let configDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'basis-config-'));
  configDir = join(folder, 'configs');
  cpSync(shipped, configDir, { recursive: true });
});

function load(options: Partial<LoadRunConfigOptions> = {}) {
  return loadRunConfig({ configDir, mode: 'btc_basis', environment: {}, ...options });
}

/** Replaces text in a file of the copy; the text must be there. */
function edit(file: string, from: string, to: string): void {
  const path = join(configDir, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not have ${from}`);
  writeFileSync(path, text.replace(from, to));
}

function failure(options: Partial<LoadRunConfigOptions> = {}): ComponentError {
  try {
    load(options);
  } catch (error) {
    if (error instanceof ComponentError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const lineIn = (file: string, text: string) =>
  readFileSync(join(configDir, file), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

describe('loadRunConfig', () => {
  it('merges the mode with the data of its venues, and of no others', () => {
    const { config } = load();
    expect(config).toMatchObject({
      mode: 'btc_basis',
      hedge_allocation: { binance: 0.4, bybit: 0.3, okx: 0.3 },
    });
    expect(Object.keys(config.venue_configs).sort()).toEqual([
      'alchemy',
      'binance',
      'bybit',
      'okx',
    ]);
    expect(Object.isFrozen(config.venue_configs['binance'])).toBe(true);
  });

  it('lays the overrides of a mode over the static data of a venue', () => {
    const added =
      'venue_overrides: { binance: { futures: { taker_fee_bps: 4 } } }\n\ncomponent_config:';
    edit('modes/btc_basis.yaml', 'component_config:', added);
    const { config, provenance } = load();
    expect(config.venue_configs['binance']).toMatchObject({
      futures: { taker_fee_bps: 4, maker_fee_bps: 2 },
    });
    const file = join(configDir, 'modes/btc_basis.yaml');
    expect(provenance.get('venue_configs.binance.futures.taker_fee_bps')).toBe(
      `${file}:${lineIn('modes/btc_basis.yaml', 'taker_fee_bps: 4 }')}`,
    );
  });

  it('refuses overrides of a venue that is not subscribed, and venue data in a mode', () => {
    const added =
      'venue_overrides: { byit: { wallets: split } }\nvenue_configs: {}\n\ncomponent_config:';
    edit('modes/btc_basis.yaml', 'component_config:', added);
    const { message } = failure();
    expect(message).toContain(
      'venue_overrides.byit: must be a subscribed venue (binance, bybit, okx, alchemy); did you mean bybit?',
    );
    expect(message).toContain('venue_configs: must not be in a mode');
  });

  it('knows where each value came from', () => {
    const environment = { STRATEGY_ENGINE_TIMEOUT: '99' };
    const { config, provenance } = load({
      environment,
      set: ['hedge_leverage=1.5'],
      executionMode: 'backtest',
    });
    const mode = join(configDir, 'modes/btc_basis.yaml');
    expect(provenance.get('mode')).toBe(
      `${mode}:${lineIn('modes/btc_basis.yaml', 'mode: btc_basis')}`,
    );
    expect(provenance.get('venue_configs.okx.wallets')).toBe(
      `${join(configDir, 'venues/okx.yaml')}:${lineIn('venues/okx.yaml', 'wallets:')}`,
    );
    expect(provenance.get('component_config.event_driven_strategy_engine.timeout_seconds')).toBe(
      'environment STRATEGY_ENGINE_TIMEOUT',
    );
    expect(provenance.get('hedge_leverage')).toBe('--set');
    expect(provenance.get('execution_mode')).toBe('command');
    expect(provenance.get('venue_configs.okx.futures.instruments.BTC-USDT.min_notional')).toBe(
      'default',
    );
    const { lines, document } = describeConfig(config, provenance);
    expect(lines).toContain('hedge_leverage = 1.5  # --set');
    expect(lines).toContain(
      `hedge_allocation.okx = 0.3  # ${provenance.get('hedge_allocation.okx')}`,
    );
    expect(lines).toHaveLength(provenance.size);
    expect(JSON.parse(JSON.stringify(document))).toMatchObject({
      config: { hedge_leverage: 1.5 },
      provenance: { hedge_leverage: '--set' },
    });
  });

  it('says default where the origin of a value is not known', () => {
    expect(describeConfig(load().config, new Map()).lines[0]).toBe('mode = btc_basis  # default');
  });

  describe('the environment', () => {
    it('wins over YAML and loses to --set', () => {
      edit('modes/btc_basis.yaml', 'asset: BTC', 'asset: BTC\nexecution_mode: live');
      const engine = (options: Partial<LoadRunConfigOptions>) =>
        load(options).config.component_config.event_driven_strategy_engine;
      const environment = {
        BASIS_EXECUTION_MODE: 'backtest',
        STRATEGY_ENGINE_TIMEOUT: '99',
        STRATEGY_ENGINE_MAX_COMPONENTS: '12',
        STRATEGY_ENGINE_MEMORY_LIMIT: '512',
      };
      expect(engine({ environment })).toMatchObject({
        timeout_seconds: 99,
        max_components: 12,
        memory_limit_mb: 512,
      });
      expect(load({ environment }).config.execution_mode).toBe('backtest');
      const set = ['component_config.event_driven_strategy_engine.timeout=7'];
      expect(engine({ environment, set }).timeout_seconds).toBe(7);
      expect(load().settings.executionMode).toBe('live');
    });

    it('comes from env.unified beside the configuration too, the process winning', () => {
      writeFileSync(join(folder, 'env.unified'), 'BASIS_LOG_LEVEL=DEBUG\nBASIS_DATA_DIR=/file\n');
      expect(load({ environment: { BASIS_DATA_DIR: '/process' } }).settings).toMatchObject({
        logLevel: 'DEBUG',
        dataDir: '/process',
      });
      expect(load({ envFile: null }).settings.logLevel).toBe('INFO');
      expect(failure({ envFile: join(folder, 'other') }).code).toBe('CFG-002');
    });

    it('gives settings, over which arguments win', () => {
      edit('modes/btc_basis.yaml', 'asset: BTC', 'asset: BTC\nexecution_mode: live');
      const environment = { BASIS_DATA_DIR: '/e', BASIS_RESULTS_DIR: '/e' };
      const { settings, config } = load({
        environment,
        dataDir: '/d',
        resultsDir: '/r',
        executionMode: 'backtest',
      });
      expect(settings).toMatchObject({
        dataDir: '/d',
        resultsDir: '/r',
        executionMode: 'backtest',
      });
      expect(config.execution_mode).toBe('backtest');
    });

    it.each([
      [
        'the environment',
        { environment: { BASIS_EXECUTION_MODE: 'live' } },
        'BASIS_EXECUTION_MODE',
      ],
      ['an argument', { set: ['execution_mode=live'] }, '--set'],
    ])('is refused by a backtest where %s asks for a live run', (_, asked, origin) => {
      const error = failure({ ...asked, executionMode: 'backtest' });
      expect(error.code).toBe('CFG-001');
      expect(error.message).toContain(origin);
      expect(error.message).toContain('execution_mode = "live"');
      expect(error.message).toContain('basis-live');
      expect(load({ ...asked, executionMode: 'live' }).config.execution_mode).toBe('live');
    });

    it('may ask a backtest for a backtest, and the mode may be meant for live', () => {
      edit('modes/btc_basis.yaml', 'asset: BTC', 'asset: BTC\nexecution_mode: live');
      const environment = { BASIS_EXECUTION_MODE: 'backtest' };
      const set = ['execution_mode=backtest'];
      const { config } = load({ environment, set, executionMode: 'backtest' });
      expect(config.execution_mode).toBe('backtest');
      // The last word is what is asked for.
      expect(
        load({ environment: { BASIS_EXECUTION_MODE: 'live' }, set, executionMode: 'backtest' })
          .config.execution_mode,
      ).toBe('backtest');
    });

    it('is looked at for settings only: no credential is read', () => {
      const asked: string[] = [];
      const environment = new Proxy<Record<string, string>>(
        {},
        {
          get: (_, name) => (asked.push(String(name)), undefined),
          ownKeys: () => {
            throw new Error('the environment was listed');
          },
        },
      );
      load({ environment });
      expect(
        asked.filter(
          (name) => !/^(BASIS_[A-Z]+_[A-Z]+|BASIS_ENVIRONMENT|STRATEGY_ENGINE_[A-Z_]+)$/.test(name),
        ),
      ).toEqual([]);
    });

    it('never reaches the configuration with a secret of env.unified', () => {
      writeFileSync(join(folder, 'env.unified'), 'BASIS_DEV__CEX__OKX_SECRET=s3cret\n');
      expect(JSON.stringify(load())).not.toContain('s3cret');
    });
  });

  describe('violations', () => {
    it('are all reported together, each with its place', () => {
      edit('modes/btc_basis.yaml', 'hedge_leverage: 2', 'hedge_leverage: -1');
      edit('venues/okx.yaml', 'taker_fee_bps: 5', 'taker_fee_bps: -5');
      edit('venue_requirements.yaml', '[binance, alchemy]', '3');
      const error = failure({
        environment: {
          BASIS_LOG_LEVEL: 'LOUD',
          STRATEGY_ENGINE_TIMEOUT: 'soon',
          BASIS_EXECUTION_MODE: 'paper',
        },
        set: ['interval=2h', 'nonsense'],
        environmentFile: 'mixd_testnet',
      });
      expect(error.code).toBe('CFG-001');
      const mode = join(configDir, 'modes/btc_basis.yaml');
      const okx = join(configDir, 'venues/okx.yaml');
      for (const expected of [
        'environment: BASIS_LOG_LEVEL = "LOUD": must be one of DEBUG, INFO, WARNING, ERROR',
        'environment: BASIS_EXECUTION_MODE = "paper": must be one of backtest, live',
        'environment STRATEGY_ENGINE_TIMEOUT: component_config.event_driven_strategy_engine.timeout_seconds = "soon": must be a number above 0',
        '--set: nonsense: must be written as path=value',
        '--set: interval = "2h": must be one of 1m, 5m',
        `${mode}:${lineIn('modes/btc_basis.yaml', 'hedge_leverage: -1')}: hedge_leverage = -1: must be a number above 0`,
        `${okx}:${lineIn('venues/okx.yaml', 'taker_fee_bps: -5')}: venue_configs.okx.futures.taker_fee_bps = -5`,
        'strategy_requirements.btc_basis.required_venues = 3: must be a list',
        'environment_file = "mixd_testnet": must be one of mixed_testnet',
      ]) {
        expect(error.message).toContain(expected);
      }
      expect(error.message.split('\n')).toHaveLength(9);
    });

    it('say where something missing should stand', () => {
      edit('modes/btc_basis.yaml', 'initial_capital: 1000000\n', '');
      edit('venues/okx.yaml', 'funding_interval_hours: 8\n', '\n');
      const { message } = failure();
      expect(message).toContain(
        `${join(configDir, 'modes/btc_basis.yaml')}: initial_capital: must be given`,
      );
      expect(message).toContain(
        `${join(configDir, 'venues/okx.yaml')}: venue_configs.okx.futures.funding_interval_hours: must be given`,
      );
    });

    it.each([
      'api_key',
      'secret',
      'private_key',
      'passphrase',
      'password',
      'auth_token',
      'rpc_url',
    ])('include a credential (%s) in a venue file, without showing it', (key) => {
      edit('venues/okx.yaml', 'wallets: unified', `wallets: unified\n${key}: s3cret`);
      const { code, message } = failure();
      expect(code).toBe('CFG-001');
      expect(message).toContain(`venue_configs.okx.${key} = "(hidden)": must not be here`);
      expect(message).not.toContain('s3cret');
    });

    it('include a credential where names are free', () => {
      edit(
        'venues/okx.yaml',
        'withdrawals:',
        'withdrawals:\n  api_key: { fee: 1, delay_seconds: 1 }',
      );
      expect(failure().message).toContain('withdrawals.api_key = "(hidden)"');
    });

    it('include a mode that needs other venues', () => {
      const { message } = failure({
        set: [
          'venues.execution_subscriptions.wallet=[]',
          'venues.execution_subscriptions.lending=[aave]',
        ],
      });
      expect(message).toContain('must have alchemy: btc_basis requires it');
      expect(message).toContain('must not have aave_v3');
    });

    it('include a mode whose file says another name', () => {
      edit('modes/btc_basis.yaml', 'mode: btc_basis', 'mode: my_basis');
      expect(failure().message).toContain(
        'mode = "my_basis": must be btc_basis, the name of the file',
      );
    });
  });

  describe('names', () => {
    it('of unknown modes bring up those that exist and the nearest', () => {
      expect(failure({ mode: 'btc_bais' })).toMatchObject({
        code: 'CFG-001',
        message: expect.stringMatching(
          /^mode = "btc_bais": must be one of .*btc_basis.*; did you mean btc_basis\?$/,
        ) as string,
        resolution: expect.stringContaining('one of these modes') as string,
      });
    });

    it.each([
      '../modes/btc_basis',
      '/etc/passwd',
      'btc_basis/../btc_basis',
      'btc_basis.yaml',
      'btc_basis\0',
      '',
      '__proto__',
    ])('of modes lead nowhere else: %j', (mode) => {
      expect(failure({ mode }).code).toBe('CFG-001');
    });

    it.each(['../venues/okx', '../../secret', '/etc/passwd', 'constructor'])(
      'of venues lead nowhere else: %j',
      (name) => {
        writeFileSync(join(folder, 'secret.yaml'), 'venue: s3cret\n');
        const error = failure({
          set: [
            `venues.data_subscriptions=["${name}"]`,
            `venues.execution_subscriptions.cex_spot=["${name}"]`,
          ],
        });
        expect(error.code).toBe('CFG-001');
        expect(error.message).not.toContain('s3cret');
      },
    );

    it('of data venues must exist, like those of execution', () => {
      const { message } = failure({ set: ['venues.data_subscriptions=[binance, byit, okx]'] });
      expect(message).toContain(
        'data_subscriptions = "byit": must be a venue that exists (aave_v3, alchemy, binance, bybit, curve, etherfi, hyperliquid, instadapp, lido, morpho, okx, uniswap); did you mean bybit?',
      );
    });

    it('in old spellings are accepted', () => {
      edit('modes/btc_basis.yaml', 'wallet: [alchemy]', 'wallet: [wallet]');
      edit('modes/btc_basis.yaml', 'share_class: USDT', 'share_class: usdt_stable');
      edit('modes/btc_basis.yaml', 'max_retries:', 'max_retry_attempts:');
      edit('venues/okx.yaml', 'BTC-USDT', 'BTCUSDT');
      const { config, provenance } = load();
      expect(config.venues.execution_subscriptions.wallet).toEqual(['alchemy']);
      expect(config.component_config.venue_manager.max_retries).toBe(3);
      expect(provenance.get('component_config.venue_manager.max_retries')).toMatch(
        /btc_basis\.yaml:\d+$/,
      );
    });
  });

  describe('--set', () => {
    it('can leave out a venue, whose file then is not needed', () => {
      const { config } = load({
        set: [
          'hedge_allocation={binance: 1}',
          'venues.execution_subscriptions.cex_futures=[binance]',
          'venues.data_subscriptions=[binance]',
          'component_config.strategy_manager.max_venue_share=1',
        ],
      });
      expect(Object.keys(config.venue_configs)).toEqual(['binance', 'alchemy']);
      expect(config.hedge_allocation).toEqual({ binance: 1 });
    });

    it('reaches the data of venues', () => {
      const { config } = load({
        set: ['venue_configs.okx.futures.leverage=7', 'venue_overrides.bybit.futures.leverage=6'],
      });
      expect(config.venue_configs['okx']).toMatchObject({ futures: { leverage: 7 } });
      expect(config.venue_configs['bybit']).toMatchObject({ futures: { leverage: 6 } });
    });
  });

  describe('files', () => {
    it.each(['modes/btc_basis.yaml', 'venues/okx.yaml', 'venue_requirements.yaml'])(
      '%s must be valid YAML',
      (file) => {
        writeFileSync(join(configDir, file), 'a: 1\na: 2\n');
        expect(failure()).toMatchObject({
          code: 'CFG-002',
          message: expect.stringContaining(
            `${join(configDir, file)}:2: is not valid YAML (DUPLICATE_KEY)`,
          ),
          context: { file: join(configDir, file), line: 2 },
        });
      },
    );

    it('must hold a mapping', () => {
      writeFileSync(join(configDir, 'venues/okx.yaml'), '- a\n');
      expect(failure()).toMatchObject({
        code: 'CFG-002',
        message: expect.stringContaining('must hold a mapping'),
      });
    });
  });

  describe('the environment file', () => {
    const live = { executionMode: 'live' } as const;

    it('chooses the kind of each venue', () => {
      const expected = {
        binance: 'testnet',
        bybit: 'testnet',
        okx: 'testnet',
        alchemy: 'simulation',
      };
      expect(load({ ...live, environmentFile: 'mixed_testnet' }).venueEnvironments).toEqual(
        expected,
      );
      const path = join(configDir, 'environments', 'mixed_testnet.yaml');
      expect(load({ ...live, environmentFile: path }).venueEnvironments).toEqual(expected);
    });

    it('is simulated over in a backtest', () => {
      expect(
        new Set(Object.values(load({ environmentFile: 'mixed_testnet' }).venueEnvironments)),
      ).toEqual(new Set(['simulation']));
    });

    it('may not ask for live outside production', () => {
      edit('environments/mixed_testnet.yaml', 'environment: testnet', 'environment: live');
      const options = { ...live, environmentFile: 'mixed_testnet' };
      expect(failure(options).message).toMatch(
        /mixed_testnet\.yaml:\d+: venues\.binance\.environment = "live": must be testnet or simulation/,
      );
      const environment = { BASIS_ENVIRONMENT: 'production' };
      expect(load({ ...options, environment }).venueEnvironments['binance']).toBe('live');
    });

    it('reports wrong kinds, keys and venues', () => {
      writeFileSync(
        join(configDir, 'environments/mixed_testnet.yaml'),
        'venues:\n  binance: { environment: tesnet }\n  okx: { environment: testnet, api_key: s3cret }\n',
      );
      const { message } = failure({ ...live, environmentFile: 'mixed_testnet' });
      expect(message).toContain('must be one of live, testnet, simulation; did you mean testnet?');
      expect(message).toContain('venues.okx.api_key = "(hidden)"');
      writeFileSync(
        join(configDir, 'environments/mixed_testnet.yaml'),
        'venues:\n  binanc: { environment: testnet }\n',
      );
      expect(failure({ ...live, environmentFile: 'mixed_testnet' }).message).toContain(
        'did you mean binance?',
      );
    });

    it('may name a venue that this run does not use', () => {
      writeFileSync(
        join(configDir, 'environments/mixed_testnet.yaml'),
        'venues:\n  hyperliquid: { environment: testnet }\n',
      );
      expect(load({ ...live, environmentFile: 'mixed_testnet' }).venueEnvironments['binance']).toBe(
        'testnet',
      );
    });

    it.each([
      '../modes/btc_basis.yaml',
      '/etc/passwd',
      '/etc/hosts.yaml',
      '../venues/okx',
      'mixed',
    ])('leads nowhere else: %j', (environmentFile) => {
      mkdirSync(join(configDir, 'environments'), { recursive: true });
      expect(failure({ environmentFile })).toMatchObject({
        code: 'CFG-001',
        message: expect.stringContaining('must be one of mixed_testnet'),
      });
    });
  });

  it('takes the environment of the process where none is given', () => {
    expect(loadRunConfig({ configDir, mode: 'btc_basis' }).config.mode).toBe('btc_basis');
  });
});
