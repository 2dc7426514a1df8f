import type { Leg, LeverLeg, UnleverLeg } from '@basis/core-types';
import { DUST, exactly, type ChainCall, type ChainCalls } from './chain-calls.js';

export type ChainLeg = Extract<Leg, { readonly role: 'chain' }>;

export function isChainLeg(leg: Leg): leg is ChainLeg {
  return leg.role === 'chain' && leg.does !== 'move';
}

/**
 * What is unstaked after more of it was released is a sum that the wallet may count smaller by binary fractions, and it
 * gives no more than it has.
 */
export function withinReach(leg: ChainLeg, decided: readonly Leg[]): ChainLeg {
  const isSum =
    leg.does === 'unstake' &&
    decided.some(({ does, token }) => does === 'withdraw' && token === leg.token);
  return isSum ? { ...leg, amount: leg.amount * (1 - DUST) } : leg;
}

/** Calls that happen together or not at all. */
export interface ChainTransaction {
  readonly calls: readonly ChainCall[];
  /** Below this health factor at its end it is undone. */
  readonly leastHealthFactor?: number;
}

/** What a leg on the chain takes: transactions in their order. Its sense has been checked before. */
export function chainTransactions(leg: ChainLeg, chain: ChainCalls): ChainTransaction[] {
  switch (leg.does) {
    case 'supply':
    case 'withdraw':
      return each([chain[leg.does](leg.token, leg.amount)]);
    case 'borrow':
      return together([chain.borrow(leg.amount), chain.unwrap(leg.amount, 'aave_borrow')], chain);
    case 'repay':
      return together([chain.wrap(leg.amount, 'aave_repay'), chain.repay(leg.amount)], chain);
    case 'stake':
      return each(chain.stake(leg.amount));
    case 'unstake':
      if (leg.by === 'queue') return each(chain.queueUp(leg.token, leg.amount));
      return each([chain.sell(leg.token, leg.amount, 'swap'), chain.unwrap('max', 'swap')]);
    case 'claim':
      return each([chain.claim()]);
    case 'unwrap':
      return each([chain.unwrap('max', chain.staking.unstakes)]);
    case 'sell':
      return each([
        chain.sell(leg.token, leg.amount, 'sell_dust'),
        chain.unwrap('max', 'sell_dust'),
      ]);
    case 'lever':
      return leg.flashEth > 0 ? leverAtOnce(leg, chain) : leverByRounds(leg, chain);
    case 'unlever':
      return leg.flashEth > 0 ? unleverAtOnce(leg, chain) : unleverByRounds(leg, chain);
  }
}

function each(calls: readonly ChainCall[], leastHealthFactor?: number): ChainTransaction[] {
  const floor = leastHealthFactor === undefined ? {} : { leastHealthFactor };
  return calls.map((call) => ({ calls: [call], ...floor }));
}

/** One transaction where the run can have that, so that no half of it stands alone. */
function together(calls: readonly ChainCall[], { isAtomic }: ChainCalls): ChainTransaction[] {
  return isAtomic ? [{ calls }] : each(calls);
}

/** The loan is staked with what is ours, pledged, and paid back out of what is borrowed on that. */
function leverAtOnce({ token, flashEth, rounds, leastHealthFactor }: LeverLeg, chain: ChainCalls) {
  const { stakeEth, pledgeTokens, borrowEth } = rounds[0]!;
  const staking = chain.stake(stakeEth);
  const calls = [
    chain.flashBorrow(flashEth),
    chain.unwrap(flashEth, 'flash_loan'),
    ...staking,
    chain.supply(token, pledged(pledgeTokens, chain.bring(token, staking))),
    chain.borrow(borrowEth),
    chain.flashRepay(exactly(borrowEth, chain.flashOwed(flashEth))),
  ];
  return [{ calls, leastHealthFactor }];
}

function leverByRounds({ token, rounds, leastHealthFactor }: LeverLeg, chain: ChainCalls) {
  return rounds.flatMap(({ stakeEth, pledgeTokens, borrowEth }): ChainTransaction[] => {
    const staking = stakeEth > 0 ? chain.stake(stakeEth) : [];
    const amount = pledged(pledgeTokens, chain.bring(token, staking));
    return [
      ...each(staking),
      ...(amount > 0 ? each([chain.supply(token, amount)]) : []),
      ...(borrowEth > 0 ? each([chain.borrow(borrowEth)], leastHealthFactor) : []),
      ...(borrowEth > 0 ? each([chain.unwrap(borrowEth, 'aave_borrow')]) : []),
    ];
  });
}

/**
 * What staking gave is pledged to the last bit. Together with tokens that were there before it may be more than the wallet
 * counts, by binary fractions: then a little less, for a wallet gives no more than it has.
 */
function pledged(tokens: number, staked: number): number {
  const amount = exactly(staked, tokens);
  return amount === staked ? staked : amount * (1 - DUST);
}

/** The debt is paid first, out of the loan, so that what it bound can go; the sale pays the loan back. */
function unleverAtOnce(leg: UnleverLeg, chain: ChainCalls): ChainTransaction[] {
  const { token, flashEth, rounds, leastHealthFactor } = leg;
  const { releaseTokens, sellTokens, repayEth } = rounds[0]!;
  const calls = [
    chain.flashBorrow(flashEth),
    chain.repay(repayEth),
    chain.withdraw(token, releaseTokens),
    sold(chain, token, sellTokens),
    chain.flashRepay(chain.flashOwed(flashEth)),
    chain.unwrap('max', 'swap'),
  ];
  return [{ calls, leastHealthFactor }];
}

function unleverByRounds(leg: UnleverLeg, chain: ChainCalls): ChainTransaction[] {
  const { token, rounds, leastHealthFactor } = leg;
  const transactions = rounds.flatMap(
    ({ releaseTokens, sellTokens, repayEth }): ChainTransaction[] => [
      ...(releaseTokens === 0
        ? []
        : each([chain.withdraw(token, releaseTokens)], leastHealthFactor)),
      ...(sellTokens === 0 ? [] : each([sold(chain, token, sellTokens)])),
      ...(repayEth === 0 ? [] : each([chain.repay(repayEth)])),
    ],
  );
  return [...transactions, ...each([chain.unwrap('max', 'swap')])];
}

/** A lender gives no more than is there, so what was to be released may have come out smaller by binary fractions. */
function sold(chain: ChainCalls, token: string, tokens: number): ChainCall {
  return chain.sell(token, tokens * (1 - DUST), 'swap');
}
