import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PaperChain, type PaperChainTerms } from '../testing/paper-chain.js';
import { planLever, planUnlever } from './loop-plan.js';

/** A wallet with `eth` beyond its gas. */
function wallet(eth: number, terms: PaperChainTerms = {}) {
  return new PaperChain({ eth, gasReserveEth: 0, ...terms });
}
/** Equity E = 15 at a loan-to-value of 0.85: collateral 15 / 0.15 = 100, debt 85. */
function levered(terms: PaperChainTerms = {}) {
  const chain = wallet(0, terms);
  chain.pledgedTokens = 100 / chain.terms.rateEth;
  chain.owedEth = 85;
  return chain;
}
function lever(chain: PaperChain, ltv: number, byFlashLoan: boolean, ownEth = chain.freeEth) {
  const plan = planLever(chain.stake, chain.loan!, ownEth, ltv, byFlashLoan);
  if (plan === undefined) return undefined;
  const { stakeEth: amount, ...sizes } = plan;
  chain.carryOut({ does: 'lever', role: 'chain', token: 'wstETH', amount, ...sizes });
  return plan;
}
function unlever(chain: PaperChain, outEth: number, ltv: number, byFlashLoan: boolean) {
  const plan = planUnlever(chain.stake, chain.loan!, outEth, ltv, byFlashLoan);
  if (plan === undefined) return undefined;
  const { releaseTokens: amount, ...sizes } = plan;
  chain.carryOut({ does: 'unlever', role: 'chain', token: 'wstETH', amount, ...sizes });
  return plan;
}

describe('building a leveraged stake', () => {
  it('with a flash loan: collateral E / (1 - l), debt l times that, in one round', () => {
    const chain = wallet(15);
    const plan = lever(chain, 0.85, true)!;
    expect(plan.rounds).toHaveLength(1);
    expect(plan.flashEth).toBeCloseTo(85, 9); // (L - 1) E = 17 / 3 x 15
    expect(plan.stakeEth).toBeCloseTo(100, 9);
    expect(chain.collateralEth).toBeCloseTo(100, 9);
    expect(chain.owedEth).toBeCloseTo(85, 9);
    expect(chain.freeEth).toBeCloseTo(0, 9);
    // HF = LT L / (L - 1) at L = 1 / 0.15.
    const leverage = 1 / 0.15;
    expect(chain.healthFactor).toBeCloseTo((0.95 * leverage) / (leverage - 1), 9);
    expect(plan.leastHealthFactor).toBeCloseTo((0.95 / 0.85) * 0.99, 12);
  });

  it('round by round comes to the same end', () => {
    const chain = wallet(15);
    const plan = lever(chain, 0.85, false)!;
    expect(plan.flashEth).toBe(0);
    expect(plan.rounds.length).toBeGreaterThan(5);
    expect(chain.collateralEth).toBeCloseTo(100, 9);
    expect(chain.owedEth).toBeCloseTo(85, 9);
    expect(chain.lowestHealth).toBeGreaterThan(1);
  });

  it('after n rounds that borrow c of the collateral stands at (1 - c^(n+1)) / (1 - c)', () => {
    // c = 0.995 x 0.6, above the target of 0.59: the geometric series is bound by what may be borrowed.
    const c = 0.6 * 0.995;
    const chain = wallet(1, { mostLoanToValue: 0.6, liquidationThreshold: 0.8 });
    const { rounds } = planLever(chain.stake, chain.loan!, 1, 0.59, false)!;
    expect(rounds.length).toBeGreaterThan(6);
    let staked = 0;
    for (let n = 0; n < 5; n++) {
      staked += rounds[n]!.stakeEth;
      expect(staked).toBeCloseTo((1 - c ** (n + 1)) / (1 - c), 9);
    }
  });

  it('a premium is paid out of what is borrowed: of debt D only D / (1 + p) is staked, and D = l C', () => {
    const chain = wallet(15, { flashPremiumRate: 0.0005 });
    const plan = lever(chain, 0.85, true)!;
    const debt = (0.85 * 15) / (1 - 0.85 / 1.0005);
    expect(chain.owedEth).toBeCloseTo(debt, 9);
    expect(plan.flashEth).toBeCloseTo(debt / 1.0005, 9);
    expect(chain.collateralEth).toBeCloseTo(15 + debt / 1.0005, 9);
    expect(chain.loanToValue).toBeCloseTo(0.85, 12);
    expect(chain.freeEth).toBeCloseTo(0, 9);
  });

  it('stops at what the reserve lends, at its cap, and goes by rounds where the flash lender has too little', () => {
    const poor = wallet(15, { availableEth: 20 });
    lever(poor, 0.85, true);
    expect(poor.owedEth).toBeCloseTo(20 * 0.99, 9);
    const full = wallet(15, { roomTokens: 50 });
    lever(full, 0.85, true);
    expect(full.pledgedTokens).toBeCloseTo(50 * 0.99, 9);
    const small = wallet(15, { flashEth: 84 });
    expect(lever(small, 0.85, true)!.flashEth).toBe(0);
    expect(small.owedEth).toBeCloseTo(85, 9);
  });

  it('borrows nothing where nothing may be borrowed, or where the debt is there already', () => {
    expect(lever(wallet(15, { mostLoanToValue: 0 }), 0.85, true)).toBeUndefined();
    expect(lever(wallet(15, { mostLoanToValue: 0.85 }), 0.85, true)).toBeUndefined();
    expect(lever(wallet(15, { roomTokens: 5 }), 0.85, true)).toBeUndefined();
    expect(lever(levered(), 0.85, true, 0)).toBeUndefined();
  });

  it('takes the tokens of the wallet along, and borrows on them', () => {
    const chain = wallet(5);
    chain.heldTokens = 10 / 1.2;
    lever(chain, 0.85, true);
    expect(chain.heldTokens).toBeCloseTo(0, 9);
    expect(chain.collateralEth).toBeCloseTo(100, 9);
  });

  it('borrows more on a loan that has become small, without ETH of its own', () => {
    for (const byFlashLoan of [true, false]) {
      const chain = levered();
      chain.owedEth = 70; // equity 30: collateral 200, debt 170
      lever(chain, 0.85, byFlashLoan, 0);
      expect(chain.collateralEth).toBeCloseTo(200, 9);
      expect(chain.owedEth).toBeCloseTo(170, 9);
      expect(chain.lowestHealth).toBeGreaterThan(1);
    }
  });
});

