import type { AssetSymbol } from './units.js';

/**
 * What a strategy sees of the chain: the wallet and what lies for it in the protocols that configuration names. One role,
 * `chain`, because everything there moves between the same wallet's tokens. Amounts are in units of the token named.
 */
export interface ChainRoleView {
  /** Beyond the gas reserve. */
  readonly ethFree: number;
  /** What the gas reserve lacks; 0 where it is whole. */
  readonly gasMissingEth: number;
  readonly wethHeld: number;
  /** The share class's dollar token in the wallet. */
  readonly quoteHeld: number;
  /** Of one ordinary transaction at the gas price of now. */
  readonly transactionCostEth: number;
  readonly stake: StakeView | undefined;
  readonly loan: LoanView | undefined;
  readonly deposit: DepositView | undefined;
  /** Tokens that belong to no plan, rewards above all. */
  readonly dust: readonly DustView[];
}

/** The staking token of `lst_type`, in its wrapped form. */
export interface StakeView {
  readonly token: AssetSymbol;
  readonly held: number;
  /** Lying as collateral at the lending venue. */
  readonly supplied: number;
  /** ETH per token at the protocol, and at the market after fee and slippage; 0 where there is no market. */
  readonly rate: number;
  readonly saleRate: number;
  /** ETH in the withdrawal queue, and the part that can be claimed now. */
  readonly queuedEth: number;
  readonly claimableEth: number;
  /** Yearly growth of the rate over the last week. */
  readonly apr: number;
}

/** WETH borrowed against the staking token. */
export interface LoanView {
  readonly owedWeth: number;
  readonly healthFactor: number;
  /** The most that may be borrowed, and where liquidation begins, as shares of the collateral. */
  readonly ltv: number;
  readonly liquidationThreshold: number;
  readonly borrowApr: number;
  readonly availableWeth: number;
  /** Yearly rate that the collateral earns there besides. */
  readonly supplyApr: number;
}

/** Dollars lent at the lending venue. */
export interface DepositView {
  readonly suppliedQuote: number;
  readonly supplyApr: number;
  /** What could be withdrawn now; less than what is supplied where others have borrowed it. */
  readonly withdrawableQuote: number;
}

export interface DustView {
  readonly token: AssetSymbol;
  readonly held: number;
  readonly valueEth: number;
}

/** Sized parts of a decision on the chain. What they mean in contract calls is the venue manager's business. */
export type ChainLeg =
  /** Dollars to or from the lending venue. */
  | {
      readonly does: 'supply' | 'withdraw';
      readonly role: 'chain';
      readonly token: AssetSymbol;
      readonly amount: number;
    }
  /** ETH into the staking token; `amount` in ETH. */
  | {
      readonly does: 'stake';
      readonly role: 'chain';
      readonly token: AssetSymbol;
      readonly amount: number;
    }
  /** The staking token out of it, through the protocol's queue or at the market; `amount` in tokens. */
  | {
      readonly does: 'unstake';
      readonly role: 'chain';
      readonly token: AssetSymbol;
      readonly amount: number;
      readonly by: 'queue' | 'market';
    }
  /** Takes what the queue has finalised; `amount` in ETH, for the estimate. */
  | {
      readonly does: 'claim';
      readonly role: 'chain';
      readonly token: AssetSymbol;
      readonly amount: number;
    }
  /** Staking token from the wallet into collateral and back; `amount` in tokens. */
  | {
      readonly does: 'pledge' | 'release';
      readonly role: 'chain';
      readonly token: AssetSymbol;
      readonly amount: number;
    }
  /**
   * More debt staked and pledged, or collateral sold to repay debt: `amount` is the WETH by which the debt changes. In one
   * transaction with a flash loan, else in steps.
   */
  | {
      readonly does: 'lever' | 'unlever';
      readonly role: 'chain';
      readonly token: AssetSymbol;
      readonly amount: number;
    }
  /** A token that belongs to no plan, sold for WETH. */
  | {
      readonly does: 'sell';
      readonly role: 'chain';
      readonly token: AssetSymbol;
      readonly amount: number;
    };
