import {
  lstSeries,
  stakingVenues,
  type AccountIndex,
  type AccountTable,
  type AssetSymbol,
  type DataProvider,
  type FieldIndex,
  type JsonObject,
  type MarketView,
  type RunConfig,
} from '@basis/core-types';
import { finiteOrNull } from './finite-or-null.js';
import { OK, levelAbove } from './level.js';

type Thresholds = RunConfig['component_config']['risk_monitor'];

interface StakingToken {
  readonly rate: FieldIndex;
  readonly marketPrice: FieldIndex;
  /** Everywhere the token or its rebasing form may lie. */
  readonly accounts: readonly AccountIndex[];
}

/** How far the market prices of staking tokens are from their protocols' rates; it matters where one is held. */
export class StakingRisk {
  readonly tokens: readonly AssetSymbol[];
  /** Market price / rate - 1: negative at a discount. */
  readonly premium: Float64Array;
  readonly #sources: readonly StakingToken[];
  readonly #thresholds: Thresholds;

  constructor(config: RunConfig, accounts: AccountTable, data: DataProvider) {
    this.#thresholds = config.component_config.risk_monitor;
    const staking = stakingVenues(config).filter(
      ({ wrapped }) => data.find(lstSeries(wrapped)) !== undefined,
    );
    this.tokens = staking.map(({ wrapped }) => wrapped);
    this.#sources = staking.map(({ rebasing, wrapped }) => ({
      rate: data.field(lstSeries(wrapped), 'exchange_rate'),
      marketPrice: data.field(lstSeries(wrapped), 'market_price_eth'),
      accounts: accounts.accounts
        .filter(({ asset }) => asset === rebasing || asset === wrapped)
        .map(({ index }) => index),
    }));
    this.premium = new Float64Array(staking.length);
  }

  /** Returns the worst level of what is held. */
  update(view: MarketView, quantities: Float64Array): number {
    const { lst_discount_warning: warning, lst_discount_critical: critical } = this.#thresholds;
    let level = OK;
    for (let i = 0; i < this.#sources.length; i++) {
      const { rate, marketPrice, accounts } = this.#sources[i]!;
      const premium = view.value(marketPrice) / view.value(rate) - 1;
      this.premium[i] = premium;
      if (isHeld(accounts, quantities))
        level = Math.max(level, levelAbove(-premium, warning, critical));
    }
    return level;
  }

  describe(): JsonObject {
    return Object.fromEntries(
      this.tokens.map((token, i) => [token, finiteOrNull(this.premium[i]!)]),
    );
  }
}

function isHeld(accounts: readonly AccountIndex[], quantities: Float64Array): boolean {
  for (let i = 0; i < accounts.length; i++) if (quantities[accounts[i]!] !== 0) return true;
  return false;
}
