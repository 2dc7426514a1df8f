import { describe, expect, it } from 'vitest';
import type { Gate } from './gate.js';
import { runGates } from './run-gates.js';
import { configurationGate, dataGate, executionGate, venuesGate } from './standard-gates.js';

const messages = (gate: Gate) => gate.check().map(({ message }) => message);

describe('running gates', () => {
  const failing = configurationGate([{ message: 'bad' }]);
  const passing = dataGate([]);

  it('passes only if every gate passes, and asks all of them', () => {
    expect(runGates([failing, passing])).toEqual({
      passed: false,
      results: [
        {
          category: 'configuration',
          name: 'configuration_valid',
          passed: false,
          findings: [{ severity: 'error', message: 'bad' }],
        },
        { category: 'data', name: 'data_available', passed: true, findings: [] },
      ],
    });
  });

  it('asks only the gates of the asked category', () => {
    const report = runGates([failing, passing], { category: 'data' });
    expect(report.passed).toBe(true);
    expect(report.results.map(({ name }) => name)).toEqual(['data_available']);
    expect(runGates([failing], { category: 'e2e_strategies' })).toEqual({
      passed: true,
      results: [],
    });
  });

  it('fails a gate that throws', () => {
    const broken: Gate = {
      category: 'venues',
      name: 'broken',
      check: () => {
        throw new Error('no inventory');
      },
    };
    const { passed, results } = runGates([broken, passing]);
    expect(passed).toBe(false);
    expect(results[0]?.findings[0]?.message).toContain('no inventory');
    expect(results[1]?.passed).toBe(true);
    const odd: Gate = { ...broken, check: () => 'nothing' as never };
    expect(runGates([odd]).passed).toBe(false);
  });
});

describe('the standard gates', () => {
  it('name where a configuration is not valid', () => {
    const gate = configurationGate([
      { file: 'modes/btc_basis.yaml', path: 'hedge_leverage', message: 'must be above 0' },
      { message: 'no venues' },
    ]);
    expect(messages(gate)).toEqual([
      'modes/btc_basis.yaml: hedge_leverage: must be above 0',
      'no venues',
    ]);
  });

  it('let data pass with warnings but not with errors', () => {
    const warning = { severity: 'warning', message: 'a gap of 3 h' } as const;
    const error = { severity: 'error', message: 'no rows' } as const;
    expect(runGates([dataGate([warning])]).passed).toBe(true);
    expect(runGates([dataGate([warning, error])]).passed).toBe(false);
  });

  it('name every required venue that could not be made, and why', () => {
    const gate = venuesGate({
      required: ['binance', 'aave_v3', 'alchemy'],
      available: ['alchemy', 'okx'],
      reasons: new Map([['binance', 'BASIS_DEV__CEX__BINANCE_API_KEY is not set']]),
    });
    expect(messages(gate)).toEqual([
      'Required venue binance is not available: BASIS_DEV__CEX__BINANCE_API_KEY is not set',
      'Required venue aave_v3 is not available: it could not be made',
    ]);
  });

  it('find actions that lead to nothing that may be carried out', () => {
    const gate = executionGate({
      supportedActions: ['cex_spot_buy', 'transfer'],
      actionMapping: {
        entry_full: ['cex_spot_buy', 'transfer', 'cex_perp_short'],
        exit_full: [],
      },
      strategyActions: ['entry_full', 'sell_dust'],
    });
    expect(messages(gate)).toEqual([
      'sell_dust is not in action_mapping: add its venue actions',
      'action_mapping.entry_full uses cex_perp_short: add it to supported_actions',
      'action_mapping.exit_full is empty: add its venue actions',
    ]);
    const fine = { supportedActions: ['swap'], actionMapping: { sell_dust: ['swap'] } } as const;
    expect(messages(executionGate(fine))).toEqual([]);
  });
});
