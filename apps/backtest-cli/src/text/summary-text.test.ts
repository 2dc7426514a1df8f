import { paintFor, signsFor } from '@basis/cli';
import { describe, expect, it } from 'vitest';
import { exampleSummary } from '../testing/example-summary.js';
import { summaryText } from './summary-text.js';

const show = (more: Partial<typeof exampleSummary> = {}, colour = false) =>
  summaryText({
    summary: { ...exampleSummary, ...more },
    files: { folder: 'results/example', summary: 'results/example/summary.json' },
    dataset: { name: 'sample', folder: 'data/sample' },
    paint: paintFor(colour),
    signs: signsFor(true),
  });

describe('the outcome of a run', () => {
  it('stands in lines of label and value', () => {
    const text = show();
    expect(text).toContain(
      'period         2024-01-01 00:00 → 2024-12-31 00:00 UTC, 8,761 steps of 1h',
    );
    expect(text).toContain('equity         1,000,000.00 → 1,083,412.11 USDT');
    expect(text).toContain('return         +8.34 %');
    expect(text).toContain('executions     1,234');
    expect(text).toContain('results/example/summary.json');
    expect(text).toContain('0123456789abcdef\n');
  });

  it('names only causes that can be seen, aligned, with their share of the initial equity', () => {
    const lines = show().split('\n');
    const from = lines.findIndex((line) => line.includes('profit by cause'));
    expect(lines.slice(from, from + 4)).toEqual([
      '  profit by cause         USDT   of initial',
      '  funding           +85,000.11     +8.500 %',
      '  fees               -1,588.00     -0.159 %',
      '  total             +83,412.11     +8.341 %',
    ]);
  });

  it('marks generated data, and only those', () => {
    expect(show()).toContain('SYNTHETIC');
    expect(show({ synthetic: false })).not.toContain('SYNTHETIC');
  });

  it('is loud about liquidations', () => {
    expect(show({ liquidations: 2 })).toContain('2  POSITIONS WERE LIQUIDATED');
  });

  it('tells what investors brought and took where any did', () => {
    expect(show()).not.toMatch(/net flows|unpaid/);
    const text = show({ flows: 3, net_flows: -250_000, withdrawals_unpaid: 1_234.5 });
    expect(text).toContain('net flows      -250,000.00 USDT in 3');
    expect(text).toContain('unpaid         1,234.50 USDT of withdrawals');
  });

  it('is coloured only where that was asked for', () => {
    expect(show()).not.toContain('\u001b');
    expect(show({}, true)).toContain('\u001b[1m');
  });

  it('counts ether finer than dollars', () => {
    expect(show({ share_class: 'ETH', initial_equity: 10, final_equity: 10.5 })).toContain(
      '10.000000 → 10.500000 ETH',
    );
  });
});
