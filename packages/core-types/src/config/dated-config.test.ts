import { describe, expect, it } from 'vitest';
import { DatedConfig, layOver } from './dated-config.js';
import { exampleRunConfig } from './example-run-config.js';
import { checkRunConfig, parseRunConfig } from './parse-run-config.js';
import type { RunConfigInput } from './schema.js';
import type { CexVenueConfig } from './venues/cex-schema.js';

const DAY = (day: string) => Date.parse(`${day}T00:00:00Z`);
type Change = NonNullable<RunConfigInput['venue_configs'][string]['changes']>[number];

function withChanges(changes: readonly Change[]): RunConfigInput {
  const config = exampleRunConfig();
  config.venue_configs['binance']!.changes = [...changes];
  return config;
}

function dated(changes: readonly Change[]): DatedConfig<CexVenueConfig> {
  const { venue_configs } = parseRunConfig(withChanges(changes));
  return new DatedConfig(venue_configs['binance'] as CexVenueConfig);
}

function refusals(changes: readonly Change[]): string[] {
  const checked = checkRunConfig(withChanges(changes));
  return checked.ok ? [] : checked.violations.map(({ path, allowed }) => `${path}: ${allowed}`);
}

const FEE = { from: '2024-03-01T00:00:00Z', set: { futures: { taker_fee_bps: 4 } } };
const LEVERAGE = { from: '2024-06-01T00:00:00Z', set: { futures: { leverage: 3 } } };

describe('a venue by date', () => {
  it('is what it is without changes, and the same object', () => {
    const config = dated([]);
    expect(config.at(DAY('2024-01-01'))).toBe(config.at(DAY('2030-01-01')));
    expect(config.at(0).futures!.taker_fee_bps).toBe(5);
  });

  it('takes each change from its own moment on, on top of those before, in whatever order it is asked', () => {
    const config = dated([FEE, LEVERAGE]);
    const terms = (day: string) => {
      const { taker_fee_bps, leverage } = config.at(DAY(day)).futures!;
      return [taker_fee_bps, leverage];
    };
    expect(terms('2024-06-01')).toEqual([4, 3]);
    expect(terms('2024-02-29')).toEqual([5, 5]);
    expect(terms('2024-03-01')).toEqual([4, 5]);
    expect(terms('2024-05-31')).toEqual([4, 5]);
    expect(terms('2025-01-01')).toEqual([4, 3]);
    expect(config.at(DAY('2024-03-01') - 1).futures!.taker_fee_bps).toBe(5);
  });

  it('replaces lists whole', () => {
    const tier = { floor_notional: 0, cap_notional: null, max_leverage: 100 };
    const tiers = [{ ...tier, maintenance_margin_rate: 0.01 }];
    const set = { futures: { instruments: { 'BTC-USDT': { margin_tiers: tiers } } } };
    const config = dated([{ from: '2024-03-01T00:00:00Z', set }]);
    const rules = config.at(DAY('2024-03-01')).futures!.instruments['BTC-USDT']!;
    expect(rules.margin_tiers).toEqual(tiers);
    expect(rules.lot_size).toBe(0.001);
  });
});

describe('dated changes', () => {
  it('come one after another', () => {
    expect(refusals([FEE, LEVERAGE])).toEqual([]);
    expect(refusals([LEVERAGE, FEE])).toEqual([
      'venue_configs.binance.changes[1].from: must be later than the change before it',
    ]);
    expect(refusals([FEE, FEE])).toHaveLength(1);
  });

  it('leave a valid venue behind', () => {
    expect(refusals([{ ...FEE, set: { futures: { taker_fee_bps: -1 } } }])).toEqual([
      'venue_configs.binance.changes[0].set.futures.taker_fee_bps: must be a number at least 0 and at most 10000',
    ]);
    expect(refusals([{ ...FEE, set: { futures: { taker_fees: 1 } } }])[0]).toContain(
      'changes[0].set.futures.taker_fees: is not a known key',
    );
  });

  it('keep to the rules that look across values, each named where it is broken', () => {
    expect(refusals([{ ...LEVERAGE, set: { futures: { leverage: 5_000 } } }])).toEqual([
      expect.stringContaining(
        'venue_configs.binance.changes[0].set.futures.leverage: must be at most 125',
      ),
    ]);
    const tier = { cap_notional: null, maintenance_margin_rate: 0.01, max_leverage: 100 };
    const tiers = [{ ...tier, floor_notional: 50_000 }];
    const set = { futures: { instruments: { 'BTC-USDT': { margin_tiers: tiers } } } };
    expect(refusals([{ ...FEE, set }])[0]).toContain('margin_tiers[0].floor_notional: must be 0');
  });

  it('do not make another venue of it', () => {
    expect(refusals([{ ...FEE, set: { venue_type: 'wallet' } }])).toEqual([
      'venue_configs.binance.changes[0].set.venue_type: must not be changed by date',
    ]);
    expect(refusals([{ ...FEE, set: { changes: [] } }])).toHaveLength(1);
  });

  it('have a date that is one', () => {
    expect(refusals([{ from: 'March', set: {} }])[0]).toContain(
      'venue_configs.binance.changes[0].from: must be a time like 2024-03-01T00:00:00Z',
    );
  });
});

it('lays mappings over each other key by key and everything else whole', () => {
  expect(layOver({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3] }, e: null })).toEqual({
    a: { b: 1, c: [3] },
    d: 1,
    e: null,
  });
});
