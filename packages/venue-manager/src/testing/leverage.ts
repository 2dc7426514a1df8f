/** Sizes of a leveraged stake by their formulas, for tests: of own ETH, a loan-to-value, and a ceiling on the way there. */
import type { LeverLeg, LeverRound, UnleverLeg, UnleverRound } from '@basis/core-types';
import { KEPT, RATE } from './chain-bench.js';

/** Of the liquidation threshold 0.95 in the e-mode of the example. */
export const THRESHOLD = 0.95;
const DUST = 1e-9;

const lever = (rounds: readonly LeverRound[], flashEth: number): LeverLeg => ({
  does: 'lever',
  role: 'chain',
  token: 'wstETH',
  amount: rounds.reduce((sum, { stakeEth }) => sum + stakeEth, 0),
  flashEth,
  rounds,
  leastHealthFactor: 1.01,
});

/** E / (1 - l) staked and pledged, of which E l / (1 - l) is borrowed: with the premium of the loan on top. */
export function leverAtOnce(ownEth: number, ltv: number, premium = 0): LeverLeg {
  const flashEth = (ownEth * ltv) / (1 - ltv);
  const stakeEth = ownEth + flashEth;
  const borrowEth = flashEth * (1 + premium);
  return lever([{ stakeEth, pledgeTokens: stakeEth / RATE, borrowEth }], flashEth);
}

/** The same by E, E c, E c^2 ... until as much is borrowed. */
export function leverByRounds(ownEth: number, ltv: number, ceiling: number): LeverLeg {
  const rounds: LeverRound[] = [];
  let left = (ownEth * ltv) / (1 - ltv);
  for (let stakeEth = ownEth; stakeEth > 0;) {
    const borrowEth = left < DUST ? 0 : Math.min(left, stakeEth * ceiling);
    rounds.push({ stakeEth, pledgeTokens: stakeEth / RATE, borrowEth });
    left -= borrowEth;
    stakeEth = borrowEth;
  }
  return lever(rounds, 0);
}

export interface Position {
  readonly tokens: number;
  readonly owedEth: number;
}

const unlever = (rounds: readonly UnleverRound[], flashEth: number): UnleverLeg => ({
  does: 'unlever',
  role: 'chain',
  token: 'wstETH',
  amount: rounds.reduce((sum, { sellTokens }) => sum + sellTokens, 0),
  flashEth,
  rounds,
  leastHealthFactor: 1,
});

export function leaveAtOnce({ tokens, owedEth }: Position): UnleverLeg {
  const round = { releaseTokens: 'max', sellTokens: tokens, repayEth: 'max' } as const;
  return unlever([round], owedEth * (1 + DUST));
}

/** As many tokens as keep debt over collateral below the ceiling, again and again; what they bring pays back. */
export function leaveByRounds({ tokens, owedEth }: Position, ceiling: number): UnleverLeg {
  const rounds: UnleverRound[] = [];
  while (owedEth > 0) {
    const sellTokens = Math.min(tokens, tokens - owedEth / ceiling / RATE);
    const brought = sellTokens * RATE * KEPT * (1 - DUST);
    const paysAll = brought >= owedEth;
    rounds.push({ releaseTokens: sellTokens, sellTokens, repayEth: paysAll ? 'max' : brought });
    tokens -= sellTokens;
    owedEth = paysAll ? 0 : owedEth - brought;
  }
  rounds.push({ releaseTokens: 'max', sellTokens: tokens, repayEth: 0 });
  return unlever(rounds, 0);
}

/**
 * To a lower loan-to-value l without taking anything out: what is sold pays back. Of collateral C and debt D, with
 * proceeds of k per ETH sold, C' = (k C - D) / (k - l) stays.
 */
export function lowerAtOnce({ tokens, owedEth }: Position, ltv: number): UnleverLeg {
  const collateralEth = tokens * RATE;
  const kept = (KEPT * collateralEth - owedEth) / (KEPT - ltv);
  const releaseTokens = (collateralEth - kept) / RATE;
  const repayEth = (owedEth - ltv * kept) * (1 - DUST);
  return unlever([{ releaseTokens, sellTokens: releaseTokens, repayEth }], repayEth);
}

/** The same in equal parts. */
export function lowerByRounds(position: Position, ltv: number, parts: number): UnleverLeg {
  const [{ sellTokens, repayEth }] = lowerAtOnce(position, ltv).rounds as [UnleverRound];
  const part = sellTokens / parts;
  const round = {
    releaseTokens: part,
    sellTokens: part,
    repayEth: (repayEth as number) / parts,
  };
  return unlever(Array<UnleverRound>(parts).fill(round), 0);
}
