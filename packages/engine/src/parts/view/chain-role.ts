import {
  DatedConfig,
  GasPrice,
  QUOTE,
  balanceId,
  lendingAssets,
  reserveSeries,
  supplyId,
  type AccountIndex,
  type AccountTable,
  type ChainRoleView,
  type DataProvider,
  type DepositView,
  type EpochMs,
  type FieldIndex,
  type LendingVenueConfig,
  type MarketView,
  type RunConfig,
  type VenueId,
  type WalletVenueConfig,
} from '@basis/core-types';
import type { PortfolioValues } from '@basis/monitors';

const GAS_ASSET = 'ETH';

/** The wallet on the chain and what lies in protocols for it, as the strategy sees it. */
export class ChainRole implements ChainRoleView {
  quoteHeld = 0;
  readonly deposit: DepositRole | undefined;
  readonly #quote: AccountIndex | undefined;

  constructor(
    config: RunConfig,
    wallet: WalletVenueConfig,
    accounts: AccountTable,
    data: DataProvider,
    values: PortfolioValues,
  ) {
    this.#quote = accounts.find(balanceId(wallet.venue, 'wallet', QUOTE))?.index;
    const [lender] = config.venues.execution_subscriptions.lending;
    this.deposit =
      lender !== undefined && lendingAssets(config, lender).includes(QUOTE)
        ? new DepositRole(config, lender, accounts, data, values)
        : undefined;
  }

  refresh(now: EpochMs, market: MarketView, quantities: Float64Array): void {
    this.quoteHeld = this.#quote === undefined ? 0 : quantities[this.#quote]!;
    this.deposit?.refresh(now, market, quantities);
  }
}

/** Dollars at the lending venue. */
class DepositRole implements DepositView {
  suppliedQuote = 0;
  withdrawableQuote = 0;
  roomQuote = 0;
  supplyApr = 0;
  roundTripCostQuote = 0;
  readonly #gas: GasPrice;
  readonly #gasNode: number;
  readonly #quoteNode: number;
  readonly #dated: DatedConfig<LendingVenueConfig>;
  readonly #account: AccountIndex;
  readonly #node: number;
  readonly #tree: PortfolioValues['tree'];
  readonly #apr: FieldIndex;
  readonly #supplied: FieldIndex | undefined;
  readonly #borrowed: FieldIndex | undefined;
  readonly #cap: FieldIndex | undefined;

  constructor(
    config: RunConfig,
    lender: VenueId,
    accounts: AccountTable,
    data: DataProvider,
    { tree, nodeOfAccount }: PortfolioValues,
  ) {
    const series = reserveSeries(QUOTE);
    const recorded = data.find(series)!.columns;
    const optional = (name: string) =>
      recorded.includes(name) ? data.field(series, name) : undefined;
    this.#dated = new DatedConfig(config.venue_configs[lender] as LendingVenueConfig);
    this.#account = accounts.index(supplyId(lender, QUOTE));
    this.#node = nodeOfAccount[this.#account]!;
    this.#tree = tree;
    this.#gas = new GasPrice(data);
    this.#gasNode = tree.has(GAS_ASSET) ? tree.node(GAS_ASSET) : -1;
    this.#quoteNode = tree.node(QUOTE);
    this.#apr = data.field(series, 'supply_apr');
    this.#supplied = optional('total_supplied');
    this.#borrowed = optional('total_borrowed');
    this.#cap = optional('supply_cap');
  }

  refresh(now: EpochMs, market: MarketView, quantities: Float64Array): void {
    const { reserves, gas_units } = this.#dated.at(now);
    const reserve = reserves[QUOTE]!;
    const gasEth = this.#gas.cost(gas_units.supply + gas_units.withdraw, now);
    this.roundTripCostQuote =
      this.#gasNode < 0 ? 0 : this.#tree.convert(gasEth, this.#gasNode, this.#quoteNode);
    const total = this.#supplied === undefined ? 0 : market.value(this.#supplied);
    const cap = this.#cap === undefined ? 0 : market.value(this.#cap);
    this.suppliedQuote =
      quantities[this.#account]! * this.#tree.deltaTo(this.#node, this.#quoteNode);
    this.supplyApr = market.value(this.#apr);
    // Where the data do not say what others have borrowed, everything can be had.
    const liquid =
      this.#borrowed === undefined ? Infinity : Math.max(0, total - market.value(this.#borrowed));
    this.withdrawableQuote = Math.min(this.suppliedQuote, liquid);
    const limit = cap > 0 ? cap : (reserve.supply_cap ?? Infinity);
    this.roomQuote = reserve.frozen ? 0 : Math.max(0, limit - total - this.suppliedQuote);
  }
}
