import {
  DatedConfig,
  SECOND_MS,
  claimableId,
  lstSeries,
  queueId,
  rewardsSeries,
  type AssetSymbol,
  type ContractCall,
  type DataProvider,
  type EpochMs,
  type EventRank,
  type FieldIndex,
  type Json,
  type Outcome,
  type PostingSink,
  type StakingVenueConfig,
} from '@basis/core-types';
import { AccountVenue } from '../../account-venue.js';
import { refuse } from '../../refuse.js';
import type { VenueContext } from '../../venue-context.js';
import type { Protocol } from '../protocol.js';
import { Revert, type TokenPurse, type Transaction } from '../transaction.js';
import { StakingRewards, type Lender } from './staking-rewards.js';
import { WithdrawalQueue, type SavedQueue } from './withdrawal-queue.js';

type Conversion = Extract<
  ContractCall,
  { call: 'stake' | 'wrap' | 'unwrap' | 'request_withdrawal' }
>;

const STAKED_ASSET: AssetSymbol = 'ETH';

/** Binary dust by which an amount in ETH may miss the queue's bounds. */
const DUST = 1e-12;

interface Saved {
  readonly quantities: Json;
  readonly rate: number | null;
  readonly queue: SavedQueue;
  readonly rewarded_ms: EpochMs | null;
}

/**
 * A staking protocol: ETH becomes a token that grows in number, which can be wrapped into one that grows in value; a
 * queue leads back. It holds nothing for us but what is in the queue: tokens lie in the wallet or where that took them.
 * A rebase is posted for what lies in the wallet, so a rebasing token is not to be left anywhere else.
 */
export class SimStaking extends AccountVenue implements Protocol {
  readonly ranks: readonly EventRank[] = ['accrual', 'arrival'];
  readonly #dated: DatedConfig<StakingVenueConfig>;
  readonly #rebasing: AssetSymbol;
  readonly #wrapped: AssetSymbol;
  readonly #data: DataProvider;
  readonly #rateField: FieldIndex;
  readonly #wallet: TokenPurse | undefined;
  readonly #queue: WithdrawalQueue;
  readonly #rewards: StakingRewards | undefined;
  /** ETH per wrapped token as of the last look, to which balances have been rebased; NaN before there was one. */
  #rate = NaN;

