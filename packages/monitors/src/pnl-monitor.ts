import {
  ATTRIBUTION_TERMS,
  CAUSES,
  ComponentError,
  HealthTracker,
  TERM_OF_CAUSE,
  isoTime,
  type AccountIndex,
  type Cause,
  type EpochMs,
  type JsonObject,
  type RunConfig,
} from '@basis/core-types';
import { CompensatedSums } from '@basis/maths';
import type { AccruedFunding } from './accrued-funding.js';
import type { ExitCosts } from './exit-costs.js';
import type { PortfolioValues } from './portfolio-values.js';
import type { PositionMonitor } from './position-monitor.js';
import { termIndex } from './value-nodes.js';

const NET_FLOW = ATTRIBUTION_TERMS.length;
const RESIDUAL = termIndex('residual');
const RESIDUAL_TOLERANCE = 1e-9;

const EQUITY = 0;
const EQUITY_LIQUIDATION = 1;
const UNITS = 2;
const LARGEST_CAPITAL = 3;
const ACCRUED = 4;
const UNEXPLAINED = 5;
const ISSUE_PRICE = 6;

/** Share of the units that is left by rounding where all were to go. */
const NO_UNITS = 1e-12;

/** Capital that comes in or goes out; what is paid was taken out when it was accepted. */
const ISSUES_UNITS: ReadonlySet<Cause> = new Set(['deposit', 'withdrawal', 'external']);

const TERM_NUMBER_OF_CAUSE: Readonly<Record<Cause, number>> = Object.fromEntries(
  CAUSES.map((cause) => {
    const term = TERM_OF_CAUSE[cause];
    return [cause, term === 'net_flow' ? NET_FLOW : termIndex(term)];
  }),
) as Record<Cause, number>;

/**
 * Profit and loss in share-class currency, the same for every mode and for backtest and live.
 *
 * Equity is what the accounts are worth; the attribution is built apart from it, from price moves on what was held and
 * from postings valued when they happened. What the terms leave unexplained is the residual, and more than rounding is
 * an error.
 */
export class PnLMonitor {
  readonly health = new HealthTracker('PnLMonitor');
  readonly #positions: PositionMonitor;
  readonly #values: PortfolioValues;
  readonly #exitCosts: ExitCosts;
  readonly #accrued: AccruedFunding;
  readonly #sums = new CompensatedSums(NET_FLOW + 1);
  readonly #state = Float64Array.of(0, 0, 0, 0, 0, 0, 1);
  readonly #executionMode: string;
  readonly #headline: number;

  constructor(
    positions: PositionMonitor,
    values: PortfolioValues,
    exitCosts: ExitCosts,
    accrued: AccruedFunding,
    executionMode: string,
    headline: RunConfig['headline_equity'] = 'redemption',
  ) {
    this.#positions = positions;
    this.#values = values;
    this.#exitCosts = exitCosts;
    this.#accrued = accrued;
    this.#executionMode = executionMode;
    this.#headline = headline === 'redemption' ? EQUITY : EQUITY_LIQUIDATION;
  }

