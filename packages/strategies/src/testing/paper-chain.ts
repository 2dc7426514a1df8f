/**
 * A chain on paper that a portfolio on paper carries: wallet, staking token, its queue, a pool that buys it, a lender.
 * Small on purpose, so that every number in it can be checked by hand; it refuses what a protocol would refuse.
 */
import {
  YEAR_MS,
  type ChainRoleView,
  type DustView,
  type Leg,
  type LeverLeg,
  type LoanView,
  type RiskLevel,
  type StakeView,
  type UnleverLeg,
} from '@basis/core-types';

export interface PaperChainTerms {
  readonly eth?: number;
  readonly gasReserveEth?: number;
  /** Taken from the wallet by every leg. */
  readonly gasPerLegEth?: number;
  readonly roundTripGasEth?: number;
  readonly rateEth?: number;
  /** What the pool pays less than the rate; 1 where there is none. */
  readonly saleDiscount?: number;
  readonly queueHours?: number;
  readonly leastRequestEth?: number;
  readonly stakingApr?: number;
  readonly borrowApr?: number;
  /** Without a lender there is no loan. */
  readonly lends?: boolean;
  readonly mostLoanToValue?: number;
  readonly liquidationThreshold?: number;
  readonly availableEth?: number;
  readonly roomTokens?: number;
  readonly flashEth?: number;
  readonly flashPremiumRate?: number;
}

/** The leg types that this chain carries out. */
export type PaperChainLeg = Exclude<Extract<Leg, { readonly role: 'chain' }>, { does: 'move' }>;

/** What sums of binary fractions may be apart, as a share. */
const BITS = 1e-9;
const WARNING = 1.05;
const CRITICAL = 1.02;

export class PaperChain implements ChainRoleView {
  readonly quoteHeld = 0;
  readonly deposit = undefined;
  ethHeld: number;
  wethHeld = 0;
  heldTokens = 0;
  pledgedTokens = 0;
  owedEth = 0;
  claimableEth = 0;
  dustHeld = 0;
  /** Of one token of dust. */
  dustPriceEth = 0.001;
  /** The rates of now; tests change them as they please. */
  terms: Required<PaperChainTerms>;
  /** The lowest health factor since the beginning. */
  lowestHealth = Infinity;
  readonly requests: { eth: number; readyMs: number }[] = [];
  #nowMs = 0;
  /** For gas, before the leg that is carried out: what it borrows and stakes again is none of that. */
  #reservedEth = 0;

  constructor(terms: PaperChainTerms = {}) {
    this.terms = {
      eth: 0,
      gasReserveEth: 0.5,
      gasPerLegEth: 0,
      roundTripGasEth: 0.02,
      rateEth: 1.2,
      saleDiscount: 0.0005,
      queueHours: 84,
      leastRequestEth: 0,
      stakingApr: 0.03,
      borrowApr: 0.025,
      lends: true,
      mostLoanToValue: 0.93,
      liquidationThreshold: 0.95,
      availableEth: 1e6,
      roomTokens: 1e6,
      flashEth: 50_000,
      flashPremiumRate: 0,
      ...terms,
    };
    this.ethHeld = this.terms.eth;
  }

  set(terms: PaperChainTerms): void {
    this.terms = { ...this.terms, ...terms };
  }

  get freeEth(): number {
    return Math.max(0, this.ethHeld - this.terms.gasReserveEth);
  }
  get gasEth(): number {
    return this.ethHeld - this.freeEth;
  }
  get missingGasEth(): number {
    return this.terms.gasReserveEth - this.gasEth;
  }
  get roundTripGasEth(): number {
    return this.terms.roundTripGasEth;
  }
  get queuedEth(): number {
    return this.requests.reduce((sum, { eth }) => sum + eth, 0);
  }
  get collateralEth(): number {
    return this.pledgedTokens * this.terms.rateEth;
  }
  get healthFactor(): number {
    if (this.owedEth === 0) return Infinity;
    return (this.collateralEth * this.terms.liquidationThreshold) / this.owedEth;
  }
  get loanToValue(): number {
    return this.owedEth === 0 ? 0 : this.owedEth / this.collateralEth;
  }
  get equityEth(): number {
    const { ethHeld, wethHeld, heldTokens, queuedEth, claimableEth, collateralEth, owedEth } = this;
    const free = ethHeld + wethHeld + heldTokens * this.terms.rateEth;
    return free + queuedEth + claimableEth + collateralEth - owedEth;
  }
  get saleRateEth(): number {
    const { rateEth, saleDiscount } = this.terms;
    return rateEth * (1 - saleDiscount);
  }
  get stake(): StakeView {
    const { heldTokens, pledgedTokens, saleRateEth, queuedEth, claimableEth } = this;
    const { rateEth, stakingApr, leastRequestEth } = this.terms;
    const amounts = { heldTokens, pledgedTokens, queuedEth, claimableEth };
    return { token: 'wstETH', rateEth, saleRateEth, stakingApr, leastRequestEth, ...amounts };
  }
  get loan(): LoanView | undefined {
    const { terms, owedEth, collateralEth, healthFactor } = this;
    if (!terms.lends) return undefined;
    const { mostLoanToValue, liquidationThreshold, availableEth, roomTokens } = terms;
    const { flashEth, flashPremiumRate, borrowApr } = terms;
    const bounds = { mostLoanToValue, liquidationThreshold, availableEth, roomTokens };
    const flash = { flashEth, flashPremiumRate };
    return { owedEth, collateralEth, healthFactor, ...bounds, ...flash, borrowApr, pledgeApr: 0 };
  }
  get dust(): readonly DustView[] {
    const { dustHeld: held, dustPriceEth } = this;
    return [{ token: 'EIGEN', held, saleEth: held * dustPriceEth }];
  }
  get healthRisk(): RiskLevel {
    if (this.healthFactor < CRITICAL) return 'critical';
    return this.healthFactor < WARNING ? 'warning' : 'ok';
  }

