import {
  BPS,
  QUOTE,
  lstSeries,
  stakingVenues,
  type AccountIndex,
  type AccountTable,
  type CexVenueConfig,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type RunConfig,
  type StakingVenueConfig,
} from '@basis/core-types';
import { TermsInForce } from './terms-in-force.js';

/** A staking token that can only leave at once by being sold for what a market pays. */
interface StakedHoldings {
  readonly accounts: readonly AccountIndex[];
  readonly rate: FieldIndex;
  readonly marketPrice: FieldIndex;
  /** Where its pool's cost stands in `#poolCosts`. */
  readonly pool: number;
}

/**
 * By account: the share of its value that leaving it for the share class now would cost. On an exchange that is the
 * taker's fee and slippage of its market; of a staking token what the market pays less than the protocol's rate, with the fee and slippage of the
 * first pool that the run may swap it in. Debts, claims and the share class itself cost nothing to settle.
 */
export class ExitCosts {
  readonly rates: Float64Array;
  /** The accounts that may cost something to leave; all others never do. */
  readonly charged: Int32Array;
  readonly #terms = new TermsInForce();
  readonly #staked: readonly StakedHoldings[];
  readonly #poolCosts: Float64Array;
  readonly #data: DataProvider;

  constructor(config: RunConfig, accounts: AccountTable, data: DataProvider) {
    this.rates = new Float64Array(accounts.size);
    this.#data = data;
    const charged = new Set<AccountIndex>();
    for (const venue of Object.values(config.venue_configs)) {
      if (venue.venue_type === 'cex') this.#exchange(config, accounts, venue, charged);
    }
    const staking = stakingVenues(config).filter(
      ({ wrapped }) => data.find(lstSeries(wrapped)) !== undefined,
    );
    this.#poolCosts = new Float64Array(staking.length);
    this.#staked = staking.map((venue, pool) => this.#stakingToken(config, accounts, venue, pool));
    for (const token of this.#staked) for (const index of token.accounts) charged.add(index);
    this.charged = Int32Array.from(charged);
  }

  /** Takes the terms and the prices of now. */
  update(now: EpochMs): void {
    this.#terms.update(now);
    for (let i = 0; i < this.#staked.length; i++) this.#sellStaked(this.#staked[i]!, now);
  }

  #sellStaked({ accounts, rate, marketPrice, pool }: StakedHoldings, now: EpochMs): void {
    const view = this.#data.getData(now);
    const received = (view.value(marketPrice) / view.value(rate)) * (1 - this.#poolCosts[pool]!);
    for (let i = 0; i < accounts.length; i++) this.rates[accounts[i]!] = 1 - received;
  }

  #exchange(
    config: RunConfig,
    accounts: AccountTable,
    venue: CexVenueConfig,
    charged: Set<AccountIndex>,
  ): void {
    const own = accounts.ofVenue(venue.venue);
    const perps = own.filter(({ kind }) => kind === 'perp_position');
    // Both sides of the spot market but the one that is the share class.
    const others = [QUOTE, config.asset].filter((asset) => asset !== config.share_class);
    const coins = own.filter(({ kind, asset }) => kind === 'balance' && others.includes(asset));
    const sold = venue.spot === undefined ? [] : coins;
    for (const { index } of [...perps, ...sold]) charged.add(index);
    this.#terms.follow(venue, ({ spot, futures }) => {
      for (const { index } of perps) this.rates[index] = costOf(futures!);
      for (const { index } of sold) this.rates[index] = costOf(spot!);
    });
  }

  #stakingToken(
    config: RunConfig,
    accounts: AccountTable,
    { rebasing, wrapped }: StakingVenueConfig,
    pool: number,
  ): StakedHoldings {
    const series = lstSeries(wrapped);
    for (const name of config.venues.execution_subscriptions.dex) {
      const dex = config.venue_configs[name];
      if (dex?.venue_type !== 'dex') continue;
      const pair = Object.keys(dex.pools).find((one) => dex.pools[one]!.price_series === series);
      if (pair === undefined) continue;
      this.#terms.follow(dex, ({ pools }) => {
        const { fee_bps, slippage_bps } = pools[pair]!;
        this.#poolCosts[pool] = (fee_bps + slippage_bps) * BPS;
      });
      break;
    }
    return {
      accounts: accounts.accounts
        .filter(({ asset, kind }) => [rebasing, wrapped].includes(asset) && kind !== 'lending_debt')
        .map(({ index }) => index),
      rate: this.#data.field(series, 'exchange_rate'),
      marketPrice: this.#data.field(series, 'market_price_eth'),
      pool,
    };
  }
}

function costOf({
  taker_fee_bps,
  slippage_bps,
}: {
  taker_fee_bps: number;
  slippage_bps: number;
}): number {
  return (taker_fee_bps + slippage_bps) * BPS;
}
