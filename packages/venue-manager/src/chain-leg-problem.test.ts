import type { Leg, LeverLeg, RunConfig, RunConfigInput, UnleverLeg } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { NOW, decision, errorOf } from './testing/bench.js';
import { chainBench, chainConfig } from './testing/chain-bench.js';
import { leaveAtOnce, leverAtOnce, leverByRounds } from './testing/leverage.js';

const leg = (does: string, token: string, amount = 1, more: object = {}) =>
  ({ does, role: 'chain', token, amount, ...more }) as Leg;
const unstake = (by: string, token = 'wstETH') => leg('unstake', token, 1, { by });
const LEVER = leverAtOnce(10, 0.85);
const UNLEVER = leaveAtOnce({ tokens: 10, owedEth: 5 });

function refusal(what: Leg, config: RunConfig = chainConfig()): unknown {
  const one = chainBench(config);
  return errorOf(() => one.manager.submit(decision('rebalance', [what]), NOW));
}
const refused = (told: RegExp) => ({ code: 'VM-003', message: expect.stringMatching(told) });

/** The example without what `change` takes away; nothing in it plans with that. */
const without = (change: (config: RunConfigInput) => void) =>
  chainConfig((config) => {
    Object.assign(config, { target_ltv: null, use_flash_loan: false });
    change(config);
  });
const unsubscribed = (category: 'lending' | 'staking' | 'flash_loan' | 'dex' | 'atomic') =>
  without((config) => {
    Object.assign(config, { lst_type: null, on_chain_leverage_venue: null });
    Object.assign(config.venues.execution_subscriptions, { [category]: [] });
  });
const assets = (...held: readonly string[]) =>
  without(({ venue_configs }) => Object.assign(venue_configs['alchemy']!, { assets: held }));

describe('a leg on the chain that makes no sense is refused before anything is sent, with what is wrong', () => {
  it.each<[string, Leg, RegExp]>([
    ['another role', { ...leg('stake', 'ETH'), role: 'spot' } as never, /has the role chain/],
    ['no such leg', leg('burn', 'ETH'), /nothing which is done on the chain/],
    ['nothing', leg('stake', 'ETH', 0), /must be positive/],
    ['less than nothing', leg('borrow', 'ETH', -1), /must be positive/],
    ['no number', leg('unwrap', 'WETH', NaN), /must be positive/],
    ['all there is', leg('repay', 'ETH', Infinity), /positive and finite/],
    ['a stake of WETH', leg('stake', 'WETH'), /stake 1 WETH at chain: lido stakes ETH/],
    ['a claim of WETH', leg('claim', 'WETH'), /lido pays ETH/],
    ['an unknown staking token', unstake('queue', 'weETH'), /what lido gives is wstETH/],
    ['an unknown way', unstake('hand'), /by queue or by market/],
    ['a loan of dollars', leg('borrow', 'USDC'), /what is borrowed is ETH/],
    ['WETH paid back', leg('repay', 'WETH'), /what is borrowed is ETH/],
    ['ETH unwrapped', leg('unwrap', 'ETH'), /what is unwrapped is WETH/],
    ['an unknown token lent', leg('supply', 'DAI'), /chain holds ETH and WETH/],
    ['one that is not lent', leg('withdraw', 'EIGEN'), /aave_v3 lends.*WETH and wstETH/],
    ['a sale of no reward', leg('sell', 'wstETH'), /rewards: EIGEN/],
    ['leverage on no stake', { ...LEVER, token: 'WETH' }, /what lido gives is wstETH/],
    ['leverage of nothing', { ...LEVER, amount: 0 }, /must be positive/],
  ])('%s', (_, what, told) => {
    expect(refusal(what)).toMatchObject(refused(told));
  });

  it.each<[string, Partial<LeverLeg>, RegExp]>([
    ['no rounds', { rounds: [] }, /no rounds/],
    ['two rounds at once', { rounds: leverByRounds(10, 0.5, 0.4).rounds }, /one round/],
    ['a loan below nothing', { flashEth: -1 }, /flashEth must be/],
    ['no floor', { leastHealthFactor: NaN }, /leastHealthFactor/],
    ['a negative amount', roundOf({ stakeEth: -1 }), /0 or positive/],
    ['no number', roundOf({ pledgeTokens: NaN }), /0 or positive/],
    ['nothing borrowed at once', roundOf({ borrowEth: 0 }), /stakes, pledges and borrows/],
  ])('a lever with %s', (_, change, told) => {
    expect(refusal({ ...LEVER, ...change })).toMatchObject(refused(told));
  });

  function roundOf(change: object): Partial<LeverLeg> {
    return { rounds: [{ ...LEVER.rounds[0]!, ...change }] };
  }

  it.each<[string, object, RegExp]>([
    ['a negative amount', { releaseTokens: -1 }, /0 or positive/],
    ['no number', { repayEth: NaN }, /0 or positive/],
    ['a sale of everything', { sellTokens: 'max' }, /0 or positive/],
    ['nothing repaid at once', { repayEth: 0 }, /releases, sells and repays/],
  ])('an unlever with %s', (_, change, told) => {
    const rounds = [{ ...UNLEVER.rounds[0]!, ...change }] as UnleverLeg['rounds'];
    expect(refusal({ ...UNLEVER, rounds })).toMatchObject(refused(told));
  });

  it.each<[string, Leg, RunConfig, RegExp]>([
    ['staking', leg('stake', 'ETH'), unsubscribed('staking'), /needs a staking venue/],
    ['lending', leg('borrow', 'ETH'), unsubscribed('lending'), /needs a lending venue/],
    ['a flash lender', LEVER, unsubscribed('flash_loan'), /needs a flash_loan venue/],
    [
      'one transaction',
      LEVER,
      unsubscribed('atomic'),
      /under venues.execution_subscriptions.atomic/,
    ],
    ['a pool', unstake('market'), unsubscribed('dex'), /subscribe a venue with wstETH-WETH/],
    ['a pool on the way out', UNLEVER, unsubscribed('dex'), /subscribe a venue with wstETH-WETH/],
    ['WETH to borrow', leg('borrow', 'ETH'), assets('ETH', 'wstETH'), /add WETH to/],
    ['WETH to be paid in', unstake('market'), assets('ETH', 'wstETH'), /add WETH to/],
    ['WETH to unwrap', leg('unwrap', 'WETH'), assets('ETH', 'wstETH'), /add WETH to/],
    [
      'the token as security',
      { ...LEVER, token: 'stETH' },
      assets('ETH', 'WETH', 'stETH'),
      /aave_v3 lends, of what the wallet holds, WETH$/,
    ],
  ])('where the run has not %s', (_, what, config, told) => {
    const error = refusal(what, config);
    expect(error).toMatchObject(refused(told));
    expect((error as { resolution: string }).resolution).not.toBe('');
  });

  it('where the staking protocol has no name that action_mapping could say', () => {
    const rocket = without((config) => {
      Object.assign(config, { lst_type: null });
      const { lido, ...others } = config.venue_configs;
      config.venue_configs = { ...others, rocket: { ...lido!, venue: 'rocket' } };
      Object.assign(config.venues, { data_subscriptions: ['aave_v3', 'alchemy'] });
      Object.assign(config.venues.execution_subscriptions, { staking: ['rocket'] });
    });
    expect(refusal(leg('stake', 'ETH'), rocket)).toMatchObject(refused(/no venue action rocket_/));
  });
});
