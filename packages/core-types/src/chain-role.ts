import type { AssetSymbol } from './units.js';

/**
 * What a strategy sees of the chain: the wallet, and what lies for it in the protocols that configuration names. One role,
 * `chain`, because all of it moves between the same wallet's tokens.
 */
export interface ChainRoleView {
  /** Dollars in the wallet. */
  readonly quoteHeld: number;
  /** ETH in the wallet beyond what is kept there for gas; 0 while some of that is missing. */
  readonly freeEth: number;
  /** ETH in the wallet that is kept there for gas, and what of it has been used and not made up for. */
  readonly gasEth: number;
  readonly missingGasEth: number;
  readonly wethHeld: number;
  /** ETH that everything on the chain stands for: in the wallet, staked, lent and queued, less what is owed. */
  readonly equityEth: number;
  /** Gas of building the configured position and leaving it again, at the price of now. */
  readonly roundTripGasEth: number;
  /** Dollars lent at the lending venue; undefined where the run does not lend any. */
  readonly deposit: DepositView | undefined;
  /** undefined where the run stakes nothing. */
  readonly stake: StakeView | undefined;
  /** ETH borrowed against the staking token; undefined where the run cannot. */
  readonly loan: LoanView | undefined;
  /** Tokens that came as rewards and belong to no plan. */
  readonly dust: readonly DustView[];
}

export interface DepositView {
  readonly suppliedQuote: number;
  /** What could be withdrawn now; less than what is supplied where others have borrowed it. */
  readonly withdrawableQuote: number;
  /** What could be supplied still before the reserve's cap. */
  readonly roomQuote: number;
  readonly supplyApr: number;
  /** Gas of putting money there and taking it out again, at the price of now. */
  readonly roundTripCostQuote: number;
}

/** The staking token of the run. */
export interface StakeView {
  /** The form that the wallet keeps: the wrapped one where it lists both. */
  readonly token: AssetSymbol;
  readonly heldTokens: number;
  /** Lies at the lending venue as collateral. */
  readonly pledgedTokens: number;
  /** ETH per token at the protocol's own rate. */
  readonly rateEth: number;
  /** ETH per token that selling it now should bring, after the pool's fee and slippage; 0 where no pool is subscribed. */
  readonly saleRateEth: number;
  /** In the withdrawal queue, not yet finalised. */
  readonly queuedEth: number;
  /** Finalised, to be claimed. */
  readonly claimableEth: number;
  /** Growth of the rate over the last seven days, as a yearly rate; NaN where there is no history. */
  readonly stakingApr: number;
  readonly leastRequestEth: number;
}

/** The loan against the staking token, in ETH at the protocol's own oracle. */
export interface LoanView {
  readonly owedEth: number;
  readonly collateralEth: number;
  /** Infinity without debt. */
  readonly healthFactor: number;
  /** Debt over collateral up to which may be borrowed now; 0 where nothing may. */
  readonly mostLoanToValue: number;
  readonly liquidationThreshold: number;
  /** ETH that the reserve could still lend us. */
  readonly availableEth: number;
  /** Staking tokens that could be pledged still before the reserve's cap. */
  readonly roomTokens: number;
  /** The most that could be borrowed for the length of a transaction; 0 without a flash lender. */
  readonly flashEth: number;
  /** What that costs, as a share of it. */
  readonly flashPremiumRate: number;
  /** Of the last seven days; NaN where there is no history. */
  readonly borrowApr: number;
  /** What the pledged token earns by being lent, of the last seven days. */
  readonly pledgeApr: number;
}

export interface DustView {
  readonly token: AssetSymbol;
  readonly held: number;
  /** What selling it now should bring; 0 where it cannot be sold. */
  readonly saleEth: number;
}
