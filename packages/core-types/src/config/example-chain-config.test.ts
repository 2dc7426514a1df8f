import { describe, expect, it } from 'vitest';
import { exampleChainConfig } from './example-chain-config.js';
import { checkRunConfig } from './parse-run-config.js';
import type { RunConfigInput } from './schema.js';

type Change = (config: RunConfigInput) => void;

function findings(change: Change): string[] {
  const config = exampleChainConfig();
  change(config);
  const checked = checkRunConfig(config);
  return checked.ok ? [] : checked.violations.map(({ path, allowed }) => `${path}: ${allowed}`);
}
const set =
  (values: Partial<RunConfigInput>): Change =>
  (config) =>
    Object.assign(config, values);

describe('the plan for what is staked', () => {
  it('of the example is valid, and each call makes a new one', () => {
    expect(findings(() => undefined)).toEqual([]);
    expect(exampleChainConfig()).not.toBe(exampleChainConfig());
  });

  it('must have in the wallet what it borrows', () => {
    const without: Change = ({ venue_configs }) =>
      Object.assign(venue_configs['alchemy']!, { assets: ['ETH', 'stETH', 'wstETH'] });
    expect(findings(without).join()).toContain('must have WETH, which target_ltv borrows');
  });

  it('keeps its debt where the health factor does not warn: 0.95 / 1.05 = 0.9047, less the tolerance', () => {
    expect(findings(set({ target_ltv: 0.884 }))).toEqual([]);
    expect(findings(set({ target_ltv: 0.885 }))).toEqual([
      expect.stringMatching(/^target_ltv: must be below 0.884: with ltv_tolerance 0.02 on top/),
    ]);
  });

  it('borrows no more than is lent outside the category: 0.83 / 1.05 = 0.790 is below 0.8', () => {
    const outside: Change = (config) =>
      Object.assign(config.venue_configs['aave_v3']!, { emode: null });
    expect(
      findings((config) => {
        outside(config);
        config.target_ltv = 0.77;
      }),
    ).toEqual([]);
    expect(findings(outside)).toEqual([expect.stringMatching(/^target_ltv: must be below 0.77/)]);
  });

  it('names a staking protocol and a lending venue that are subscribed', () => {
    expect(findings(set({ lst_type: 'etherfi' }))).toEqual([
      expect.stringMatching(/^lst_type: must be subscribed under staking \(lido\)/),
    ]);
    expect(findings(set({ on_chain_leverage_venue: 'morpho' }))).toEqual([
      expect.stringMatching(/^on_chain_leverage_venue: must be aave_v3/),
    ]);
  });

  it('has what a flash loan takes, and a hedge where a share is staked against one', () => {
    const without: Change = ({ venues }) => {
      Object.assign(venues.execution_subscriptions, { flash_loan: [] });
    };
    expect(findings(without)).toEqual([expect.stringMatching(/^use_flash_loan: must be false/)]);
    expect(findings(set({ stake_allocation_eth: 0.6 }))).toEqual([
      'stake_allocation_eth: must be null, or a venue be subscribed under cex_spot',
      'stake_allocation_eth: must be null, or a venue be subscribed under cex_futures',
    ]);
    expect(findings(set({ lst_type: 'steth' as never }))).toEqual([
      expect.stringMatching(/^lst_type: must be/),
    ]);
  });
});
