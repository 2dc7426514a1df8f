import type { CallAmount, EpochMs, LeverLeg, UnleverLeg } from '@basis/core-types';
import type { ChainLeg } from './chain-legs.js';
import { WETH, type ChainPlaces } from './chain-places.js';

const ETH = 'ETH';

/**
 * Why a leg on the chain makes no sense, in words; `undefined` where it does. Throws VM-003 where no venue is subscribed
 * for it.
 */
export function chainLegProblem(
  leg: ChainLeg,
  chain: ChainPlaces,
  now: EpochMs,
): string | undefined {
  if (!isPositive(leg.amount)) return 'its amount must be positive and finite';
  switch (leg.does) {
    case 'supply':
    case 'withdraw':
      return oneOf(leg.token, chain.assets, 'chain holds') ?? lentProblem(leg.token, chain);
    case 'borrow':
    case 'repay':
      return oneOf(leg.token, [ETH], 'what is borrowed is') ?? lentProblem(WETH, chain);
    case 'stake':
      return oneOf(leg.token, [ETH], `${chain.staking.venue} stakes`);
    case 'claim':
      return oneOf(leg.token, [ETH], `${chain.staking.venue} pays`);
    case 'unstake':
      return stakedProblem(leg.token, chain) ?? wayProblem(leg, chain, now);
    case 'unwrap':
      return oneOf(leg.token, [WETH], 'what is unwrapped is') ?? wethProblem(chain);
    case 'sell':
      return (
        oneOf(leg.token, chain.rewards, 'sold on the chain are rewards:') ??
        saleProblem(leg.token, chain, now)
      );
    case 'lever':
      return loanProblem(leg, chain) ?? leverProblem(leg);
    case 'unlever':
      return loanProblem(leg, chain) ?? saleProblem(leg.token, chain, now) ?? unleverProblem(leg);
    default:
      return 'that is nothing which is done on the chain';
  }
}

function oneOf(token: string, known: readonly string[], says: string): string | undefined {
  return known.includes(token) ? undefined : `${says} ${known.join(' and ') || 'nothing'}`;
}

function stakedProblem(token: string, chain: ChainPlaces): string | undefined {
  const { staking } = chain;
  return oneOf(token, [staking.token], `what ${staking.venue} gives is`);
}

function wethProblem({ assets, wallet }: ChainPlaces): string | undefined {
  return assets.includes(WETH) ? undefined : `add ${WETH} to venue_configs.${wallet}.assets`;
}

function lentProblem(token: string, chain: ChainPlaces): string | undefined {
  const { lender, lent } = chain;
  if (token === WETH && wethProblem(chain) !== undefined) return wethProblem(chain);
  return oneOf(token, lent, `${lender} lends, of what the wallet holds,`);
}

function wayProblem(
  { by, token }: Extract<ChainLeg, { does: 'unstake' }>,
  chain: ChainPlaces,
  now: EpochMs,
): string | undefined {
  if (by === 'market') return saleProblem(token, chain, now);
  return by === 'queue' ? undefined : 'it is unstaked by queue or by market';
}

function saleProblem(token: string, chain: ChainPlaces, now: EpochMs): string | undefined {
  if (chain.poolFor(token, now) === undefined)
    return `no pool sells it: subscribe a venue with ${token}-${WETH} under venues.execution_subscriptions.dex`;
  return wethProblem(chain);
}

/** What both ways of a leveraged stake need. */
function loanProblem(leg: LeverLeg | UnleverLeg, chain: ChainPlaces): string | undefined {
  const problem =
    stakedProblem(leg.token, chain) ?? lentProblem(leg.token, chain) ?? lentProblem(WETH, chain);
  if (problem !== undefined) return problem;
  const { flashEth, rounds, leastHealthFactor } = leg;
  if (!isPositive(leastHealthFactor)) return 'leastHealthFactor must be positive and finite';
  if (!isAmount(flashEth)) return 'flashEth must be 0 or a positive number';
  if (rounds.length === 0) return 'it has no rounds';
  if (flashEth === 0) return undefined;
  if (rounds.length > 1) return 'with a flash loan it has one round';
  if (!chain.isAtomic)
    return 'a flash loan lives within one transaction: subscribe a venue under venues.execution_subscriptions.atomic and leave enable_atomic_chaining on, or set flashEth to 0';
  return undefined;
}

function leverProblem({ flashEth, rounds }: LeverLeg): string | undefined {
  for (const { stakeEth, pledgeTokens, borrowEth } of rounds) {
    const amounts = [stakeEth, pledgeTokens, borrowEth];
    if (!amounts.every(isAmount)) return 'the amounts of a round must be 0 or positive';
    if (flashEth > 0 && amounts.includes(0))
      return 'with a flash loan its round stakes, pledges and borrows';
  }
  return undefined;
}

function unleverProblem({ flashEth, rounds }: UnleverLeg): string | undefined {
  for (const { releaseTokens, sellTokens, repayEth } of rounds) {
    const amounts: CallAmount[] = [releaseTokens, sellTokens, repayEth];
    if (sellTokens === ('max' as never) || !amounts.every(isCallAmount))
      return 'the amounts of a round must be 0 or positive';
    if (flashEth > 0 && amounts.includes(0))
      return 'with a flash loan its round releases, sells and repays';
  }
  return undefined;
}

function isPositive(amount: number): boolean {
  return amount > 0 && Number.isFinite(amount);
}

function isAmount(amount: number): boolean {
  return amount >= 0 && Number.isFinite(amount);
}

function isCallAmount(amount: CallAmount): boolean {
  return amount === 'max' || isAmount(amount);
}