  /** Explains the change of prices since the last moment on what was held through it. Before any posting of the moment. */
  markToMarket(): void {
    const { quantities } = this.#positions;
    const { tree, nodeOfAccount } = this.#values;
    for (let account = 0; account < quantities.length; account++) {
      const quantity = quantities[account]!;
      if (quantity !== 0) tree.explain(nodeOfAccount[account]!, quantity, this.#sums);
    }
  }

  /** Books the value of a posting under the term of its cause. Before the position takes it. */
  book(account: AccountIndex, cause: Cause, delta: number): void {
    const value = delta * this.#values.tree.value(this.#values.nodeOfAccount[account]!);
    if (ISSUES_UNITS.has(cause)) this.#issueUnits(value);
    this.#sums.add(TERM_NUMBER_OF_CAUSE[cause], value);
  }

  /** A flow mints or burns units at the value of its moment, so that it changes no one's return. */
  #issueUnits(value: number): void {
    this.#valueAccounts();
    this.#chargeExit();
    this.#state[UNITS] = this.#unitsAfter(value);
    this.#state[LARGEST_CAPITAL] = Math.max(
      this.#state[LARGEST_CAPITAL]!,
      this.#sums.value(NET_FLOW) + value,
    );
  }

  #unitsAfter(value: number): number {
    const units = this.#state[UNITS]!;
    const equity = this.headlineEquity;
    if (units > 0 && equity > 0) {
      const price = equity / units;
      const left = units + value / price;
      this.#state[ISSUE_PRICE] = price;
      return left > units * NO_UNITS ? left : 0;
    }
    if (value <= 0) return units;
    // Units that lost everything give new ones no price: those begin at 1.
    if (units > 0) return value;
    // Whoever comes after all were paid takes what unwinding left, be it a gain or a loss; it is nobody's return.
    return Math.max(0, (equity + value) / this.#state[ISSUE_PRICE]!);
  }

  /**
   * Equity, summed with compensation as the terms are: both sides of the residual must keep their low bits. Like all
   * numbers of a step it is written to the state, not returned: a returned number costs an object where it is not
   * inlined.
   */
  #valueAccounts(): void {
    const { quantities } = this.#positions;
    const { tree, nodeOfAccount } = this.#values;
    let sum = 0;
    let lost = 0;
    for (let account = 0; account < quantities.length; account++) {
      const quantity = quantities[account]!;
      if (quantity === 0) continue;
      const value = quantity * tree.value(nodeOfAccount[account]!);
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    }
    this.#state[EQUITY] = sum + lost;
  }

  /** Equity and residual at the prices and positions of now. Throws PNL-001 where the terms do not explain equity. */
  updateState(timestampMs: EpochMs): void {
    this.#valueAccounts();
    this.#exitCosts.update(timestampMs);
    this.#chargeExit();
    this.#accrued.estimate(timestampMs, this.#state, ACCRUED);
    this.#explain();
    const equity = this.#state[EQUITY]!;
    const residual = this.#state[UNEXPLAINED]!;
    // A NaN anywhere must fail too, hence the negation.
    if (
      !(
        Math.abs(residual) <=
        RESIDUAL_TOLERANCE * Math.max(Math.abs(equity), this.#state[LARGEST_CAPITAL]!)
      )
    ) {
      const error = new ComponentError('PNL-001', {
        context: {
          timestamp: isoTime(timestampMs),
          equity,
          residual,
          attribution: this.getAttribution(),
        },
      });
      this.health.failed(timestampMs, error);
      throw error;
    }
    this.health.updated(timestampMs);
  }

  #chargeExit(): void {
    const { quantities } = this.#positions;
    const { tree, nodeOfAccount } = this.#values;
    const { rates, charged } = this.#exitCosts;
    let cost = 0;
    for (let i = 0; i < charged.length; i++) {
      const account = charged[i]!;
      const quantity = quantities[account]!;
      // What is not held costs nothing to leave, even where it has no price yet.
      if (quantity === 0) continue;
      cost += Math.abs(quantity) * tree.value(nodeOfAccount[account]!) * rates[account]!;
    }
    this.#state[EQUITY_LIQUIDATION] = this.#state[EQUITY]! - cost;
  }

  #explain(): void {
    let explained = this.#sums.value(NET_FLOW);
    for (let term = 0; term < RESIDUAL; term++) explained += this.#sums.value(term);
    this.#state[UNEXPLAINED] = this.#state[EQUITY]! - explained;
  }

  /** At protocol rates and market prices. */
  get equity(): number {
    return this.#state[EQUITY]!;
  }
  /** After what leaving every position now would cost. */
  get equityLiquidation(): number {
    return this.#state[EQUITY_LIQUIDATION]!;
  }
  get units(): number {
    return this.#state[UNITS]!;
  }
  /** The one of the two that configuration puts first; returns are counted in it. */
  get headlineEquity(): number {
    return this.#state[this.#headline]!;
  }
  /** Without any units what the last ones were paid out at, which is what the next are issued at; 1 before the first. */
  get unitValue(): number {
    return this.#state[UNITS] === 0
      ? this.#state[ISSUE_PRICE]!
      : this.headlineEquity / this.#state[UNITS]!;
  }
  get netFlows(): number {
    return this.#sums.value(NET_FLOW);
  }
  /** Funding earned since the last stamp at its rate, not yet in equity. */
  get accruedFunding(): number {
    return this.#state[ACCRUED]!;
  }
  /** Cumulative, in share-class currency. */
  term(index: number): number {
    return index === RESIDUAL ? this.#state[UNEXPLAINED]! : this.#sums.value(index);
  }
  getAttribution(): Record<(typeof ATTRIBUTION_TERMS)[number], number> {
    return Object.fromEntries(ATTRIBUTION_TERMS.map((term, i) => [term, this.term(i)])) as Record<
      (typeof ATTRIBUTION_TERMS)[number],
      number
    >;
  }

  getLatestPnl(): JsonObject {
    return {
      equity: this.equity,
      equity_liquidation: this.equityLiquidation,
      units: this.units,
      net_flows: this.netFlows,
      total: this.equity - this.netFlows,
      attribution: this.getAttribution(),
    };
  }

  checkComponentHealth(): JsonObject {
    return this.health.answer(this.#executionMode, { updates_count: this.health.updates });
  }

  save(): JsonObject {
    return { sums: this.#sums.save(), state: [...this.#state] };
  }

  load(saved: JsonObject): void {
    const { sums, state } = saved as unknown as {
      sums: { sum: number[]; lost: number[] };
      state: number[];
    };
    this.#sums.load(sums);
    this.#state.set(state);
  }
}
