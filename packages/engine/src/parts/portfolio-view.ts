import {
  BPS,
  QUOTE,
  balanceId,
  cexConfig,
  hedgeVenues,
  inTransitId,
  lotBase,
  perpPositionId,
  perpSeries,
  perpSymbol,
  spotBucket,
  spotSeries,
  spotSymbol,
  type AccountIndex,
  type AccountTable,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type HedgeRoleView,
  type MarketView,
  type RiskLevel,
  type RunConfig,
  type SpotRoleView,
  type StrategyView,
} from '@basis/core-types';
import type { ExposureMonitor, PnLMonitor, PositionMonitor, RiskMonitor } from '@basis/monitors';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface ViewedParts {
  readonly accounts: AccountTable;
  readonly data: DataProvider;
  readonly positions: PositionMonitor;
  readonly exposure: ExposureMonitor;
  readonly risk: RiskMonitor;
  readonly pnl: PnLMonitor;
}

interface SpotSource {
  readonly base: AccountIndex;
  readonly quote: AccountIndex;
  readonly price: FieldIndex;
}

interface HedgeSource {
  readonly position: AccountIndex;
  readonly mark: FieldIndex;
}

/** The portfolio as the strategy sees it: by role, without venues. One object, refilled at every decision. */
export class PortfolioView implements StrategyView {
  nowMs: EpochMs = 0;
  equity = 0;
  inTransitQuote = 0;
  inTransitBase = 0;
  netDeltaBase = 0;
  riskLevel: RiskLevel = 'ok';
  market: MarketView;
  readonly asset: string;
  readonly quote = QUOTE;
  readonly spot: Mutable<SpotRoleView>;
  readonly hedges: readonly Mutable<HedgeRoleView>[];
  readonly #parts: ViewedParts;
  readonly #spotSource: SpotSource;
  readonly #hedgeSources: readonly HedgeSource[];
  readonly #transitQuote: AccountIndex;
  readonly #transitBase: AccountIndex;

  constructor(config: RunConfig, parts: ViewedParts) {
    const { accounts, data } = parts;
    this.#parts = parts;
    this.asset = config.asset;
    this.market = data.getData(0);
    const spotVenue = config.venues.execution_subscriptions.cex_spot[0];
    if (spotVenue === undefined) throw new Error(`mode ${config.mode} has no spot venue`);
    const venue = cexConfig(config, spotVenue);
    const symbol = spotSymbol(config);
    const bucket = spotBucket(venue);
    this.#spotSource = {
      base: accounts.index(balanceId(spotVenue, bucket, config.asset)),
      quote: accounts.index(balanceId(spotVenue, bucket, QUOTE)),
      price: data.field(spotSeries(spotVenue, symbol), 'close'),
    };
    const rules = venue.spot!.instruments[symbol]!;
    this.spot = {
      baseHeld: 0,
      quoteHeld: 0,
      priceQuote: 0,
      lotBase: lotBase(rules),
      minNotionalQuote: rules.min_notional,
      costRate: (venue.spot!.taker_fee_bps + venue.spot!.slippage_bps) * BPS,
      baseFeeRate: venue.spot!.taker_fee_bps * BPS,
      withdrawalFeeQuote: venue.withdrawals[QUOTE]?.fee ?? 0,
      minWithdrawalQuote: venue.withdrawals[QUOTE]?.min_amount ?? 0,
    };
    this.#hedgeSources = hedgeVenues(config).map((hedge) => ({
      position: accounts.index(perpPositionId(hedge, perpSymbol(config, hedge))),
      mark: data.field(perpSeries(hedge, perpSymbol(config, hedge)), 'close'),
    }));
    this.hedges = hedgeVenues(config).map((hedge) => {
      const { futures, withdrawals, settlement_asset } = cexConfig(config, hedge);
      const perp = futures!.instruments[perpSymbol(config, hedge)]!;
      return {
        allocation: config.hedge_allocation[hedge]!,
        positionBase: 0,
        markPriceQuote: 0,
        marginEquityQuote: 0,
        withdrawableQuote: 0,
        lotBase: lotBase(perp),
        minNotionalQuote: perp.min_notional,
        costRate: (futures!.taker_fee_bps + futures!.slippage_bps) * BPS,
        sharesSpotVenue: hedge === spotVenue,
        withdrawalFeeQuote: withdrawals[settlement_asset]?.fee ?? 0,
        minWithdrawalQuote: withdrawals[settlement_asset]?.min_amount ?? 0,
      };
    });
    this.#transitQuote = accounts.index(inTransitId(QUOTE));
    this.#transitBase = accounts.index(inTransitId(config.asset));
  }

  /** Takes the numbers of now. The monitors must be up to date. */
  refresh(now: EpochMs): this {
    const { data, positions, exposure, risk, pnl } = this.#parts;
    const { quantities } = positions;
    this.market = data.getData(now);
    this.nowMs = now;
    this.equity = pnl.equity;
    this.netDeltaBase = exposure.netDelta;
    this.riskLevel = risk.level;
    this.inTransitQuote = quantities[this.#transitQuote]!;
    this.inTransitBase = quantities[this.#transitBase]!;
    this.spot.baseHeld = quantities[this.#spotSource.base]!;
    this.spot.quoteHeld = quantities[this.#spotSource.quote]!;
    this.spot.priceQuote = this.market.value(this.#spotSource.price);
    for (let i = 0; i < this.hedges.length; i++) {
      const hedge = this.hedges[i]!;
      const source = this.#hedgeSources[i]!;
      hedge.positionBase = quantities[source.position]!;
      hedge.markPriceQuote = this.market.value(source.mark);
      hedge.marginEquityQuote = risk.marginEquity[i]!;
      hedge.withdrawableQuote = risk.withdrawable[i]!;
    }
    return this;
  }
}
