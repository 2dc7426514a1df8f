import {
  DatedConfig,
  balanceId,
  claimableId,
  lstSeries,
  queueId,
  supplyId,
  type AccountIndex,
  type AssetSymbol,
  type EpochMs,
  type FieldIndex,
  type MarketView,
  type RunConfig,
  type StakeView,
  type StakingVenueConfig,
  type WalletVenueConfig,
} from '@basis/core-types';
import { PoolSale } from './pool-sale.js';
import { held, type ChainParts } from './viewed-parts.js';

const STAKED_ASSET: AssetSymbol = 'ETH';

/** The form of a staking token that the wallet keeps: the wrapped one where it lists both. */
export function keptToken(
  { rebasing, wrapped }: StakingVenueConfig,
  { assets }: WalletVenueConfig,
): AssetSymbol {
  return assets.includes(wrapped) ? wrapped : rebasing;
}

/** What is staked, wherever it lies, and on its way back. */
export class StakeRole implements StakeView {
  readonly token: AssetSymbol;
  heldTokens = 0;
  pledgedTokens = 0;
  rateEth = 0;
  saleRateEth = 0;
  queuedEth = 0;
  claimableEth = 0;
  stakingApr = NaN;
  leastRequestEth = 0;
  readonly #dated: DatedConfig<StakingVenueConfig>;
  readonly #values: ChainParts['values'];
  readonly #held: AccountIndex;
  readonly #pledged: AccountIndex | undefined;
  readonly #queued: AccountIndex;
  readonly #claimable: AccountIndex;
  readonly #tokenNode: number;
  readonly #ethNode: number;
  readonly #sale: PoolSale;
  readonly #growth: FieldIndex;

  constructor(
    config: RunConfig,
    wallet: WalletVenueConfig,
    staking: StakingVenueConfig,
    { accounts, data, values }: ChainParts,
  ) {
    const [lender] = config.venues.execution_subscriptions.lending;
    this.token = keptToken(staking, wallet);
    this.#dated = new DatedConfig(staking);
    this.#values = values;
    this.#held = accounts.index(balanceId(wallet.venue, 'wallet', this.token));
    this.#pledged =
      lender === undefined ? undefined : accounts.find(supplyId(lender, this.token))?.index;
    this.#queued = accounts.index(queueId(staking.venue, STAKED_ASSET));
    this.#claimable = accounts.index(claimableId(staking.venue, STAKED_ASSET));
    this.#tokenNode = values.tree.node(this.token);
    this.#ethNode = values.tree.node(STAKED_ASSET);
    this.#sale = new PoolSale(config, this.token, data);
    this.#growth = data.field(lstSeries(staking.wrapped), 'growth_apr_7d');
  }

  refresh(now: EpochMs, market: MarketView, quantities: Float64Array): void {
    const { tree, nodeOfAccount } = this.#values;
    const shares = held(quantities, this.#pledged);
    this.heldTokens = quantities[this.#held]!;
    this.pledgedTokens =
      shares === 0 ? 0 : shares * tree.deltaTo(nodeOfAccount[this.#pledged!]!, this.#tokenNode);
    this.rateEth = tree.deltaTo(this.#tokenNode, this.#ethNode);
    this.saleRateEth = this.#sale.rateEth(now, market);
    this.queuedEth = quantities[this.#queued]!;
    this.claimableEth = quantities[this.#claimable]!;
    this.stakingApr = market.value(this.#growth);
    this.leastRequestEth = this.#dated.at(now).queue.min_request_eth;
  }
}
