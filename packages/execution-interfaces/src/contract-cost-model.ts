import {
  BPS,
  DatedConfig,
  GasPrice,
  chainWallet,
  lstSeries,
  type AssetSymbol,
  type ContractCall,
  type DataProvider,
  type EpochMs,
  type EstimatedDeltas,
  type PoolConfig,
  type RunConfig,
  type SeriesId,
  type Side,
  type StakingVenueConfig,
  type VenueConfig,
  type VenueId,
  type WalletVenueConfig,
} from '@basis/core-types';
import { slippageRate } from '@basis/maths';

const GAS_ASSET: AssetSymbol = 'ETH';
const WRAPPED_GAS_ASSET: AssetSymbol = 'WETH';

type Swap = Extract<ContractCall, { call: 'swap' }>;
type Conversion = Pick<Extract<ContractCall, { call: 'unwrap' }>, 'protocol' | 'asset'> &
  Pick<ContractCall, 'call'>;
type Deltas = Readonly<Record<AssetSymbol, number>>;

/** A pool as one of its two tokens is sold: the pair's first token is what prices and quantities count in. */
interface FoundPool {
  readonly terms: PoolConfig;
  readonly side: Side;
}

/** What contract calls should change and cost: tokens at the rates of now, gas by configured units at the recorded price. */
export class ContractCostModel {
  readonly #config: RunConfig;
  readonly #data: DataProvider;
  readonly #wallet: WalletVenueConfig | undefined;
  #gas: GasPrice | undefined;
  readonly #venues = new Map<VenueId, DatedConfig<VenueConfig>>();

  constructor(config: RunConfig, data: DataProvider) {
    this.#config = config;
    this.#data = data;
    this.#wallet = chainWallet(config);
  }

  /**
   * Changes of the wallet and of the queue it may wait in, by token; what lies in a protocol for it is counted in shares
   * that this does not speak of. A call that takes everything, or what a queue has finalised, is known by its gas alone.
   */
  estimateDeltas(call: ContractCall, now: EpochMs, isFirstOfSeveral: boolean): EstimatedDeltas {
    const tokens: Record<AssetSymbol, number> = { ...this.#tokensOf(call, now) };
    const gas = this.#gasEth(call, now, isFirstOfSeveral);
    tokens[GAS_ASSET] = (tokens[GAS_ASSET] ?? 0) - gas;
    return { [this.#wallet!.venue]: tokens, ...this.#queued(call, now) };
  }

  /** The pool's price at which a swap should be filled but for what it costs; 0 for other calls. */
  arrivalPrice(call: ContractCall, now: EpochMs): number {
    return call.call === 'swap' ? this.#price(this.#poolOf(call, now), now) : 0;
  }

  /** Which way the pool's first token goes in a swap. */
  sideOf(call: ContractCall, now: EpochMs): Side | undefined {
    return call.call === 'swap' ? this.#poolOf(call, now)?.side : undefined;
  }

  #tokensOf(call: ContractCall, now: EpochMs): Deltas {
    switch (call.call) {
      case 'supply':
      case 'repay':
      case 'flash_repay':
        return call.amount === 'max' ? {} : { [call.asset]: -call.amount };
      case 'withdraw':
      case 'borrow':
      case 'flash_borrow':
        return call.amount === 'max' ? {} : { [call.asset]: call.amount };
      case 'stake':
      case 'wrap':
      case 'unwrap':
        return call.amount === 'max' ? {} : this.#converted(call, call.amount, now);
      case 'request_withdrawal':
        return { [call.asset]: -call.amount };
      case 'swap':
        return { [call.sell]: -call.amount, [call.buy]: this.#received(call, now) };
      case 'set_emode':
      case 'claim_withdrawals':
        return {};
    }
  }

  /** ETH and WETH are one to one; a wrapped staking token is worth its rate in the one that grows in number. */
  #converted({ call, protocol, asset }: Conversion, amount: number, now: EpochMs): Deltas {
    const given = { [asset]: -amount };
    const venue = this.#venueAt(protocol, now);
    if (venue.venue_type !== 'staking')
      return { ...given, [call === 'wrap' ? WRAPPED_GAS_ASSET : GAS_ASSET]: amount };
    const { rebasing, wrapped } = venue;
    const rate = this.#rate(venue, now);
    if (call === 'unwrap') return { ...given, [rebasing]: amount * rate };
    const staysRebasing = call === 'stake' && this.#wallet!.assets.includes(rebasing);
    return { ...given, ...(staysRebasing ? { [rebasing]: amount } : { [wrapped]: amount / rate }) };
  }

  #queued(call: ContractCall, now: EpochMs): EstimatedDeltas {
    if (call.call !== 'request_withdrawal') return {};
    const venue = this.#venueAt(call.protocol, now);
    if (venue.venue_type !== 'staking') return {};
    const eth = call.asset === venue.wrapped ? call.amount * this.#rate(venue, now) : call.amount;
    return { [call.protocol]: { [GAS_ASSET]: eth } };
  }

  #rate({ wrapped }: StakingVenueConfig, now: EpochMs): number {
    return this.#value(lstSeries(wrapped), 'exchange_rate', now);
  }