  /** What `nowMs` brings: yield, interest, requests that the queue has finalised. */
  forward(nowMs: number): void {
    const years = (nowMs - this.#nowMs) / YEAR_MS;
    this.#nowMs = nowMs;
    this.set({ rateEth: this.terms.rateEth * (1 + this.terms.stakingApr * years) });
    this.owedEth *= 1 + this.terms.borrowApr * years;
    for (let i = this.requests.length - 1; i >= 0; i--) {
      if (this.requests[i]!.readyMs > nowMs) continue;
      this.claimableEth += this.requests[i]!.eth;
      this.requests.splice(i, 1);
    }
    this.#checkHealth('a liquidator');
  }

  /** ETH comes from the spot venue or goes there. */
  receive(eth: number): void {
    this.ethHeld += eth;
  }
  send(eth: number): void {
    this.#reservedEth = this.gasEth;
    this.#pay(eth, 'sending');
  }

  carryOut(leg: PaperChainLeg): void {
    refuseUnless(leg.amount > 0 && Number.isFinite(leg.amount), `${leg.does} ${leg.amount}`);
    this.#reservedEth = this.gasEth;
    this.#perform(leg);
    this.ethHeld -= this.terms.gasPerLegEth;
    refuseUnless(this.ethHeld >= 0, 'a transaction without gas');
    this.#checkHealth(leg.does);
  }

  #perform(leg: PaperChainLeg): void {
    const { amount } = leg;
    switch (leg.does) {
      case 'stake':
        return this.#stake(amount);
      case 'supply':
        return this.#pledge(amount);
      case 'withdraw':
        return this.#release(amount);
      case 'unstake':
        return leg.by === 'queue' ? this.#request(amount) : this.#sell(amount);
      case 'claim':
        refuseUnless(near(amount, this.claimableEth), `claiming ${amount}`);
        this.ethHeld += this.claimableEth;
        this.claimableEth = 0;
        return;
      case 'unwrap':
        refuseUnless(near(amount, this.wethHeld), `unwrapping ${amount} of ${this.wethHeld}`);
        return this.#unwrap();
      case 'borrow':
        this.#borrow(amount);
        return this.#unwrap();
      case 'repay':
        this.#pay(amount, 'repaying');
        return this.#repay(amount);
      case 'sell':
        this.dustHeld = take(this.dustHeld, amount, 'selling dust');
        this.ethHeld += amount * this.dustPriceEth;
        return;
      case 'lever':
        return leg.flashEth > 0 ? this.#leverAtOnce(leg) : this.#leverByRounds(leg);
      case 'unlever':
        return leg.flashEth > 0 ? this.#unleverAtOnce(leg) : this.#unleverByRounds(leg);
    }
  }

