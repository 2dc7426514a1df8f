/**
 * What a liquidation takes and leaves (LiquidationLogic v3.6), in floats of one currency, USD in the core market. It
 * concerns one pair: one collateral asset and one debt asset of an account that may hold others.
 */

/** Above this health factor only half of the debt can be repaid; at it and below, all of it. */
export const CLOSE_FACTOR_HEALTH_FACTOR = 0.95;
/** Collateral or debt of the pair below this can be liquidated whole. */
export const FULL_CLOSE_BELOW_USD = 2_000;
/** Neither collateral nor debt of the pair may be left over below this, but for nothing. */
export const MIN_LEFTOVER_USD = 1_000;

export interface LiquidationInput {
  readonly healthFactor: number;
  /** At the protocol's oracle, as all values here. */
  readonly collateralUsd: number;
  readonly debtUsd: number;
  /** All of the account's debt; `debtUsd` if it has no other. The half that may be repaid is the half of this. */
  readonly totalDebtUsd?: number;
  /** Of the collateral, or of the e-mode. */
  readonly liquidationThreshold: number;
  /** As a fraction: 0.05 is 5 %. */
  readonly liquidationBonus: number;
  /** The protocol's share of the bonus. */
  readonly protocolFeeShare: number;
}

export interface LiquidationOutcome {
  /** 0 where the account is healthy and everything else is zero, too. */
  readonly closeFactor: number;
  readonly debtRepaidUsd: number;
  /** What leaves the account, the protocol's fee included. */
  readonly collateralSeizedUsd: number;
  readonly protocolFeeUsd: number;
  /** Collateral the liquidator gets, less the debt it repays. */
  readonly liquidatorGainUsd: number;
  /** Of the whole account; infinite once nothing is owed. */
  readonly healthFactorAfter: number;
}

/** Share of the account's debt that one liquidation may repay, given the pair's values. */
export function closeFactorOf(
  healthFactor: number,
  collateralUsd: number,
  debtUsd: number,
): number {
  const isLarge = collateralUsd >= FULL_CLOSE_BELOW_USD && debtUsd >= FULL_CLOSE_BELOW_USD;
  return isLarge && healthFactor > CLOSE_FACTOR_HEALTH_FACTOR ? 0.5 : 1;
}

/** Debt that repaying `wantedUsd` really repays: what collateral there is limits it. */
function coveredDebtUsd(wantedUsd: number, collateralUsd: number, bonus: number): number {
  return wantedUsd * (1 + bonus) > collateralUsd ? collateralUsd / (1 + bonus) : wantedUsd;
}

/** Whether repaying `repaidUsd` would leave some, but too little, of the pair's collateral or debt. */
function leavesDust(input: LiquidationInput, repaidUsd: number): boolean {
  const debtLeftUsd = input.debtUsd - repaidUsd;
  const collateralLeftUsd = input.collateralUsd - repaidUsd * (1 + input.liquidationBonus);
  if (debtLeftUsd <= 0 || collateralLeftUsd <= 0) return false;
  return debtLeftUsd < MIN_LEFTOVER_USD || collateralLeftUsd < MIN_LEFTOVER_USD;
}

/**
 * The largest liquidation of a pair. Where it would leave dust the contract refuses and the liquidator may only take
 * less; we assume that the pair is cleared, the worse case for its owner.
 *
 * @example
 * liquidationOf({ healthFactor: 0.99, collateralUsd: 1e6, debtUsd: 950_000 / 0.99, liquidationThreshold: 0.95,
 *   liquidationBonus: 0.01, protocolFeeShare: 0.1 }).healthFactorAfter // 1.0205
 */
export function liquidationOf(input: LiquidationInput): LiquidationOutcome {
  const { healthFactor, collateralUsd, debtUsd, liquidationBonus: bonus } = input;
  const totalDebtUsd = input.totalDebtUsd ?? debtUsd;
  if (!(healthFactor < 1) || debtUsd <= 0) return nothingTaken(healthFactor);

  let closeFactor = closeFactorOf(healthFactor, collateralUsd, debtUsd);
  const wantedUsd = closeFactor === 1 ? debtUsd : Math.min(debtUsd, closeFactor * totalDebtUsd);
  let debtRepaidUsd = coveredDebtUsd(wantedUsd, collateralUsd, bonus);
  if (leavesDust(input, debtRepaidUsd)) {
    closeFactor = 1;
    debtRepaidUsd = coveredDebtUsd(debtUsd, collateralUsd, bonus);
  }

  // Capped once more: the quotient above times 1 + bonus may exceed the collateral by its last bit.
  const collateralSeizedUsd = Math.min(collateralUsd, debtRepaidUsd * (1 + bonus));
  const protocolFeeUsd = debtRepaidUsd * bonus * input.protocolFeeShare;
  const debtLeftUsd = totalDebtUsd - debtRepaidUsd;
  const weightedLeftUsd =
    healthFactor * totalDebtUsd - input.liquidationThreshold * collateralSeizedUsd;
  return {
    closeFactor,
    debtRepaidUsd,
    collateralSeizedUsd,
    protocolFeeUsd,
    liquidatorGainUsd: collateralSeizedUsd - protocolFeeUsd - debtRepaidUsd,
    healthFactorAfter: debtLeftUsd > 0 ? Math.max(0, weightedLeftUsd) / debtLeftUsd : Infinity,
  };
}

function nothingTaken(healthFactor: number): LiquidationOutcome {
  return {
    closeFactor: 0,
    debtRepaidUsd: 0,
    collateralSeizedUsd: 0,
    protocolFeeUsd: 0,
    liquidatorGainUsd: 0,
    healthFactorAfter: healthFactor,
  };
}
