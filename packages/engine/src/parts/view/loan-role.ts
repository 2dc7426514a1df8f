import {
  DatedConfig,
  ReserveTerms,
  debtId,
  enteredCategory,
  lendingAssets,
  reserveSeries,
  type AccountIndex,
  type AssetSymbol,
  type EpochMs,
  type FieldIndex,
  type LendingVenueConfig,
  type LoanView,
  type MarketView,
  type RunConfig,
} from '@basis/core-types';
import { FlashLender } from './flash-lender.js';
import { RecentApr } from './recent-apr.js';
import type { StakeRole } from './stake-role.js';
import type { ChainParts } from './viewed-parts.js';

/** What is borrowed against a staking token. */
const BORROWED: AssetSymbol = 'WETH';

/** The lending venue where the token can be pledged and ETH borrowed on it. */
export function loanVenue(config: RunConfig, token: AssetSymbol): LendingVenueConfig | undefined {
  const [lender] = config.venues.execution_subscriptions.lending;
  if (lender === undefined) return undefined;
  const lent = lendingAssets(config, lender);
  const isPossible = lent.includes(token) && lent.includes(BORROWED);
  return isPossible ? (config.venue_configs[lender] as LendingVenueConfig) : undefined;
}

/** ETH borrowed against the staking token, as the lending venue counts it. */
export class LoanRole implements LoanView {
  owedEth = 0;
  collateralEth = 0;
  healthFactor = Infinity;
  mostLoanToValue = 0;
  liquidationThreshold = 0;
  availableEth = 0;
  roomTokens = 0;
  flashEth = 0;
  flashPremiumRate = 0;
  borrowApr = NaN;
  pledgeApr = NaN;
  readonly #dated: DatedConfig<LendingVenueConfig>;
  readonly #risk: ChainParts['risk'];
  /** Place of the venue among those whose risk is watched. */
  readonly #place: number;
  readonly #stake: StakeRole;
  readonly #tree: ChainParts['values']['tree'];
  readonly #pledged: ReserveTerms;
  readonly #borrowed: ReserveTerms;
  readonly #debt: AccountIndex;
  readonly #debtNode: number;
  readonly #borrowedNode: number;
  readonly #tokenUsd: FieldIndex;
  readonly #borrowedUsd: FieldIndex;
  readonly #flash: FlashLender;
  readonly #borrowApr: RecentApr;
  readonly #pledgeApr: RecentApr;

  /** What is pledged it takes from `stake`, which is refreshed before it. */
  constructor(config: RunConfig, lender: LendingVenueConfig, stake: StakeRole, parts: ChainParts) {
    const { accounts, data, values, risk } = parts;
    const [token, borrowed] = [reserveSeries(stake.token), reserveSeries(BORROWED)];
    this.#dated = new DatedConfig(lender);
    this.#risk = risk;
    this.#place = risk.lending.venues.indexOf(lender.venue);
    this.#stake = stake;
    this.#tree = values.tree;
    this.#pledged = new ReserveTerms(lender, stake.token, data);
    this.#borrowed = new ReserveTerms(lender, BORROWED, data);
    this.#debt = accounts.index(debtId(lender.venue, BORROWED));
    this.#debtNode = values.nodeOfAccount[this.#debt]!;
    this.#borrowedNode = values.tree.node(BORROWED);
    this.#tokenUsd = data.field(token, 'oracle_price_usd');
    this.#borrowedUsd = data.field(borrowed, 'oracle_price_usd');
    this.#flash = new FlashLender(config, BORROWED, data);
    this.#borrowApr = new RecentApr(data, borrowed, 'borrow_apr');
    this.#pledgeApr = new RecentApr(data, token, 'supply_apr');
  }

  refresh(now: EpochMs, market: MarketView, quantities: Float64Array): void {
    const lender = this.#dated.at(now);
    const category = enteredCategory(lender);
    this.#pledged.adopt(lender, category);
    this.#borrowed.adopt(lender, category);

    const shares = 0 - quantities[this.#debt]!;
    const { pledgedTokens } = this.#stake;
    const oracleEth = market.value(this.#tokenUsd) / market.value(this.#borrowedUsd);
    this.owedEth =
      shares === 0 ? 0 : shares * this.#tree.deltaTo(this.#debtNode, this.#borrowedNode);
    this.collateralEth = pledgedTokens === 0 ? 0 : pledgedTokens * oracleEth;
    this.healthFactor = this.#risk.lending.healthFactor[this.#place]!;

    const isLent = category === undefined || category.borrowable.includes(BORROWED);
    const isOpen = isLent && !this.#pledged.configured.frozen && this.#borrowed.lends;
    const mostLoanToValue = isOpen ? this.#pledged.ltv(market) : 0;
    this.mostLoanToValue = mostLoanToValue > 0 ? mostLoanToValue : 0;
    this.liquidationThreshold = this.#pledged.liquidationThreshold(market);
    this.availableEth = this.#borrowed.borrowRoom(market, this.owedEth);
    this.roomTokens = this.#pledged.supplyRoom(market, pledgedTokens);
    this.flashEth = this.#flash.most(now, market, this.owedEth);
    this.flashPremiumRate = this.#flash.premiumRate(now);
    this.borrowApr = this.#borrowApr.value(market);
    this.pledgeApr = this.#pledgeApr.value(market);
  }
}
