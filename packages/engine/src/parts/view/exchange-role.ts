import {
  BPS,
  DatedConfig,
  Outages,
  lotBase,
  type AssetSymbol,
  type CexVenueConfig,
  type EpochMs,
  type InstrumentSymbol,
  type VenueId,
} from '@basis/core-types';
import type { OrderGuard } from './viewed-parts.js';

/** What every role at an exchange has: the terms of its market and of withdrawals, as they are at the moment. */
export abstract class ExchangeRole {
  lotBase = 0;
  minNotionalQuote = 0;
  costRate = 0;
  withdrawalFeeQuote = 0;
  minWithdrawalQuote = 0;
  takesOrders = true;
  paysOut = true;
  protected takerFeeRate = 0;
  readonly #venue: VenueId;
  readonly #market: 'spot' | 'futures';
  readonly #symbol: InstrumentSymbol;
  /** What withdrawals are counted in. */
  readonly #money: AssetSymbol;
  readonly #dated: DatedConfig<CexVenueConfig>;
  readonly #noOrders: Outages;
  readonly #noWithdrawals: Outages;
  #terms: CexVenueConfig | undefined;

  constructor(
    exchange: CexVenueConfig,
    market: 'spot' | 'futures',
    symbol: InstrumentSymbol,
    money: AssetSymbol,
  ) {
    this.#venue = exchange.venue;
    this.#market = market;
    this.#symbol = symbol;
    this.#money = money;
    this.#dated = new DatedConfig(exchange);
    this.#noOrders = new Outages(exchange, 'orders');
    this.#noWithdrawals = new Outages(exchange, 'withdrawals');
  }

  protected takeTerms(now: EpochMs, orders: OrderGuard): void {
    const isFree = orders.takesOrders(this.#venue, this.#market === 'spot' ? 'spot' : 'perp');
    this.takesOrders = isFree && !this.#noOrders.at(now);
    this.paysOut = orders.paysOut(this.#venue) && !this.#noWithdrawals.at(now);
    const terms = this.#dated.at(now);
    if (terms === this.#terms) return;
    this.#terms = terms;
    const { taker_fee_bps, slippage_bps, instruments } = terms[this.#market]!;
    const rules = instruments[this.#symbol]!;
    const withdrawal = terms.withdrawals[this.#money];
    this.lotBase = lotBase(rules);
    this.minNotionalQuote = rules.min_notional;
    this.takerFeeRate = taker_fee_bps * BPS;
    this.costRate = (taker_fee_bps + slippage_bps) * BPS;
    this.withdrawalFeeQuote = withdrawal?.fee ?? 0;
    this.minWithdrawalQuote = withdrawal?.min_amount ?? 0;
    this.adopt(terms);
  }

  /** Takes what this role alone has of terms that have just come into force. */
  protected abstract adopt(terms: CexVenueConfig): void;
}
