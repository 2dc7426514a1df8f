/**
 * What a strategy sees of the chain: the wallet, and what lies for it in the protocols that configuration names. One role,
 * `chain`, because all of it moves between the same wallet's tokens.
 */
export interface ChainRoleView {
  /** Dollars in the wallet. */
  readonly quoteHeld: number;
  /** Dollars lent at the lending venue; undefined where the run does not lend any. */
  readonly deposit: DepositView | undefined;
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
