import {
  debtId,
  reserveSeries,
  supplyId,
  type AccountIndex,
  type AccountTable,
  type AssetSymbol,
  type DataProvider,
  type EmodeConfig,
  type FieldIndex,
  type LendingVenueConfig,
  type MarketView,
  type ReserveConfig,
  type SeriesIndex,
} from '@basis/core-types';
import { AccruedIndex, type RateCurve } from '@basis/maths';
import type { Ledger } from '../../ledger.js';

/**
 * One reserve of the market and what is ours in it. Amounts are tokens, shares are tokens at an index of 1, as the
 * ledger keeps them. What the data record of the reserve (loan-to-value, threshold, caps) goes before configuration.
 */
export class Reserve {
  readonly asset: AssetSymbol;
  readonly supplyAccount: AccountIndex;
  readonly debtAccount: AccountIndex;
  readonly series: SeriesIndex;
  readonly #ledger: Ledger;
  readonly #supplyIndex: AccruedIndex;
  readonly #debtIndex: AccruedIndex;
  readonly #price: FieldIndex;
  readonly #totalSupplied: FieldIndex | undefined;
  readonly #totalBorrowed: FieldIndex | undefined;
  readonly #supplyCap: FieldIndex | undefined;
  readonly #borrowCap: FieldIndex | undefined;
  readonly #ltv: FieldIndex | undefined;
  readonly #threshold: FieldIndex | undefined;
  #terms: ReserveConfig;
  #curve: RateCurve | undefined;
  /** The category that was entered, where it takes this asset as collateral. */
  #category: EmodeConfig | undefined;

  constructor(
    venue: LendingVenueConfig,
    asset: AssetSymbol,
    accounts: AccountTable,
    ledger: Ledger,
    data: DataProvider,
  ) {
    const id = reserveSeries(asset);
    const field = (column: string) => data.field(id, column);
    this.asset = asset;
    this.#ledger = ledger;
    this.supplyAccount = accounts.index(supplyId(venue.venue, asset));
    this.debtAccount = accounts.index(debtId(venue.venue, asset));
    this.#supplyIndex = new AccruedIndex({
      series: seriesOf(data, asset),
      index: field('liquidity_index'),
      rate: field('supply_apr'),
      floor: field('liquidity_index_floor'),
      growth: 'linear',
    });
    this.#debtIndex = new AccruedIndex({
      series: seriesOf(data, asset),
      index: field('variable_borrow_index'),
      rate: field('borrow_apr'),
      floor: field('variable_borrow_index_floor'),
      growth: 'compounded',
    });
    this.series = seriesOf(data, asset);
    this.#price = field('oracle_price_usd');
    const recorded = data.find(id)!.columns;
    const optional = (column: string) => (recorded.includes(column) ? field(column) : undefined);
    this.#totalSupplied = optional('total_supplied');
    this.#totalBorrowed = optional('total_borrowed');
    this.#supplyCap = optional('supply_cap');
    this.#borrowCap = optional('borrow_cap');
    this.#ltv = optional('ltv');
    this.#threshold = optional('liquidation_threshold');
    this.#terms = venue.reserves[asset]!;
    this.#curve = curveOf(this.#terms);
  }

  /** Takes on the terms that hold from now on. */
  adopt(venue: LendingVenueConfig, category: EmodeConfig | undefined): void {
    this.#terms = venue.reserves[this.asset]!;
    this.#curve = curveOf(this.#terms);
    this.#category = category?.collateral.includes(this.asset) === true ? category : undefined;
  }

  get terms(): ReserveConfig {
    return this.#terms;
  }

  get curve(): RateCurve | undefined {
    return this.#curve;
  }

  get supplyShares(): number {
    return this.#ledger.get(this.supplyAccount);
  }

  /** Never negative, as everything that is said of a debt here. */
  get debtShares(): number {
    // Subtracted from nothing: a debt of zero is 0 and not -0.
    return 0 - this.#ledger.get(this.debtAccount);
  }

  supplyIndex(view: MarketView): number {
    return this.#supplyIndex.value(view);
  }

  debtIndex(view: MarketView): number {
    return this.#debtIndex.value(view);
  }

  supplied(view: MarketView): number {
    const shares = this.supplyShares;
    return shares === 0 ? 0 : shares * this.#supplyIndex.value(view);
  }

  owed(view: MarketView): number {
    const shares = this.debtShares;
    return shares === 0 ? 0 : shares * this.#debtIndex.value(view);
  }

  /** At the protocol's oracle, which a market discount does not move. */
  priceUsd(view: MarketView): number {
    return view.value(this.#price);
  }

  suppliedUsd(view: MarketView): number {
    const amount = this.supplied(view);
    return amount === 0 ? 0 : amount * view.value(this.#price);
  }

  owedUsd(view: MarketView): number {
    const amount = this.owed(view);
    return amount === 0 ? 0 : amount * view.value(this.#price);
  }

  /** A reserve whose own loan-to-value is 0 has been closed as collateral, in every category too. */
  ltv(view: MarketView): number {
    const own = this.#ltv === undefined ? this.#terms.ltv : view.value(this.#ltv);
    return own === 0 ? 0 : (this.#category?.ltv ?? own);
  }

  liquidationThreshold(view: MarketView): number {
    if (this.#category !== undefined) return this.#category.liquidation_threshold;
    return this.#threshold === undefined
      ? this.#terms.liquidation_threshold
      : view.value(this.#threshold);
  }

  get liquidationBonus(): number {
    return (this.#category ?? this.#terms).liquidation_bonus;
  }

  /** What others have supplied: the data were recorded without us. 0 where they do not say. */
  othersSupplied(view: MarketView): number {
    return this.#totalSupplied === undefined ? 0 : view.value(this.#totalSupplied);
  }

  othersOwe(view: MarketView): number {
    return this.#totalBorrowed === undefined ? 0 : view.value(this.#totalBorrowed);
  }

  /**
   * What can be taken out of the reserve: what others left in it, less our own debt. Our own supply is not counted on:
   * where everything is lent out, others stand in line for it before us. Without totals it has no bound.
   */
  liquidity(view: MarketView): number {
    if (this.#totalSupplied === undefined || this.#totalBorrowed === undefined) return Infinity;
    return Math.max(0, this.othersSupplied(view) - this.othersOwe(view) - this.owed(view));
  }

  /** In tokens; Infinity without a cap. */
  supplyCap(view: MarketView): number {
    return capOf(this.#supplyCap, this.#terms.supply_cap, view);
  }

  borrowCap(view: MarketView): number {
    return capOf(this.#borrowCap, this.#terms.borrow_cap, view);
  }
}

function seriesOf(data: DataProvider, asset: AssetSymbol): SeriesIndex {
  const series = data.find(reserveSeries(asset));
  if (series === undefined) throw new Error(`no series ${reserveSeries(asset)}`);
  return series.index;
}

function curveOf({ curve }: ReserveConfig): RateCurve | undefined {
  return (
    curve && {
      baseApr: curve.base_rate,
      slope1Apr: curve.slope_1,
      slope2Apr: curve.slope_2,
      optimalUtilisation: curve.optimal_utilisation,
    }
  );
}

/** A recorded cap of 0 is none: so the contract counts. */
function capOf(field: FieldIndex | undefined, configured: number | null, view: MarketView): number {
  if (field === undefined) return configured ?? Infinity;
  const recorded = view.value(field);
  return recorded === 0 ? Infinity : recorded;
}