describe('taking a leveraged stake apart', () => {
  const free = { saleDiscount: 0, flashPremiumRate: 0 };

  it.each([true, false])('frees what is asked and keeps the loan-to-value (flash %s)', (flash) => {
    const chain = levered(free);
    unlever(chain, 6, 0.85, flash);
    // rho = 0.999: C' = (0.999 x 100 - 85 - 6) / (0.999 - 0.85), and the sale brings the thousandth after all.
    const kept = (99.9 - 85 - 6) / 0.149;
    expect(chain.collateralEth).toBeCloseTo(kept, 6);
    expect(chain.owedEth).toBeCloseTo(0.85 * kept, 6);
    expect(chain.freeEth).toBeCloseTo(6 + (100 - kept) * 0.001, 6);
    expect(chain.lowestHealth).toBeGreaterThan(1);
  });

  it.each([true, false])('brings a loan down to a lower target (flash %s)', (flash) => {
    const chain = levered();
    unlever(chain, 0, 0.7, flash);
    expect(chain.loanToValue).toBeCloseTo(0.7, 9);
    expect(chain.equityEth).toBeGreaterThan(15 - 50 * 0.0016);
    expect(chain.lowestHealth).toBeGreaterThan(1);
  });

  it.each([true, false])(
    'pays all back with `max`, and what is ours stays pledged (flash %s)',
    (flash) => {
      const chain = levered();
      const { rounds } = unlever(chain, 0, 0, flash)!;
      expect(rounds.filter(({ repayEth }) => repayEth === 'max')).toHaveLength(1);
      expect(chain.owedEth).toBe(0);
      expect(chain.collateralEth).toBeCloseTo(100 - 85 / (0.9995 * 0.999), 6);
    },
  );

  it.each([true, false])('leaves nothing where all is asked (flash %s)', (flash) => {
    const chain = levered();
    const { rounds } = unlever(chain, 1_000, 0.85, flash)!;
    expect(rounds.at(-1)).toMatchObject({ releaseTokens: 'max' });
    expect(chain.owedEth).toBe(0);
    expect(chain.pledgedTokens).toBe(0);
    expect(chain.freeEth).toBeCloseTo(100 * 0.9995 - 85, 6);
  });

  it('asks for `max` only where all is paid', () => {
    const { rounds } = planUnlever(levered().stake, levered().loan!, 6, 0.85, true)!;
    expect(rounds).toEqual([
      {
        releaseTokens: expect.any(Number),
        sellTokens: rounds[0]!.releaseTokens,
        repayEth: expect.any(Number),
      },
    ]);
  });

  it('pays the premium out of the sale', () => {
    const chain = levered({ flashPremiumRate: 0.0005, saleDiscount: 0.001 });
    const rho = 0.999 * 0.999;
    unlever(chain, 6, 0.85, true);
    const kept = (rho * 100 - 85 * 1.0005 - 6) / (rho - 0.85 * 1.0005);
    expect(chain.collateralEth).toBeCloseTo(kept, 6);
    expect(chain.freeEth).toBeGreaterThanOrEqual(6);
  });

  it('sells nothing where the sale would not pay for the debt on it', () => {
    // rho = 0.84 x 0.999, of a debt of 0.85: the flash loan could not be paid back.
    expect(unlever(levered({ saleDiscount: 0.16 }), 0, 0, true)).toBeUndefined();
    expect(unlever(levered({ saleDiscount: 0.16 }), 0, 0, false)).toBeUndefined();
    expect(unlever(levered({ saleDiscount: 1 }), 0, 0, true)).toBeUndefined();
  });

  it('without a flash loan stands still where nothing can be released above the threshold', () => {
    const chain = levered();
    chain.owedEth = 94.5; // health factor 1.005
    expect(planUnlever(chain.stake, chain.loan!, 0, 0.85, false)).toBeUndefined();
    expect(unlever(chain, 0, 0.85, true)).toBeDefined();
  });

  it('has nothing to do without a loan, and where the loan is smaller than its target', () => {
    const chain = levered();
    expect(unlever(chain, 0, 0.9, true)).toBeUndefined();
    chain.owedEth = 0;
    expect(unlever(chain, 5, 0.85, true)).toBeUndefined();
    expect(unlever(wallet(10), 5, 0.85, true)).toBeUndefined();
  });
});

