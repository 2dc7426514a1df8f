/**
 * A portfolio on paper that strategies can look at and act on: spot wallet, margins, money in motion, with the fees,
 * lots and least orders of its venues. Small on purpose, so that every number in it can be checked by hand; it refuses
 * what a venue would refuse.
 */
import type {
  Decision,
  HedgeRoleView,
  Leg,
  RiskLevel,
  RisksView,
  SpotRoleView,
  StrategyView,
} from '@basis/core-types';
import { roundToStep, splitByLargestRemainder } from '@basis/maths';
import { refuseUnless, type PaperChain } from './paper-chain.js';

export interface PaperTerms {
  readonly cash?: number;
  readonly price?: number;
  /** Share of each trade's notional, kept in the asset when buying spot. */
  readonly feeRate?: number;
  readonly allocations?: readonly number[];
  readonly lotBase?: number;
  readonly minNotionalQuote?: number;
  /** Sales fill on this grid, rounded down. */
  readonly tickQuote?: number;
  readonly withdrawalFeeQuote?: number;
  readonly minWithdrawalQuote?: number;
  /** Transfers are made on this grid, rounded down; what is less than one step is not made. */
  readonly transferStepQuote?: number;
  /** Initial margin is notional / this. */
  readonly accountLeverage?: number;
  /** Taken out of what is withdrawn of the asset; Infinity where the spot venue does not pay it out. */
  readonly withdrawalFeeBase?: number;
  readonly minWithdrawalBase?: number;
}

interface Margin {
  position: number;
  wallet: number;
  openValue: number;
}

/** As configurations order it: less risk, then what is on its way, then more risk. */
const ORDER: readonly Leg['does'][] = [
  ...(['cover', 'sell', 'withdraw', 'claim', 'unwrap', 'unstake', 'unlever', 'repay'] as const),
  ...(['move', 'buy', 'short', 'stake', 'supply', 'borrow', 'lever'] as const),
];

type Place = 'spot' | 'chain' | number;

function placeOf(role: string): Place {
  return role === 'spot' || role === 'chain' ? role : Number(/\d+/.exec(role)![0]);
}

/** What is counted in ETH and lies on the chain alone. */
export function paperStake(chain: PaperChain): PaperPortfolio {
  return new PaperPortfolio({ cash: 0, price: 1, allocations: [] }, chain);
}

export class PaperPortfolio implements StrategyView {
  nowMs = 0;
  price: number;
  base = 0;
  cash: number;
  riskLevel: RiskLevel = 'ok';
  mayAddRisk = true;
  payable = 0;
  /** By venue, the spot venue first where it has a part of the hedge. */
  closed = new Set<number>();
  frozen = new Set<number>();
  fundingApr = 0.1;
  readonly asset: string;
  readonly quote = 'USDT';
  readonly chain: PaperChain | undefined;
  /** What the monitors would say of the price of staking tokens. */
  discountRisk: RiskLevel = 'ok';
  readonly market = {} as StrategyView['market'];
  readonly margins: readonly Margin[];
  readonly terms: Required<PaperTerms>;
  #shipments: { to: Place; amount: number; isBase: boolean }[] = [];

  constructor(terms: PaperTerms = {}, chain?: PaperChain) {
    this.chain = chain;
    this.asset = chain === undefined ? 'BTC' : 'ETH';
    this.terms = {
      cash: 1_000_000,
      price: 50_000,
      feeRate: 0,
      allocations: [0.4, 0.3, 0.3],
      lotBase: 0.001,
      minNotionalQuote: 50,
      tickQuote: 0.5,
      withdrawalFeeQuote: 0,
      minWithdrawalQuote: 10,
      transferStepQuote: 0,
      accountLeverage: 5,
      withdrawalFeeBase: chain === undefined ? Infinity : 0,
      minWithdrawalBase: chain === undefined ? Infinity : 0.01,
      ...terms,
    };
    this.cash = this.terms.cash;
    this.price = this.terms.price;
    this.margins = this.terms.allocations.map(() => ({ position: 0, wallet: 0, openValue: 0 }));
  }