  #received(call: Swap, now: EpochMs): number {
    const pool = this.#poolOf(call, now);
    if (pool === undefined) return 0;
    const { terms, side } = pool;
    const price = this.#price(pool, now);
    const [traded, atMarket] =
      side === 'sell'
        ? [call.amount, call.amount * price]
        : [call.amount / price, call.amount / price];
    const needsVolume = terms.impact?.daily_volume_base === null;
    const volume = needsVolume ? this.#value(terms.price_series, 'volume_24h', now) : NaN;
    const lost = slippageRate(terms.slippage_bps, terms.impact, traded, volume);
    return atMarket * (1 - lost) * (1 - terms.fee_bps * BPS);
  }

  #poolOf({ protocol, sell, buy }: Swap, now: EpochMs): FoundPool | undefined {
    const venue = this.#venueAt(protocol, now);
    if (venue.venue_type !== 'dex') return undefined;
    const sold = venue.pools[`${sell}-${buy}`];
    const terms = sold ?? venue.pools[`${buy}-${sell}`];
    return terms && { terms, side: sold === undefined ? 'buy' : 'sell' };
  }

  #price(pool: FoundPool | undefined, now: EpochMs): number {
    if (pool === undefined) return 0;
    const { price_series: id } = pool.terms;
    const isStaked = id.startsWith(lstSeries(''));
    return this.#value(id, isStaked ? 'market_price_eth' : 'close', now);
  }

  #gasEth(call: ContractCall, now: EpochMs, isFirstOfSeveral: boolean): number {
    const [atomic] = this.#config.venues.execution_subscriptions.atomic;
    const batch =
      isFirstOfSeveral && atomic !== undefined ? gasOf(this.#venueAt(atomic, now), 'batch') : 0;
    // Paying back is part of the loan's own call.
    const own =
      call.call === 'flash_repay'
        ? 0
        : gasOf(
            this.#venueAt(call.protocol, now),
            call.call === 'flash_borrow' ? 'flash_loan' : call.call,
          );
    // Made when it is first needed: a run without contract calls may have no gas prices.
    this.#gas ??= new GasPrice(this.#data);
    return this.#gas.cost(own + batch, now);
  }

  #value(series: SeriesId, column: string, now: EpochMs): number {
    return this.#data.getData(now).value(this.#data.field(series, column));
  }

  #venueAt(venue: VenueId, now: EpochMs): VenueConfig {
    let dated = this.#venues.get(venue);
    if (dated === undefined) {
      dated = new DatedConfig(this.#config.venue_configs[venue]!);
      this.#venues.set(venue, dated);
    }
    return dated.at(now);
  }
}

function gasOf(venue: VenueConfig, name: string): number {
  const units: Readonly<Record<string, number>> = venue.venue_type === 'cex' ? {} : venue.gas_units;
  return units[name] ?? 0;
}
