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
}

interface Margin {
  position: number;
  wallet: number;
  openValue: number;
}

const ORDER: readonly Leg['does'][] = ['cover', 'sell', 'move', 'buy', 'short'];

export class PaperPortfolio implements StrategyView {
  nowMs = 0;
  price: number;
  base = 0;
  cash: number;
  riskLevel: RiskLevel = 'ok';
  payable = 0;
  /** Venues, by place of the hedge, that take no orders or let no money leave; 0 is the spot wallet's too. */
  closed = new Set<number>();
  frozen = new Set<number>();
  fundingApr = 0.1;
  readonly asset = 'BTC';
  readonly quote = 'USDT';
  readonly market = {} as StrategyView['market'];
  readonly margins: readonly Margin[];
  readonly terms: Required<PaperTerms>;
  #shipments: { to: number; amount: number }[] = [];

  constructor(terms: PaperTerms = {}) {
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

  get inTransitQuote(): number {
    return this.#shipments.reduce((sum, { amount }) => sum + amount, 0);
  }
  readonly inTransitBase = 0;
  get equity(): number {
    const margins = this.margins.reduce((sum, margin) => sum + this.#marginEquity(margin), 0);
    return this.cash + this.base * this.price + margins + this.inTransitQuote;
  }
  get hedged(): number {
    return this.margins.reduce((sum, { position }) => sum - position, 0);
  }
  get netDeltaBase(): number {
    return this.base - this.hedged;
  }
  get spot(): SpotRoleView {
    const { feeRate, lotBase, minNotionalQuote, withdrawalFeeQuote, minWithdrawalQuote } =
      this.terms;
    return {
      baseHeld: this.base,
      quoteHeld: this.cash,
      priceQuote: this.price,
      lotBase,
      minNotionalQuote,
      costRate: feeRate,
      baseFeeRate: feeRate,
      withdrawalFeeQuote,
      minWithdrawalQuote,
      withdrawalFeeBase: Infinity,
      minWithdrawalBase: Infinity,
      takesOrders: !this.closed.has(0),
      paysOut: !this.frozen.has(0),
    };
  }
  get risks(): RisksView {
    const { riskLevel: margin } = this;
    return { margin, health: 'ok', discount: 'ok', drift: 'ok', data: 'ok' };
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
    for (const { to, amount } of this.#shipments) {
      if (to < 0) this.cash += amount;
      else this.margins[to]!.wallet += amount;
    }
    this.#shipments = [];
    this.price = price;
  }

  apply({ legs }: Decision): void {
    for (const does of ORDER) for (const leg of legs) if (leg.does === does) this.#carryOut(leg);
  }

  #carryOut(leg: Leg): void {
    const { lotBase, feeRate, minNotionalQuote } = this.terms;
    const lots = roundToStep(leg.amount, lotBase, 'down');
    switch (leg.does) {
      case 'buy':
        this.#assertOpen('closed', 0);
        this.#assert(lots * this.price >= minNotionalQuote, `an order of ${lots}`);
        this.#assert(lots * this.price <= this.cash, `buying ${lots} with ${this.cash}`);
        this.cash -= lots * this.price;
        this.base += lots * (1 - feeRate);
        return;
      case 'sell':
        this.#assertOpen('closed', 0);
        this.#assert(lots * this.price >= minNotionalQuote, `an order of ${lots}`);
        this.#assert(lots <= this.base + 1e-9, `selling ${lots} of ${this.base}`);
        this.base -= lots;
        this.cash += lots * roundToStep(this.price, this.terms.tickQuote, 'down') * (1 - feeRate);
        return;
      case 'cover': {
        const place = Number(/\d+/.exec(leg.role)![0]);
        const margin = this.margins[place]!;
        this.#assertOpen('closed', place);
        this.#assert(lots <= -margin.position + 1e-9, `covering ${lots} of ${margin.position}`);
        this.#trade(margin, lots);
        return;
      }
      case 'short': {
        this.#assert(lots * this.price >= minNotionalQuote, `an order of ${lots}`);
        const parts = this.#split(leg.amount);
        parts.forEach((part, i) => {
          if (part > 0) this.#assertOpen('closed', i);
          this.#trade(this.margins[i]!, -part);
        });
        return;
      }
      case 'move':
        this.#move(leg);
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

  #trade(margin: Margin, delta: number): void {
    const closed = Math.max(0, Math.min(delta, -margin.position));
    const realised = closed === 0 ? 0 : (margin.openValue * closed) / -margin.position;
    margin.wallet +=
      realised - closed * this.price - Math.abs(delta) * this.price * this.terms.feeRate;
    margin.openValue += -delta * this.price - (realised - closed * this.price);
    margin.position += delta;
    if (Math.abs(margin.position) < 1e-9) Object.assign(margin, { position: 0, openValue: 0 });
    if (delta >= 0) return;
    const initial = (-margin.position * this.price) / this.terms.accountLeverage;
    this.#assert(this.#marginEquity(margin) >= initial - 1e-6, `margin for ${margin.position}`);
  }

  #move({ role, to, amount: asked }: Extract<Leg, { does: 'move' }>): void {
    const { transferStepQuote: step } = this.terms;
    const amount = step === 0 ? asked : Math.floor(asked / step) * step;
    if (amount === 0) return;
    const from = role === 'spot' ? -1 : Number(/\d+/.exec(role)![0]);
    const target = to === 'spot' ? -1 : Number(/\d+/.exec(to)![0]);
    const available = from < 0 ? this.cash : this.#withdrawable(this.margins[from]!);
    this.#assert(amount <= available + 1e-6, `moving ${amount} of ${available} from ${role}`);
    if (from < 0) this.cash -= amount;
    else this.margins[from]!.wallet -= amount;
    if (from <= 0 && target <= 0) {
      if (target < 0) this.cash += amount;
      else this.margins[target]!.wallet += amount;
      return;
    }
    this.#assertOpen('frozen', Math.max(0, from));
    const { withdrawalFeeQuote, minWithdrawalQuote } = this.terms;
    this.#assert(
      amount > withdrawalFeeQuote && amount >= minWithdrawalQuote,
      `withdrawing ${amount} from ${role}`,
    );
    this.#shipments.push({ to: target, amount: amount - withdrawalFeeQuote });
  }

  #assertOpen(what: 'closed' | 'frozen', venue: number): void {
    this.#assert(!this[what].has(venue), `what it has ${what} at venue ${venue}`);
  }

  #assert(condition: boolean, what: string): void {
    if (!condition) throw new Error(`a venue refuses ${what}`);
  }
}
