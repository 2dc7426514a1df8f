import type { ChainRoleView, StakeView, StrategyView } from '@basis/core-types';

/** What is seen of the chain by a strategy that stakes. */
export type Stakes = ChainRoleView & { readonly stake: StakeView };

export function stakesOf({ chain }: StrategyView): Stakes {
  if (chain?.stake === undefined)
    throw new Error('staking needs a wallet and a staking protocol whose token it holds');
  return chain as Stakes;
}
