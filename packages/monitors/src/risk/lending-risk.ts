import {
  ReserveTerms,
  debtId,
  enteredCategory,
  lendingAssets,
  reserveSeries,
  supplyId,
  type AccountIndex,
  type AccountTable,
  type AssetSymbol,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type JsonObject,
  type LendingVenueConfig,
  type MarketView,
  type RunConfig,
  type VenueId,
} from '@basis/core-types';
import { healthFactorOf, type ValueTree } from '@basis/maths';
import type { PortfolioValues } from '../portfolio-values.js';
import { TermsInForce } from '../terms-in-force.js';
import { finiteOrNull } from './finite-or-null.js';
import { OK, levelBelow } from './level.js';

type Thresholds = RunConfig['component_config']['risk_monitor'];

/** What is supplied and owed of one token of a lending venue. */
interface ReserveHoldings {
  readonly supply: AccountIndex;
  readonly debt: AccountIndex;
  readonly supplyNode: number;
  readonly debtNode: number;
  readonly tokenNode: number;
  readonly oracleUsd: FieldIndex;
  readonly terms: ReserveTerms;
}

const COLLATERAL = 0;
const THRESHOLD_COLLATERAL = 1;
const DEBT = 2;

/** One lending venue: its holdings, and the thresholds that hold for them now. */
class LendingAccount {
  readonly #tree: ValueTree;
  readonly #holdings: readonly ReserveHoldings[];
  /** In US dollars at the oracle: collateral, collateral times its thresholds, debt. */
  readonly sums = new Float64Array(3);

  constructor(
    venue: LendingVenueConfig,
    assets: readonly AssetSymbol[],
    accounts: AccountTable,
    { tree, nodeOfAccount }: PortfolioValues,
    data: DataProvider,
    terms: TermsInForce,
  ) {
    this.#tree = tree;
    const priced = assets.filter(
      (asset) => nodeOfAccount[accounts.index(supplyId(venue.venue, asset))]! >= 0,
    );
    this.#holdings = priced.map((asset) => {
      const supply = accounts.index(supplyId(venue.venue, asset));
      const debt = accounts.index(debtId(venue.venue, asset));
      const series = reserveSeries(asset);
      return {
        supply,
        debt,
        supplyNode: nodeOfAccount[supply]!,
        debtNode: nodeOfAccount[debt]!,
        tokenNode: tree.node(asset),
        oracleUsd: data.field(series, 'oracle_price_usd'),
        terms: new ReserveTerms(venue, asset, data),
      };
    });
    terms.follow(venue, (now) => {
      for (const holding of this.#holdings) holding.terms.adopt(now, enteredCategory(now));
    });
  }

  sum(view: MarketView, quantities: Float64Array): void {
    let collateral = 0;
    let thresholdCollateral = 0;
    let debt = 0;
    for (let i = 0; i < this.#holdings.length; i++) {
      const one = this.#holdings[i]!;
      const supplied = quantities[one.supply]!;
      const owed = quantities[one.debt]!;
      if (supplied === 0 && owed === 0) continue;
      const price = view.value(one.oracleUsd);
      if (supplied !== 0) {
        const usd = supplied * this.#tree.deltaTo(one.supplyNode, one.tokenNode) * price;
        collateral += usd;
        thresholdCollateral += usd * one.terms.liquidationThreshold(view);
      }
      if (owed !== 0) debt -= owed * this.#tree.deltaTo(one.debtNode, one.tokenNode) * price;
    }
    this.sums[COLLATERAL] = collateral;
    this.sums[THRESHOLD_COLLATERAL] = thresholdCollateral;
    this.sums[DEBT] = debt;
  }
}

/**
 * Health factor and loan-to-value by lending venue, at the protocol's own oracle: a market that pays less moves neither.
 * Everything supplied counts as collateral; the category is the one that the run enters (`emode`).
 */
export class LendingRisk {
  readonly venues: readonly VenueId[];
  /** Infinity without debt. */
  readonly healthFactor: Float64Array;
  /** Debt / collateral; 0 without debt. */
  readonly loanToValue: Float64Array;
  readonly #accounts: readonly LendingAccount[];
  readonly #terms = new TermsInForce();
  readonly #lowest = Float64Array.of(Infinity);
  readonly #thresholds: Thresholds;

  constructor(
    config: RunConfig,
    accounts: AccountTable,
    values: PortfolioValues,
    data: DataProvider,
  ) {
    this.#thresholds = config.component_config.risk_monitor;
    this.venues = config.venues.execution_subscriptions.lending;
    this.#accounts = this.venues.map((venue) => {
      const lending = config.venue_configs[venue] as LendingVenueConfig;
      const assets = lendingAssets(config, venue);
      return new LendingAccount(lending, assets, accounts, values, data, this.#terms);
    });
    this.healthFactor = new Float64Array(this.venues.length).fill(Infinity);
    this.loanToValue = new Float64Array(this.venues.length);
  }

  /** Returns the worst level. The value tree stands at `now`. */
  update(now: EpochMs, view: MarketView, quantities: Float64Array): number {
    if (this.#accounts.length === 0) return OK;
    const { health_factor_warning: warning, health_factor_critical: critical } = this.#thresholds;
    this.#terms.update(now);
    let level = OK;
    let lowest = Infinity;
    for (let i = 0; i < this.#accounts.length; i++) {
      const account = this.#accounts[i]!;
      account.sum(view, quantities);
      const debt = account.sums[DEBT]!;
      // A debt whose price nobody knows is not nothing: NaN goes on, and is critical.
      const healthFactor = Number.isNaN(debt)
        ? NaN
        : healthFactorOf(account.sums[THRESHOLD_COLLATERAL]!, debt);
      this.healthFactor[i] = healthFactor;
      this.loanToValue[i] = debt === 0 ? 0 : debt / account.sums[COLLATERAL]!;
      lowest = Math.min(lowest, healthFactor);
      level = Math.max(level, levelBelow(healthFactor, warning, critical));
    }
    this.#lowest[0] = lowest;
    return level;
  }

  /** Of the venue where it is lowest; Infinity without debt anywhere. */
  get lowestHealthFactor(): number {
    return this.#lowest[0]!;
  }

  describe(): JsonObject {
    return Object.fromEntries(
      this.venues.map((venue, i) => [
        venue,
        {
          health_factor: finiteOrNull(this.healthFactor[i]!),
          loan_to_value: finiteOrNull(this.loanToValue[i]!),
        },
      ]),
    );
  }
}