describe('any leveraged stake', () => {
  const cases = fc.record({
    eth: fc.double({ min: 0.05, max: 20_000, noNaN: true }),
    ltv: fc.double({ min: 0.05, max: 0.88, noNaN: true }),
    rateEth: fc.double({ min: 1, max: 1.4, noNaN: true }),
    saleDiscount: fc.double({ min: -0.002, max: 0.03, noNaN: true }),
    flashPremiumRate: fc.constantFrom(0, 0.0005),
    flashEth: fc.constantFrom(0, 100, 1e9),
    availableEth: fc.constantFrom(1, 5_000, 1e9),
    roomTokens: fc.constantFrom(10, 5_000, 1e9),
    ltvAfter: fc.double({ min: 0, max: 0.88, noNaN: true }),
    outShare: fc.double({ min: 0, max: 1.2, noNaN: true }),
    byFlashLoan: fc.boolean(),
  });

  it('can be built and taken apart without a refusal, whatever is asked', () => {
    fc.assert(
      fc.property(cases, ({ eth, ltv, ltvAfter, outShare, byFlashLoan, ...terms }) => {
        const chain = wallet(eth, terms);
        lever(chain, ltv, byFlashLoan);
        expect(chain.loanToValue).toBeLessThanOrEqual(ltv * (1 + 1e-9));
        const before = chain.equityEth;
        const { freeEth, collateralEth, owedEth } = chain;
        const isBelow = chain.loanToValue <= ltvAfter + 1e-6;
        const plan = unlever(chain, outShare * before, ltvAfter, byFlashLoan);
        if (plan === undefined) {
          expect(owedEth === 0 || (isBelow && outShare < 1e-6)).toBe(true);
          return;
        }
        for (const { releaseTokens, sellTokens, repayEth } of plan.rounds)
          for (const size of [releaseTokens, sellTokens, repayEth])
            if (size !== 'max') expect(size).toBeGreaterThanOrEqual(0);
        expect(chain.lowestHealth).toBeGreaterThan(1);
        const most = (collateralEth - owedEth) * 0.5;
        if (plan.rounds.length < 40 && outShare * before < most && terms.saleDiscount < 0.005)
          expect(chain.freeEth - freeEth).toBeGreaterThanOrEqual(outShare * before * (1 - 1e-9));
        // What a sale loses is all that is lost: the discount of what is sold, and the premium.
        const lost = plan.releaseTokens * terms.rateEth * terms.saleDiscount;
        const premium = plan.flashEth * terms.flashPremiumRate;
        expect(chain.equityEth).toBeCloseTo(before - lost - premium, 4);
      }),
      { numRuns: 500 },
    );
  });
});