  #marginEquity({ position, wallet, openValue }: Margin): number {
    return wallet + position * this.price + openValue;
  }
  #withdrawable(margin: Margin): number {
    const initial = (Math.abs(margin.position) * this.price) / this.terms.accountLeverage;
    return Math.max(0, Math.min(margin.wallet, this.#marginEquity(margin) - initial));
  }

  #inTransit(ofBase: boolean): number {
    return this.#shipments.reduce((sum, { amount, isBase }) => {
      return isBase === ofBase ? sum + amount : sum;
    }, 0);
  }
  get inTransitQuote(): number {
    return this.#inTransit(false);
  }
  get inTransitBase(): number {
    return this.#inTransit(true);
  }
  /** Of the asset, wherever it lies. */
  get heldBase(): number {
    return this.base + this.inTransitBase + (this.chain?.equityEth ?? 0);
  }
  get equity(): number {
    const margins = this.margins.reduce((sum, margin) => sum + this.#marginEquity(margin), 0);
    return this.cash + this.heldBase * this.price + margins + this.inTransitQuote - this.payable;
  }
  get hedged(): number {
    return this.margins.reduce((sum, { position }) => sum - position, 0);
  }
  get netDeltaBase(): number {
    return this.heldBase - this.hedged;
  }
  get spot(): SpotRoleView {
    const { feeRate, lotBase, minNotionalQuote, withdrawalFeeQuote, minWithdrawalQuote } =
      this.terms;
    return {
      baseHeld: this.base,
      quoteHeld: this.cash,
      priceQuote: this.price,
      tickQuote: this.terms.tickQuote,
      lotBase,
      minNotionalQuote,
      costRate: feeRate,
      baseFeeRate: feeRate,
      withdrawalFeeQuote,
      minWithdrawalQuote,
      withdrawalFeeBase: this.terms.withdrawalFeeBase,
      minWithdrawalBase: this.terms.minWithdrawalBase,
      takesOrders: !this.closed.has(0),
      paysOut: !this.frozen.has(0),
    };
  }
  get risks(): RisksView {
    const { riskLevel: margin, discountRisk: discount } = this;
    return { margin, health: this.chain?.healthRisk ?? 'ok', discount, drift: 'ok', data: 'ok' };
  }
  get hedges(): readonly HedgeRoleView[] {
    return this.margins.map((margin, i) => ({
      allocation: this.terms.allocations[i]!,
      positionBase: margin.position,
      markPriceQuote: this.price,
      marginEquityQuote: this.#marginEquity(margin),
      withdrawableQuote: this.#withdrawable(margin),
      lotBase: this.terms.lotBase,
      minNotionalQuote: this.terms.minNotionalQuote,
      costRate: this.terms.feeRate,
      sharesSpotVenue: i === 0,
      openingRate: 0,
      withdrawalFeeQuote: this.terms.withdrawalFeeQuote,
      minWithdrawalQuote: this.terms.minWithdrawalQuote,
      takesOrders: !this.closed.has(i),
      paysOut: !this.frozen.has(i),
      fundingApr: this.fundingApr,
    }));
  }
  /** Margin equity / notional, by venue. */
  get marginRatios(): number[] {
    return this.margins.map((m) => this.#marginEquity(m) / (Math.abs(m.position) * this.price));
  }

  /** An hour later, what was in motion has arrived. */
  nextHour(price = this.price): void {
    this.nowMs += 3_600_000;
    for (const { to, amount, isBase } of this.#shipments) this.#arrive(to, amount, isBase);
    this.#shipments = [];
    this.chain?.forward(this.nowMs);
    this.price = price;
  }

  #arrive(to: Place, amount: number, isBase: boolean): void {
    if (to === 'chain') this.chain!.receive(amount);
    else if (to !== 'spot') this.margins[to]!.wallet += amount;
    else if (isBase) this.base += amount;
    else this.cash += amount;
  }

  /** What investors asked for leaves, as far as it lies where it is paid from. */
  pay(): number {
    const { chain } = this;
    const isInEth = chain !== undefined && this.margins.length === 0;
    const paid = Math.min(this.payable, isInEth ? chain.freeEth : this.cash);
    if (isInEth) chain.send(paid);
    else this.cash -= paid;
    this.payable -= paid;
    return paid;
  }

  apply({ legs }: Decision): void {
    for (const does of ORDER) for (const leg of legs) if (leg.does === does) this.#carryOut(leg);
  }

  #carryOut(leg: Leg): void {
    if (leg.does === 'move') return this.#move(leg);
    if (leg.role === 'chain') return this.chain!.carryOut(leg);
    this.#trade(leg);
  }

  #trade(leg: Exclude<Leg, { role: 'chain' } | { does: 'move' }>): void {
    const { lotBase, feeRate, minNotionalQuote } = this.terms;
    const lots = roundToStep(leg.amount, lotBase, 'down');
    switch (leg.does) {
      case 'buy':
        this.#refuseClosed(0);
        refuseUnless(lots * this.price >= minNotionalQuote, `an order of ${lots}`);
        refuseUnless(lots * this.price <= this.cash, `buying ${lots} with ${this.cash}`);
        this.cash -= lots * this.price;
        this.base += lots * (1 - feeRate);
        return;
      case 'sell':
        this.#refuseClosed(0);
        refuseUnless(lots * this.price >= minNotionalQuote, `an order of ${lots}`);
        refuseUnless(lots <= this.base + 1e-9, `selling ${lots} of ${this.base}`);
        this.base -= lots;
        this.cash += lots * roundToStep(this.price, this.terms.tickQuote, 'down') * (1 - feeRate);
        return;
      case 'cover': {
        const venue = placeOf(leg.role) as number;
        const margin = this.margins[venue]!;
        this.#refuseClosed(venue);
        refuseUnless(lots <= -margin.position + 1e-9, `covering ${lots} of ${margin.position}`);
        this.#fill(margin, lots);
        return;
      }
      case 'short': {
        refuseUnless(lots * this.price >= minNotionalQuote, `an order of ${lots}`);
        const venue = leg.role === 'hedge' ? undefined : (placeOf(leg.role) as number);
        const parts = venue === undefined ? this.#split(leg.amount) : [];
        if (venue !== undefined) parts[venue] = lots;
        parts.forEach((part, i) => {
          if (part > 0) this.#refuseClosed(i);
          this.#fill(this.margins[i]!, -part);
        });
      }
    }
  }

  /** By allocation, in lots; the least share gives up where its part would be no order. */
  #split(amount: number): number[] {
    const { allocations, lotBase, minNotionalQuote } = this.terms;
    const weights = [...allocations];
    for (;;) {
      const parts = splitByLargestRemainder(
        amount,
        weights.map((weight) => ({ weight, step: lotBase })),
      );
      const small = parts.map((part) => part > 0 && part * this.price < minNotionalQuote);
      if (!small.includes(true)) return parts;
      const least = Math.min(...weights.filter((_, i) => small[i]));
      weights[weights.lastIndexOf(least)] = 0;
    }
  }

  #fill(margin: Margin, delta: number): void {
    const closed = Math.max(0, Math.min(delta, -margin.position));
    const realised = closed === 0 ? 0 : (margin.openValue * closed) / -margin.position;
    margin.wallet +=
      realised - closed * this.price - Math.abs(delta) * this.price * this.terms.feeRate;
    margin.openValue += -delta * this.price - (realised - closed * this.price);
    // A venue counts in lots: thousands of fills leave no binary dust.
    margin.position = roundToStep(margin.position + delta, this.terms.lotBase, 'nearest');
    if (margin.position === 0) Object.assign(margin, { position: 0, openValue: 0 });
    if (delta >= 0) return;
    const initial = (-margin.position * this.price) / this.terms.accountLeverage;
    refuseUnless(this.#marginEquity(margin) >= initial - 1e-6, `margin for ${margin.position}`);
  }

  #move({ role, to: toRole, token, amount: asked }: Extract<Leg, { does: 'move' }>): void {
    const { transferStepQuote: step } = this.terms;
    const [from, to] = [placeOf(role), placeOf(toRole)];
    const isBase = token === this.asset;
    const amount = step === 0 || isBase ? asked : Math.floor(asked / step) * step;
    if (amount === 0) return;
    this.#leave(from, amount, isBase);
    const isInside = [from, to].every((place) => place === 'spot' || place === 0);
    if (isInside) return this.#arrive(to, amount, isBase);
    refuseUnless(from === 'chain' || !this.frozen.has(from === 'spot' ? 0 : from), 'a withdrawal');
    const { fee, least } = this.#wayOut(from, isBase);
    refuseUnless(amount > fee && amount >= least, `withdrawing ${amount} from ${role}`);
    this.#shipments.push({ to, amount: amount - fee, isBase });
  }

  #leave(from: Place, amount: number, isBase: boolean): void {
    if (from === 'chain') return this.chain!.send(amount);
    const held = isBase ? this.base : this.cash;
    const available = from === 'spot' ? held : this.#withdrawable(this.margins[from]!);
    refuseUnless(amount <= available + 1e-6, `moving ${amount} of ${available} from ${from}`);
    if (from !== 'spot') this.margins[from]!.wallet -= amount;
    else if (isBase) this.base = Math.max(0, this.base - amount);
    else this.cash -= amount;
  }

  #wayOut(from: Place, isBase: boolean): { fee: number; least: number } {
    const { withdrawalFeeQuote, minWithdrawalQuote, withdrawalFeeBase, minWithdrawalBase } =
      this.terms;
    if (from === 'chain') return { fee: 0, least: 0 };
    return isBase
      ? { fee: withdrawalFeeBase, least: minWithdrawalBase }
      : { fee: withdrawalFeeQuote, least: minWithdrawalQuote };
  }

  #refuseClosed(venue: number): void {
    refuseUnless(!this.closed.has(venue), `an order while venue ${venue} is closed`);
  }
}