  #leverAtOnce({ flashEth, rounds, leastHealthFactor }: LeverLeg): void {
    refuseUnless(rounds.length === 1 && flashEth <= this.terms.flashEth, `a flash of ${flashEth}`);
    const { stakeEth, pledgeTokens, borrowEth } = rounds[0]!;
    refuseUnless(stakeEth > 0 && pledgeTokens > 0 && borrowEth > 0, 'a round with nothing');
    this.ethHeld += flashEth;
    this.#stake(stakeEth);
    this.#pledge(pledgeTokens);
    this.#borrow(borrowEth);
    this.#payFlash(flashEth);
    this.#unwrap();
    refuseUnless(this.healthFactor >= leastHealthFactor, `a health of ${this.healthFactor}`);
  }

  #leverByRounds({ rounds, leastHealthFactor }: LeverLeg): void {
    refuseUnless(rounds.length > 0, 'no rounds');
    for (const { stakeEth, pledgeTokens, borrowEth } of rounds) {
      if (stakeEth > 0) this.#stake(stakeEth);
      if (pledgeTokens > 0) this.#pledge(pledgeTokens);
      if (borrowEth === 0) continue;
      this.#borrow(borrowEth);
      refuseUnless(this.healthFactor >= leastHealthFactor, `a health of ${this.healthFactor}`);
      this.#unwrap();
    }
  }

  #unleverAtOnce({ flashEth, rounds, leastHealthFactor }: UnleverLeg): void {
    refuseUnless(rounds.length === 1 && flashEth <= this.terms.flashEth, `a flash of ${flashEth}`);
    const { releaseTokens, sellTokens, repayEth } = rounds[0]!;
    this.wethHeld += flashEth;
    this.#repayWeth(repayEth);
    this.#release(releaseTokens === 'max' ? this.pledgedTokens : releaseTokens);
    this.#sellForWeth(sellTokens);
    this.#payFlash(flashEth);
    this.#unwrap();
    refuseUnless(this.healthFactor >= leastHealthFactor, `a health of ${this.healthFactor}`);
  }

  #unleverByRounds({ rounds, leastHealthFactor }: UnleverLeg): void {
    refuseUnless(rounds.length > 0, 'no rounds');
    for (const { releaseTokens, sellTokens, repayEth } of rounds) {
      this.#release(releaseTokens === 'max' ? this.pledgedTokens : releaseTokens);
      refuseUnless(this.healthFactor >= leastHealthFactor, `a health of ${this.healthFactor}`);
      this.#sellForWeth(sellTokens);
      if (repayEth !== 0) this.#repayWeth(repayEth);
    }
    this.#unwrap();
  }

  /** ETH that is kept for gas is nobody's to spend, but for what the decision itself has burnt of it. */
  #pay(eth: number, what: string): void {
    const most = Math.max(0, this.ethHeld - this.#reservedEth + 5 * this.terms.gasPerLegEth);
    refuseUnless(eth <= most * (1 + BITS) + BITS, `${what} ${eth} of ${most}`);
    this.ethHeld -= Math.min(eth, this.ethHeld);
  }
  #stake(eth: number): void {
    this.#pay(eth, 'staking');
    this.heldTokens += eth / this.terms.rateEth;
  }
  #pledge(tokens: number): void {
    refuseUnless(tokens <= this.terms.roomTokens, `pledging ${tokens} beyond its cap`);
    this.heldTokens = take(this.heldTokens, tokens, 'pledging');
    this.pledgedTokens += tokens;
  }
  #release(tokens: number): void {
    refuseUnless(tokens > 0, `releasing ${tokens}`);
    this.pledgedTokens = take(this.pledgedTokens, tokens, 'releasing');
    this.heldTokens += tokens;
    this.#checkHealth('releasing');
  }
  #request(tokens: number): void {
    const eth = tokens * this.terms.rateEth;
    refuseUnless(eth >= this.terms.leastRequestEth, `a request of ${eth}`);
    this.heldTokens = take(this.heldTokens, tokens, 'queueing');
    this.requests.push({ eth, readyMs: this.#nowMs + this.terms.queueHours * 3_600_000 });
  }
  #sell(tokens: number): void {
    this.#sellForWeth(tokens);
    this.#unwrap();
  }
  #sellForWeth(tokens: number): void {
    refuseUnless(this.saleRateEth > 0, 'a sale without a pool');
    this.heldTokens = take(this.heldTokens, tokens, 'selling');
    this.wethHeld += tokens * this.saleRateEth;
  }
  #borrow(eth: number): void {
    const { availableEth, mostLoanToValue } = this.terms;
    refuseUnless(eth <= availableEth, `borrowing ${eth} of ${availableEth}`);
    this.owedEth += eth;
    this.wethHeld += eth;
    const most = mostLoanToValue * this.collateralEth * (1 + 1e-12);
    refuseUnless(this.owedEth <= most, `a debt of ${this.owedEth} beyond ${most}`);
    this.set({ availableEth: availableEth - eth });
  }
  #repayWeth(eth: number | 'max'): void {
    refuseUnless(this.owedEth > 0, 'repaying no debt');
    const repaid = eth === 'max' ? this.owedEth : eth;
    this.wethHeld = take(this.wethHeld, repaid, 'repaying');
    this.#repay(repaid);
  }
  #repay(eth: number): void {
    refuseUnless(eth <= this.owedEth * (1 + BITS), `repaying ${eth} of ${this.owedEth}`);
    this.owedEth = Math.max(0, this.owedEth - eth);
    this.set({ availableEth: this.terms.availableEth + eth });
  }
  #payFlash(eth: number): void {
    const owed = eth * (1 + this.terms.flashPremiumRate);
    this.wethHeld = take(this.wethHeld, owed, 'paying the flash loan back');
  }
  #unwrap(): void {
    this.ethHeld += this.wethHeld;
    this.wethHeld = 0;
  }
  #checkHealth(who: string): void {
    this.lowestHealth = Math.min(this.lowestHealth, this.healthFactor);
    refuseUnless(this.healthFactor >= 1, `${who}: a health factor of ${this.healthFactor}`);
  }
}

/** What is left of `held`, which may fall short by binary fractions. */
function take(held: number, amount: number, what: string): number {
  refuseUnless(amount >= 0 && amount <= held * (1 + BITS) + 1e-12, `${what} ${amount} of ${held}`);
  return Math.max(0, held - amount);
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= BITS * Math.max(a, b);
}

export function refuseUnless(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`a venue refuses ${what}`);
}
