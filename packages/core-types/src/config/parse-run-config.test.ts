import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ComponentError } from '../errors/component-error.js';
import type { Json } from '../json.js';
import { exampleRunConfig } from './example-run-config.js';
import { checkRunConfig, parseRunConfig } from './parse-run-config.js';
import { pathText } from './path-text.js';

type Doc = { [key: string]: Doc | unknown };

/** The example as a loose document, with values put at paths. */
function example(changes: Record<string, unknown> = {}): Doc {
  const document = structuredClone(exampleRunConfig()) as unknown as Doc;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('/');
    const last = keys.pop()!;
    const parent = keys.reduce((below, key) => below[key] as Doc, document);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return document;
}

function messages(document: unknown): string[] {
  const checked = checkRunConfig(document);
  return checked.ok ? [] : checked.violations.map(({ path, allowed }) => `${path}: ${allowed}`);
}

function thrownBy(action: () => unknown): ComponentError {
  try {
    action();
  } catch (error) {
    if (error instanceof ComponentError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseRunConfig', () => {
  it('fills in the defaults that the specification names', () => {
    const { component_config: components, ...config } = parseRunConfig(exampleRunConfig());
    expect(config).toMatchObject({
      hedge_leverage: 2,
      execution_mode: 'backtest',
      use_flash_loan: false,
    });
    expect(components.venue_manager).toMatchObject({
      execution_timeout: 30,
      reconciliation_timeout: 10,
      max_retries: 3,
      retry_delay_seconds: 0.1,
      enable_reconciliation: true,
    });
    expect(components.execution_interface_manager).toMatchObject({
      venue_timeout: 15,
      max_retries_per_venue: 3,
      enable_atomic_chaining: true,
    });
    expect(components.event_driven_strategy_engine).toEqual({
      timeout_seconds: 3600,
      max_components: 11,
      memory_limit_mb: 4096,
      component_timeout: 30,
      component_initialization_timeout: 30,
      execution_timeout: 300,
      tight_loop_enabled: true,
      retry_attempts: 3,
      retry_delay_seconds: 0.1,
    });
  });

  it('gives an object that nothing can change', () => {
    const config = parseRunConfig(exampleRunConfig());
    expect(() => ((config.hedge_allocation as Doc)['binance'] = 0)).toThrow(TypeError);
    expect(() => config.venues.execution_subscriptions.cex_spot.push('okx')).toThrow(TypeError);
  });

  it('leaves its input alone', () => {
    const input = exampleRunConfig();
    parseRunConfig(input);
    expect(input).toEqual(exampleRunConfig());
    expect(Object.isFrozen(input.venues)).toBe(false);
  });

  it('reads old spellings', () => {
    const config = parseRunConfig(
      example({
        mode: undefined,
        strategy_mode: 'btc_basis',
        share_class: 'usdt_stable',
        'component_config/venue_manager/max_retry_attempts': 5,
        'venues/execution_subscriptions/wallet': ['wallet'],
      }),
    );
    expect(config.mode).toBe('btc_basis');
    expect(config.share_class).toBe('USDT');
    expect(config.component_config.venue_manager.max_retries).toBe(5);
    expect(config.venues.execution_subscriptions.wallet).toEqual(['alchemy']);
  });

  it('throws CFG-001 with every violation at once, of shapes and of rules alike', () => {
    const error = thrownBy(() =>
      parseRunConfig(
        example({
          initial_capital: undefined,
          hedge_alocation: {},
          hedge_allocation: { binance: 0.5 },
          'component_config/venue_manager/max_retries': 10,
        }),
        { origin: (path) => (path === 'initial_capital' ? undefined : 'btc_basis.yaml') },
      ),
    );
    expect(error.code).toBe('CFG-001');
    expect(error.message.split('\n').sort()).toEqual([
      'btc_basis.yaml: component_config.venue_manager.max_retries = 10: must be a whole number above 0 and below 10',
      'btc_basis.yaml: hedge_allocation = {"binance":0.5}: must sum to 1; it sums to 0.5',
      'btc_basis.yaml: hedge_alocation = {}: is not a known key; did you mean hedge_allocation?',
      'initial_capital: must be given: a number above 0',
    ]);
    expect(error.context['violations']).toHaveLength(4);
  });

  it.each<[string, unknown, string]>([
    ['share_class', 'usd', 'share_class: must be one of USDT, ETH; did you mean USDT?'],
    ['initial_capital', 0, 'initial_capital: must be a number above 0'],
    ['initial_capital', Infinity, 'initial_capital: must be a number above 0'],
    ['use_flash_loan', 'yes', 'use_flash_loan: must be true or false'],
    ['on_chain_leverage_venue', 3, 'on_chain_leverage_venue: must be text or null'],
    ['mode', '', 'mode: must be text that is not empty'],
    ['venues', [], 'venues: must be a mapping'],
    ['venues/data_subscriptions', 'okx', 'venues.data_subscriptions: must be a list'],
    ['venues/data_subscriptions', [1], 'venues.data_subscriptions[0]: must be text'],
    [
      'venue_configs/alchemy/assets',
      [],
      'venue_configs.alchemy.assets: must be a list that is not empty',
    ],
    [
      'venue_configs/alchemy/asets',
      [],
      'venue_configs.alchemy.asets: is not a known key; did you mean assets?',
    ],
    [
      'venue_configs/alchemy/venue_type',
      'cexx',
      'venue_configs.alchemy.venue_type: must be one of cex, wallet, lending, staking, flash_loan, atomic, dex; did you mean cex?',
    ],
    ['venue_configs/alchemy', 3, 'venue_configs.alchemy: must be a mapping'],
    [
      'venue_configs/alchemy/api_key',
      's3cret',
      'venue_configs.alchemy.api_key: must not be here: credentials belong in env.unified or the environment',
    ],
    [
      'component_config/venue_manager/action_mapping/entry_ful',
      [],
      'component_config.venue_manager.action_mapping.entry_ful: is not a known key; did you mean entry_full?',
    ],
    [
      'component_config/venue_manager/execution_timeout',
      300,
      'component_config.venue_manager.execution_timeout: must be a number above 0 and below 300',
    ],
    [
      'component_config/venue_manager/reconciliation_timeout',
      60,
      'component_config.venue_manager.reconciliation_timeout: must be a number above 0 and below 60',
    ],
    [
      'component_config/execution_interface_manager',
      { venue_timeout: 120 },
      'component_config.execution_interface_manager.venue_timeout: must be a number above 0 and below 120',
    ],
    [
      'component_config/execution_interface_manager',
      { max_retries_per_venue: 0 },
      'component_config.execution_interface_manager.max_retries_per_venue: must be a whole number above 0 and below 10',
    ],
    [
      'component_config/reconciliation_component',
      { tolerance_relative: 1 },
      'component_config.reconciliation_component.tolerance_relative: must be a number at least 0 and at most 0.01',
    ],
    [
      'strategy_mode',
      'btc_basis',
      'strategy_mode: is the old name of mode, which is given too: leave one of them out',
    ],
  ])('refuses %s = %o', (path, value, message) => {
    expect(messages(example({ [path]: value }))).toContain(message);
  });

  it('never shows a credential', () => {
    const document = example({
      'venue_configs/alchemy/private_key': 's3cret',
      extra: { nested: { password: 's3cret' } },
    });
    const error = thrownBy(() => parseRunConfig(document));
    expect(JSON.stringify(error.toDocument())).not.toContain('s3cret');
    expect(error.message.match(/credentials/g)).toHaveLength(2);
  });

  it.each([null, 3, 'text', [], undefined, () => 1])(
    'refuses %o for a whole document',
    (document) => {
      expect(thrownBy(() => parseRunConfig(document)).code).toBe('CFG-001');
    },
  );

  it('refuses keys that would touch prototypes', () => {
    const document = JSON.parse(
      `{"__proto__": {"polluted": 1}, "venues": {"constructor": {}}}`,
    ) as Json;
    expect(messages(document)).toEqual(
      expect.arrayContaining([
        '__proto__: must not be used as a key',
        'venues.constructor: must not be used as a key',
      ]),
    );
    expect(({} as Doc)['polluted']).toBeUndefined();
  });

  it('still checks rules of sections that are right when another is wrong', () => {
    const found = messages(
      example({ 'venue_configs/alchemy/assets': 3, hedge_allocation: { binance: 0.1 } }),
    );
    expect(found).toHaveLength(2);
  });
});

describe('whatever it is given', () => {
  const outcome = (document: unknown): string => {
    try {
      parseRunConfig(document);
      return 'accepted';
    } catch (error) {
      if (error instanceof ComponentError) return error.code;
      throw error;
    }
  };
  const anything = fc.oneof(fc.jsonValue(), fc.anything());

  it('throws nothing but CFG-001 on arbitrary JSON and on arbitrary values', () => {
    fc.assert(
      fc.property(anything, (document) => outcome(document) === 'CFG-001'),
      { numRuns: 500 },
    );
  });

  it('throws nothing but CFG-001 when any one place of a valid document holds something else', () => {
    const places: string[][] = [];
    const walk = (value: unknown, path: string[]): void => {
      if (path.length > 0) places.push(path);
      if (value === null || typeof value !== 'object') return;
      for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
    };
    walk(exampleRunConfig(), []);
    fc.assert(
      fc.property(fc.constantFrom(...places), anything, (path, value) => {
        const result = outcome(example({ [path.join('/')]: value }));
        return ['accepted', 'CFG-001'].includes(result);
      }),
      { numRuns: 500 },
    );
    expect(pathText(places[0]!)).toBe('mode');
  });
});