  constructor(
    config: StakingVenueConfig,
    { accounts, network, data }: VenueContext,
    wallet: TokenPurse | undefined,
    lenders: readonly Lender[],
  ) {
    super(config.venue, accounts, network);
    const { rebasing, wrapped } = config;
    this.#dated = new DatedConfig(config);
    this.#rebasing = rebasing;
    this.#wrapped = wrapped;
    this.#data = data;
    this.#rateField = data.field(lstSeries(wrapped), 'exchange_rate');
    this.#wallet = wallet;
    this.#queue = new WithdrawalQueue(this.ledger, {
      waiting: accounts.index(queueId(config.venue, STAKED_ASSET)),
      claimable: accounts.index(claimableId(config.venue, STAKED_ASSET)),
    });
    const rewards = data.find(rewardsSeries(wrapped));
    if (rewards !== undefined && wallet !== undefined) {
      const staker = { rebasing, wrapped, wallet, lenders };
      this.#rewards = new StakingRewards(staker, rewards.index, data);
    }
  }

  override nextEventAt(): EpochMs {
    return this.#queue.nextFinalisationMs;
  }

  play(rank: EventRank, at: EpochMs, out: PostingSink): void {
    if (rank === 'arrival') {
      if (this.#queue.nextFinalisationMs <= at) this.#queue.finalise(at, this.#rateAt(at), out);
      return;
    }
    this.#rebase(at, out);
    if (this.#rewards !== undefined && this.#dated.at(at).rewards)
      this.#rewards.credit(at, this.#rate, out);
  }

  /** Brings the wallet's rebasing tokens to the rate of now: more with rewards, less when validators were slashed. */
  #rebase(at: EpochMs, out: PostingSink): void {
    const [before, rate] = [this.#rate, this.#rateAt(at)];
    if (!(rate > 0) || rate === before) return;
    this.#rate = rate;
    const held = this.#wallet?.spendable(this.#rebasing) ?? 0;
    if (held === 0 || Number.isNaN(before)) return;
    const growth = (rate - before) / before;
    this.#wallet!.move(at, this.#rebasing, 'staking', held * growth, out);
  }

  #rateAt(now: EpochMs): number {
    return this.#data.getData(now).value(this.#rateField);
  }

  handle(): Outcome {
    return refuse('VEN-009', `${this.id} is called from a wallet`);
  }

  gasUnits({ call }: ContractCall, now: EpochMs): number | undefined {
    switch (call) {
      case 'stake':
      case 'wrap':
      case 'unwrap':
      case 'request_withdrawal':
      case 'claim_withdrawals':
        return this.#dated.at(now).gas_units[call];
      default:
        return undefined;
    }
  }

  execute(call: ContractCall, tx: Transaction): void {
    switch (call.call) {
      case 'claim_withdrawals':
        return this.#queue.claim(tx);
      case 'stake':
      case 'wrap':
      case 'unwrap':
      case 'request_withdrawal':
        return this.#convert(call, tx);
      default:
        throw new Error(`no ${call.call} at ${this.id}`);
    }
  }

  /** Everything here is exchanged at the protocol's own rate. */
  #convert({ call, asset, amount }: Conversion, tx: Transaction): void {
    const rate = this.#rateAt(tx.now);
    if (!(rate > 0)) throw new Revert('VEN-008', lstSeries(this.#wrapped));
    this.#refuseOthers(call, asset);
    if (amount === 'max')
      throw new Revert('VEN-007', `${amount} ${asset}: the protocol takes a number`);
    // What is staked before anything was played grows from here on.
    if (Number.isNaN(this.#rate)) this.#rate = rate;
    tx.take(asset, amount, 'convert');
    switch (call) {
      case 'stake':
        return this.#giveStaked(amount, rate, tx);
      case 'wrap':
        return tx.give(this.#wrapped, amount / rate, 'convert');
      case 'unwrap':
        return tx.give(this.#rebasing, amount * rate, 'convert');
      case 'request_withdrawal':
        return this.#queueUp(asset === this.#wrapped ? amount * rate : amount, rate, tx);
    }
  }

  #refuseOthers(call: Conversion['call'], asset: AssetSymbol): void {
    const taken: Readonly<Record<Conversion['call'], readonly AssetSymbol[]>> = {
      stake: [STAKED_ASSET],
      wrap: [this.#rebasing],
      unwrap: [this.#wrapped],
      request_withdrawal: [this.#rebasing, this.#wrapped],
    };
    if (!taken[call].includes(asset)) throw new Revert('VEN-006', `${call} of ${asset}`);
  }

  /** A wallet that does not take the rebasing token gets it wrapped: the protocols' contracts have that way too. */
  #giveStaked(eth: number, rate: number, tx: Transaction): void {
    if (this.#wallet?.spendable(this.#rebasing) === undefined)
      tx.give(this.#wrapped, eth / rate, 'convert');
    else tx.give(this.#rebasing, eth, 'convert');
  }

  #queueUp(eth: number, rate: number, tx: Transaction): void {
    const { queue } = this.#dated.at(tx.now);
    const [least, most] = [queue.min_request_eth, queue.max_request_eth ?? Infinity];
    if (eth < least * (1 - DUST) || eth > most * (1 + DUST))
      throw new Revert('VEN-017', `${eth} ETH, from ${least} to ${most} at once`);
    this.#queue.add(eth, rate, queue.delay_seconds * SECOND_MS, tx);
  }

  finish(): void {
    // Nothing can be left half-done here: every call stands by itself.
  }

  override save(): Json {
    return {
      quantities: super.save(),
      rate: Number.isNaN(this.#rate) ? null : this.#rate,
      queue: this.#queue.save(),
      rewarded_ms: this.#rewards?.creditedMs ?? null,
    } satisfies Saved;
  }

  override load(state: Json): void {
    const saved = state as unknown as Saved;
    super.load(saved.quantities);
    this.#rate = saved.rate ?? NaN;
    this.#queue.load(saved.queue);
    if (saved.rewarded_ms !== null) this.#rewards?.load(saved.rewarded_ms);
  }
}
