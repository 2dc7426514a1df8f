import {
  QUOTE,
  chainWallet,
  hedgePlaces,
  inTransitId,
  type AccountIndex,
  type EpochMs,
  type MarketView,
  type RiskLevel,
  type RisksView,
  type RunConfig,
  type SpotRoleView,
  type StrategyView,
} from '@basis/core-types';
import { ChainRole } from './view/chain-role.js';
import { HedgeRole } from './view/hedge-role.js';
import { NO_SPOT, SpotRole } from './view/spot-role.js';
import { held, type ViewedParts } from './view/viewed-parts.js';

/** The portfolio as the strategy sees it: by role, without venues. One object, refilled at every decision. */
export class PortfolioView implements StrategyView {
  nowMs: EpochMs = 0;
  equity = 0;
  payable = 0;
  inTransitQuote = 0;
  inTransitBase = 0;
  netDeltaBase = 0;
  riskLevel: RiskLevel = 'ok';
  mayAddRisk = true;
  market: MarketView;
  readonly risks: RisksView;
  readonly asset: string;
  readonly quote = QUOTE;
  readonly spot: SpotRoleView;
  readonly hedges: readonly HedgeRole[];
  readonly chain: ChainRole | undefined;
  readonly #parts: ViewedParts;
  readonly #spot: SpotRole | undefined;
  readonly #transitQuote: AccountIndex | undefined;
  readonly #transitBase: AccountIndex | undefined;

  constructor(config: RunConfig, parts: ViewedParts) {
    const { accounts, data, risk } = parts;
    this.#parts = parts;
    this.risks = risk.levels;
    this.asset = config.asset;
    this.market = data.getData(0);
    const [spotVenue] = config.venues.execution_subscriptions.cex_spot;
    this.#spot =
      spotVenue === undefined ? undefined : new SpotRole(config, spotVenue, accounts, data);
    this.spot = this.#spot ?? NO_SPOT;
    this.hedges = hedgePlaces(config).map(
      (place) => new HedgeRole(place, place.venue === spotVenue, accounts, data),
    );
    const wallet = chainWallet(config);
    this.chain = wallet && new ChainRole(config, wallet, parts);
    this.#transitQuote = accounts.find(inTransitId(QUOTE))?.index;
    this.#transitBase = accounts.find(inTransitId(config.asset))?.index;
  }

  /** Takes the numbers of now. The monitors must be up to date. */
  refresh(now: EpochMs): this {
    const { data, positions, exposure, risk, pnl, reserve, orders } = this.#parts;
    const { quantities } = positions;
    const market = data.getData(now);
    this.market = market;
    this.nowMs = now;
    this.equity = pnl.equity;
    this.payable = reserve.payable;
    this.netDeltaBase = exposure.netDelta;
    this.riskLevel = risk.level;
    this.mayAddRisk = orders.mayAddRisk(now);
    this.inTransitQuote = held(quantities, this.#transitQuote);
    this.inTransitBase = held(quantities, this.#transitBase);
    this.#spot?.refresh(now, market, quantities, orders);
    for (let i = 0; i < this.hedges.length; i++) {
      const hedge = this.hedges[i]!;
      hedge.refresh(now, market, quantities, orders);
      hedge.marginEquityQuote = risk.marginEquity[i]!;
      hedge.withdrawableQuote = risk.withdrawable[i]!;
    }
    this.chain?.refresh(now, market, quantities);
    return this;
  }
}
