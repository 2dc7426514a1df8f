import {
  rewardsSeries,
  type AssetSymbol,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type PostingSink,
  type SeriesIndex,
} from '@basis/core-types';
import type { TokenPurse } from '../transaction.js';

/** Where staked tokens may lie besides the wallet. */
export interface Lender {
  supplied(asset: AssetSymbol, now: EpochMs): number;
}

/** Whose staked tokens earn rewards. */
export interface Staker {
  readonly rebasing: AssetSymbol;
  readonly wrapped: AssetSymbol;
  readonly wallet: TokenPurse;
  readonly lenders: readonly Lender[];
}

/**
 * Tokens given for what is staked, wherever it lies, at the moments and by the amounts that were recorded. They come to
 * the wallet; those that it does not list are not claimed.
 */
export class StakingRewards {
  readonly #staker: Staker;
  readonly #data: DataProvider;
  readonly #tokenOf: (series: SeriesIndex) => AssetSymbol;
  readonly #series: SeriesIndex;
  readonly #amountPerUnit: FieldIndex;
  /** When the last row was credited: a moment may be played twice, its row counts once. */
  #creditedMs: EpochMs = 0;

  constructor(staker: Staker, series: SeriesIndex, data: DataProvider) {
    const id = rewardsSeries(staker.wrapped);
    if (data.text === undefined) throw new Error(`${data.name} does not tell the tokens of ${id}`);
    this.#staker = staker;
    this.#data = data;
    this.#tokenOf = data.text.bind(data);
    this.#series = series;
    this.#amountPerUnit = data.field(id, 'amount_per_unit');
  }

  /** Credits the row that shows at this moment, if one does. `rate` is ETH per wrapped token. */
  credit(at: EpochMs, rate: number, out: PostingSink): void {
    const view = this.#data.getData(at);
    if (view.visibleSince(this.#series) !== at || this.#creditedMs === at) return;
    this.#creditedMs = at;
    const { wallet } = this.#staker;
    const token = this.#tokenOf(this.#series);
    if (wallet.spendable(token) === undefined) return;
    const amountPerUnit = view.value(this.#amountPerUnit);
    wallet.move(at, token, 'reward', amountPerUnit * this.#stakedEth(at, rate), out);
  }

  /** A unit is what the rebasing token counts: an ETH staked. */
  #stakedEth(at: EpochMs, rate: number): number {
    const { rebasing, wrapped, wallet, lenders } = this.#staker;
    let wrappedHeld = wallet.spendable(wrapped) ?? 0;
    for (const lender of lenders) wrappedHeld += lender.supplied(wrapped, at);
    const rebasingHeld = wallet.spendable(rebasing) ?? 0;
    return rebasingHeld + (wrappedHeld === 0 ? 0 : wrappedHeld * rate);
  }

  get creditedMs(): EpochMs {
    return this.#creditedMs;
  }

  load(creditedMs: EpochMs): void {
    this.#creditedMs = creditedMs;
  }
}
