import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PaperChain, type PaperChainTerms } from '../testing/paper-chain.js';
import { paperStake } from '../testing/paper-portfolio.js';
import { gatherLegs, releaseLegs, type StakePlan } from './stake-legs.js';
import type { Stakes } from './stakes-of.js';

const plan: StakePlan = {
  targetLtv: 0.85,
  byFlashLoan: true,
  unwind: 'fast',
  maxSaleDiscount: 0.01,
  ltvTolerance: 0.02,
  healthWarning: 1.05,
};
const slow: StakePlan = { ...plan, unwind: 'slow' };

const still = { stakingApr: 0, borrowApr: 0 };

/** 100 ETH staked, nothing owed, in the wallet or pledged; what a round trip burns is 0.02 ETH. */
function staked(terms: PaperChainTerms = {}, isPledged = false) {
  const chain = new PaperChain({ gasReserveEth: 0, rateEth: 1.25, saleDiscount: 0.004, ...terms });
  chain[isPledged ? 'pledgedTokens' : 'heldTokens'] = 80;
  return chain;
}
/** The same pledged with a debt of 85. */
function levered(terms: PaperChainTerms = {}) {
  const chain = staked(terms, true);
  chain.owedEth = 85;
  return chain;
}
/** Decides by `releaseLegs` and carries it out, hour by hour, for so many days at most until nothing is to be done. */
function release(chain: PaperChain, with_: StakePlan, wantedEth: number, days = 1) {
  const view = paperStake(chain);
  let decisions = 0;
  for (let hour = 0; hour < 24 * days; hour++) {
    if (chain.freeEth >= wantedEth && chain.queuedEth === 0) break;
    const legs = releaseLegs(chain as Stakes, with_, wantedEth);
    if (legs.length > 0) decisions++;
    view.apply({ action: 'exit_partial', priority: 0, reason: '', legs });
    view.nextHour();
  }
  return decisions;
}

describe('ETH out of a stake without a loan', () => {
  it('fast: sells so many tokens as bring it, and the gas of a round trip', () => {
    const chain = staked();
    expect(releaseLegs(chain as Stakes, plan, 10)).toEqual([
      {
        does: 'unstake',
        role: 'chain',
        token: 'wstETH',
        amount: expect.closeTo(10.02 / (1.25 * 0.996), 9),
        by: 'market',
      },
    ]);
    release(chain, plan, 10);
    expect(chain.freeEth).toBeCloseTo(10.02, 9);
  });

  it('slow: asks the queue once, at the rate, and what waits is never asked for twice', () => {
    const chain = staked({ ...still, queueHours: 48 });
    const first = releaseLegs(chain as Stakes, slow, 10);
    expect(first).toMatchObject([{ does: 'unstake', by: 'queue' }]);
    expect(first[0]!.amount).toBeCloseTo(10.02 / 1.25, 9);
    expect(release(chain, slow, 10, 5)).toBe(2); // asks, claims
    expect(chain.freeEth).toBeCloseTo(10.02, 9);
  });

  it('releases what lies at the lender free of debt', () => {
    const chain = staked({}, true);
    const legs = releaseLegs(chain as Stakes, plan, 10);
    expect(legs.map(({ does }) => does)).toEqual(['withdraw', 'unstake']);
    expect(legs[0]!.amount).toBe(legs[1]!.amount);
    release(chain, plan, 10);
    expect(chain.freeEth).toBeCloseTo(10.02, 9);
  });

  it('at a deep discount waits in the queue, and goes on waiting when the discount is gone', () => {
    const chain = staked({ saleDiscount: 0.0101 });
    const legs = releaseLegs(chain as Stakes, plan, 10);
    expect(legs).toMatchObject([{ does: 'unstake', by: 'queue' }]);
    paperStake(chain).apply({ action: 'exit_partial', priority: 0, reason: '', legs });
    chain.set({ saleDiscount: 0 });
    expect(releaseLegs(chain as Stakes, plan, 10)).toEqual([]);
    expect(releaseLegs(chain as Stakes, plan, 12)).toMatchObject([
      { does: 'unstake', by: 'market' },
    ]);
  });

  it('takes first what lies ready, WETH and finalised requests, and asks for no more than is there', () => {
    const chain = staked();
    Object.assign(chain, { wethHeld: 3, claimableEth: 4 });
    expect(releaseLegs(chain as Stakes, plan, 7)).toEqual(gatherLegs(chain as Stakes));
    expect(gatherLegs(chain as Stakes).map(({ does }) => does)).toEqual(['claim', 'unwrap']);
    release(chain, plan, 500);
    expect(chain.heldTokens).toBe(0);
    expect(chain.freeEth).toBeCloseTo(7 + 99.6, 9);
  });

  it('asks the queue for nothing below its least request', () => {
    const chain = staked({ leastRequestEth: 0.1 });
    expect(releaseLegs(chain as Stakes, slow, 0.05)).toEqual([]);
    expect(releaseLegs(chain as Stakes, slow, 0.09)).toHaveLength(1);
  });

  it.each([plan, slow])('its own gas does not make it ask again ($unwind)', (with_) => {
    const chain = staked({ ...still, eth: 1.5, gasReserveEth: 0.5, gasPerLegEth: 0.004 });
    chain.ethHeld = 1.5;
    expect(release(chain, with_, 10, 10)).toBeLessThanOrEqual(2);
    expect(chain.freeEth).toBeGreaterThanOrEqual(10);
    expect(chain.freeEth).toBeLessThan(10.02);
  });
});

