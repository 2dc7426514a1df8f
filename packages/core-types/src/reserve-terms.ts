import type {
  EmodeConfig,
  LendingVenueConfig,
  ReserveConfig,
} from './config/venues/chain-schemas.js';
import { reserveSeries, type DataProvider, type MarketView } from './market.js';
import type { AssetSymbol, FieldIndex } from './units.js';

/** The e-mode category that the account is in by configuration. */
export function enteredCategory({ emode, emodes }: LendingVenueConfig): EmodeConfig | undefined {
  return emode === null ? undefined : emodes[emode];
}

/**
 * The terms of one reserve as they are at the moment: what the data record of it goes before configuration, and the terms
 * of an e-mode category before both. The one home of that rule, for the venue and for whoever must know what it will say.
 */
export class ReserveTerms {
  readonly asset: AssetSymbol;
  readonly #totalSupplied: FieldIndex | undefined;
  readonly #totalBorrowed: FieldIndex | undefined;
  readonly #supplyCap: FieldIndex | undefined;
  readonly #borrowCap: FieldIndex | undefined;
  readonly #ltv: FieldIndex | undefined;
  readonly #threshold: FieldIndex | undefined;
  #configured: ReserveConfig;
  #category: EmodeConfig | undefined;

  /** In no category, before `adopt` says otherwise. */
  constructor(venue: LendingVenueConfig, asset: AssetSymbol, data: DataProvider) {
    const id = reserveSeries(asset);
    const recorded = data.find(id)?.columns ?? [];
    const field = (column: string) =>
      recorded.includes(column) ? data.field(id, column) : undefined;
    this.asset = asset;
    this.#totalSupplied = field('total_supplied');
    this.#totalBorrowed = field('total_borrowed');
    this.#supplyCap = field('supply_cap');
    this.#borrowCap = field('borrow_cap');
    this.#ltv = field('ltv');
    this.#threshold = field('liquidation_threshold');
    this.#configured = venue.reserves[asset]!;
  }

  /** Takes on the configuration that holds from now on, and the category that the account is in. */
  adopt(venue: LendingVenueConfig, category: EmodeConfig | undefined): void {
    this.#configured = venue.reserves[this.asset]!;
    this.#category = category?.collateral.includes(this.asset) === true ? category : undefined;
  }

  get configured(): ReserveConfig {
    return this.#configured;
  }

  /** Whether anything is lent out of it; paying back goes on. */
  get lends(): boolean {
    return this.#configured.can_borrow && !this.#configured.frozen;
  }

  /** A reserve whose own loan-to-value is 0 has been closed as collateral, in every category too. */
  ltv(view: MarketView): number {
    const own = this.#ltv === undefined ? this.#configured.ltv : view.value(this.#ltv);
    return own === 0 ? 0 : (this.#category?.ltv ?? own);
  }

  liquidationThreshold(view: MarketView): number {
    if (this.#category !== undefined) return this.#category.liquidation_threshold;
    return this.#threshold === undefined
      ? this.#configured.liquidation_threshold
      : view.value(this.#threshold);
  }

  get liquidationBonus(): number {
    return (this.#category ?? this.#configured).liquidation_bonus;
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
  liquidity(view: MarketView, ownDebt: number): number {
    if (this.#totalSupplied === undefined || this.#totalBorrowed === undefined) return Infinity;
    return Math.max(0, this.othersSupplied(view) - this.othersOwe(view) - ownDebt);
  }

  /** In tokens; Infinity without a cap. */
  supplyCap(view: MarketView): number {
    return capOf(this.#supplyCap, this.#configured.supply_cap, view);
  }

  borrowCap(view: MarketView): number {
    return capOf(this.#borrowCap, this.#configured.borrow_cap, view);
  }

  /** Tokens that could be supplied still on top of our own. */
  supplyRoom(view: MarketView, ownSupply: number): number {
    if (this.#configured.frozen) return 0;
    return Math.max(0, this.supplyCap(view) - this.othersSupplied(view) - ownSupply);
  }

  /** Tokens that could be borrowed still on top of our own debt, collateral aside. */
  borrowRoom(view: MarketView, ownDebt: number): number {
    if (!this.lends) return 0;
    const belowCap = Math.max(0, this.borrowCap(view) - this.othersOwe(view) - ownDebt);
    return Math.min(belowCap, this.liquidity(view, ownDebt));
  }
}

/** A recorded cap of 0 is none: so the contract counts. */
function capOf(field: FieldIndex | undefined, configured: number | null, view: MarketView): number {
  if (field === undefined) return configured ?? Infinity;
  const recorded = view.value(field);
  return recorded === 0 ? Infinity : recorded;
}
