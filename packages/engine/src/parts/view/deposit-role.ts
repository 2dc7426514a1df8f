import {
  DatedConfig,
  GasPrice,
  QUOTE,
  ReserveTerms,
  reserveSeries,
  supplyId,
  type AccountIndex,
  type DepositView,
  type EpochMs,
  type LendingVenueConfig,
  type MarketView,
} from '@basis/core-types';
import { RecentApr } from './recent-apr.js';
import type { ChainParts } from './viewed-parts.js';

const GAS_ASSET = 'ETH';

/** Dollars at the lending venue. */
export class DepositRole implements DepositView {
  suppliedQuote = 0;
  withdrawableQuote = 0;
  roomQuote = 0;
  supplyApr = 0;
  roundTripCostQuote = 0;
  readonly #gas: GasPrice;
  readonly #gasNode: number;
  readonly #quoteNode: number;
  readonly #dated: DatedConfig<LendingVenueConfig>;
  readonly #terms: ReserveTerms;
  readonly #account: AccountIndex;
  readonly #node: number;
  readonly #tree: ChainParts['values']['tree'];
  readonly #apr: RecentApr;

  constructor(lender: LendingVenueConfig, { accounts, data, values }: ChainParts) {
    const { tree, nodeOfAccount } = values;
    this.#dated = new DatedConfig(lender);
    this.#terms = new ReserveTerms(lender, QUOTE, data);
    this.#account = accounts.index(supplyId(lender.venue, QUOTE));
    this.#node = nodeOfAccount[this.#account]!;
    this.#tree = tree;
    this.#gas = new GasPrice(data);
    this.#gasNode = tree.has(GAS_ASSET) ? tree.node(GAS_ASSET) : -1;
    this.#quoteNode = tree.node(QUOTE);
    this.#apr = new RecentApr(data, reserveSeries(QUOTE), 'supply_apr');
  }

  refresh(now: EpochMs, market: MarketView, quantities: Float64Array): void {
    const lender = this.#dated.at(now);
    const { gas_units } = lender;
    this.#terms.adopt(lender, undefined);
    const gasEth = this.#gas.cost(gas_units.supply + gas_units.withdraw, now);
    this.roundTripCostQuote =
      this.#gasNode < 0 ? 0 : this.#tree.convert(gasEth, this.#gasNode, this.#quoteNode);
    this.suppliedQuote =
      quantities[this.#account]! * this.#tree.deltaTo(this.#node, this.#quoteNode);
    this.supplyApr = this.#apr.value(market);
    this.withdrawableQuote = Math.min(this.suppliedQuote, this.#terms.liquidity(market, 0));
    this.roomQuote = this.#terms.supplyRoom(market, this.suppliedQuote);
  }
}