describe('ETH out of a stake with a loan', () => {
  it('fast: in one decision, and the loan-to-value stays', () => {
    const chain = levered(still);
    expect(release(chain, plan, 6)).toBe(1);
    expect(chain.freeEth).toBeGreaterThanOrEqual(6.02);
    expect(chain.freeEth).toBeLessThan(6.1);
    expect(chain.loanToValue).toBeCloseTo(0.85, 9);
  });

  it('fast: tokens of the wallet go first', () => {
    const chain = levered();
    chain.heldTokens = 2;
    const legs = releaseLegs(chain as Stakes, plan, 6);
    expect(legs.map(({ does }) => does)).toEqual(['unstake', 'unlever']);
    expect(legs[0]!.amount).toBe(2);
    expect(release(chain, plan, 6)).toBe(1);
    expect(chain.freeEth).toBeGreaterThanOrEqual(6);
  });

  it('slow: in turns of queue and repayment comes to what is wanted, at the target and never near the warning', () => {
    const chain = levered(still);
    // E = 15; 6 and the gas of a round trip out leave C' = (15 - 6.02) / 0.15.
    const kept = (15 - 6.02) / 0.15;
    const decisions = release(chain, slow, 6, 365);
    expect(chain.collateralEth).toBeCloseTo(kept, 6);
    expect(chain.loanToValue).toBeCloseTo(0.85, 6);
    expect(chain.freeEth).toBeCloseTo(6.02, 6);
    expect(chain.lowestHealth).toBeGreaterThan(1.05);
    expect(decisions).toBeLessThan(30);
  });

  it('slow: leaves nothing where all is asked', () => {
    const chain = levered(still);
    release(chain, slow, 1_000, 365);
    expect(chain.owedEth).toBeLessThan(1e-6);
    expect(chain.equityEth).toBeCloseTo(15, 6);
    expect(chain.freeEth).toBeCloseTo(15, 1);
  });

  it('slow: a loan that is small is not paid back for it', () => {
    const chain = levered(still);
    chain.owedEth = 60;
    // 100 - 20.02 bears 60 at less than 0.85.
    expect(release(chain, slow, 20, 30)).toBe(2);
    expect(chain.owedEth).toBe(60);
    expect(chain.freeEth).toBeCloseTo(20.02, 9);
  });

  it('slow: tokens of the wallet go first', () => {
    const chain = levered(still);
    chain.heldTokens = 4;
    expect(releaseLegs(chain as Stakes, slow, 6)).toEqual([
      { does: 'unstake', role: 'chain', token: 'wstETH', amount: 4, by: 'queue' },
    ]);
    release(chain, slow, 6, 365);
    expect(chain.freeEth).toBeCloseTo(6.02, 6);
    expect(chain.loanToValue).toBeCloseTo(0.85, 6);
  });

  it('never has more in the queue than is needed', () => {
    const chain = levered(still);
    const view = paperStake(chain);
    for (let hour = 0; hour < 24 * 120; hour++) {
      const legs = releaseLegs(chain as Stakes, slow, 6);
      view.apply({ action: 'exit_partial', priority: 0, reason: '', legs });
      view.nextHour();
      // Out in all: C - C' = 100 - 59.87.
      const out = chain.queuedEth + chain.claimableEth;
      expect(out).toBeLessThanOrEqual(100 - (15 - 6.02) / 0.15 + 1e-6);
    }
  });
});

describe('every amount', () => {
  const cases = fc.record({
    wantedEth: fc.double({ min: 0.000_01, max: 14, noNaN: true }),
    gasPerLegEth: fc.constantFrom(0, 0.0005),
    isSlow: fc.boolean(),
    isLevered: fc.boolean(),
    heldTokens: fc.constantFrom(0, 0.5, 4),
    wethHeld: fc.constantFrom(0, 1e-7, 0.3),
    eth: fc.constantFrom(0, 0.3, 0.5, 0.7),
    byFlashLoan: fc.boolean(),
  });

  it('is available, without a refusal, in a bounded number of decisions', () => {
    fc.assert(
      fc.property(cases, ({ wantedEth, isSlow, isLevered, byFlashLoan, wethHeld, ...terms }) => {
        const { heldTokens, eth, gasPerLegEth } = terms;
        const chain = (isLevered ? levered : staked)({
          ...still,
          gasReserveEth: 0.5,
          gasPerLegEth,
        });
        Object.assign(chain, { heldTokens: chain.heldTokens + heldTokens, wethHeld, ethHeld: eth });
        // Gas for what the queue takes in many turns.
        chain.ethHeld += 0.1;
        const with_ = { ...(isSlow ? slow : plan), byFlashLoan };
        const decisions = release(chain, with_, wantedEth, 500);
        // What is missing by less than two ways would cost is left.
        const left = Math.max(1e-6, 2 * chain.roundTripGasEth);
        expect(chain.freeEth).toBeGreaterThanOrEqual(wantedEth - left);
        expect(decisions).toBeLessThan(isSlow && isLevered ? 80 : 4);
        expect(chain.lowestHealth).toBeGreaterThan(1);
      }),
      { numRuns: 200 },
    );
  });
});
