import {
  ReserveTerms,
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
 * ledger keeps them.
 */
export class Reserve {
  readonly asset: AssetSymbol;
  readonly supplyAccount: AccountIndex;
  readonly debtAccount: AccountIndex;
  readonly series: SeriesIndex;
  readonly terms: ReserveTerms;
  readonly #ledger: Ledger;
  readonly #supplyIndex: AccruedIndex;
  readonly #debtIndex: AccruedIndex;
  readonly #price: FieldIndex;
  #curve: RateCurve | undefined;

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
    this.terms = new ReserveTerms(venue, asset, data);
    this.#curve = curveOf(this.terms.configured);
  }

  /** Takes on the terms that hold from now on. */
  adopt(venue: LendingVenueConfig, category: EmodeConfig | undefined): void {
    this.terms.adopt(venue, category);
    this.#curve = curveOf(this.terms.configured);
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

  /** What can be taken out of the reserve. */
  liquidity(view: MarketView): number {
    return this.terms.liquidity(view, this.owed(view));
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
