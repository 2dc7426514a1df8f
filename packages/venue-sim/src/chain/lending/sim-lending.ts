import type {
  AssetSymbol,
  ContractCall,
  EpochMs,
  EventRank,
  Json,
  LendingVenueConfig,
  Outcome,
  PostingSink,
} from '@basis/core-types';
import { AccountVenue } from '../../account-venue.js';
import { refuse } from '../../refuse.js';
import type { VenueContext } from '../../venue-context.js';
import { FlashDesk } from '../flash-desk.js';
import type { Protocol } from '../protocol.js';
import { Revert, type Transaction } from '../transaction.js';
import { IndexCorrections } from './index-corrections.js';
import { LendingAccount } from './lending-account.js';
import { LendingCalls } from './lending-calls.js';
import { liquidate } from './liquidation.js';
import { OwnSizeEffect } from './own-size-effect.js';

/** Binary dust by which the health factor may miss what a transaction asked for. */
const DUST = 1e-12;

interface Saved {
  readonly quantities: Json;
  readonly emode: number;
  readonly corrections: { count: number; seen_ms: number[] };
  readonly own_size: number[][] | null;
}

/**
 * An Aave V3 market as our account in it: supply and debt scaled by the market's indexes, so that interest is valuation
 * and nothing is posted for it; the rules by which the contract refuses; liquidation where the health factor falls
 * below 1 at a moment that is played. Everything supplied counts as collateral.
 */
export class SimLending extends AccountVenue implements Protocol {
  readonly ranks: readonly EventRank[] = ['accrual', 'margin_close'];
  readonly #account: LendingAccount;
  readonly #calls: LendingCalls;
  readonly #desk: FlashDesk;
  readonly #corrections: IndexCorrections;
  readonly #ownSize: OwnSizeEffect | undefined;

  constructor(config: LendingVenueConfig, context: VenueContext) {
    super(config.venue, context.accounts, context.network);
    const account = new LendingAccount(config, context, this.ledger);
    this.#account = account;
    this.#desk = new FlashDesk(
      config.venue,
      (asset, { now }) => account.find(asset)!.liquidity(account.look(now)),
      () => account.terms.flash_premium_bps,
    );
    this.#calls = new LendingCalls(account, this.ledger, (asset) => this.#desk.lent(asset));
    this.#corrections = new IndexCorrections(
      account.reserves.map(({ asset }) => asset),
      context.data,
    );
    this.#ownSize = config.own_size_effect
      ? new OwnSizeEffect(account, this.ledger, context.data)
      : undefined;
  }

  play(rank: EventRank, at: EpochMs, out: PostingSink): void {
    if (rank === 'accrual') {
      const view = this.#account.look(at);
      this.#corrections.look(view);
      this.#ownSize?.accrue(at, out);
      this.#ownSize?.reprice(view);
    } else if (rank === 'margin_close' && this.#account.hasDebt) {
      const view = this.#account.look(at);
      if (liquidate(this.#account, this.ledger, at, view, out)) this.#ownSize?.reprice(view);
    }
  }

  handle(): Outcome {
    return refuse('VEN-009', `${this.id} is called from a wallet`);
  }

  gasUnits(call: ContractCall, now: EpochMs): number | undefined {
    this.#account.look(now);
    const units = this.#account.terms.gas_units;
    switch (call.call) {
      case 'supply':
      case 'withdraw':
      case 'borrow':
      case 'repay':
      case 'set_emode':
        return units[call.call];
      case 'flash_borrow':
        return units.flash_loan;
      case 'flash_repay':
        // Paying back is part of the loan's own call.
        return 0;
      default:
        return undefined;
    }
  }

  execute(call: ContractCall, tx: Transaction): void {
    const view = this.#account.look(tx.now);
    switch (call.call) {
      case 'flash_borrow':
      case 'flash_repay':
        this.#calls.reserve(call.asset, view);
        this.#desk.execute(call, tx);
        return;
      case 'supply':
      case 'withdraw':
      case 'borrow':
      case 'repay':
      case 'set_emode':
        this.#ownSize?.accrue(tx.now, tx.out);
        this.#calls.execute(call, tx);
        this.#ownSize?.reprice(view);
        return;
      default:
        throw new Error(`no ${call.call} at ${this.id}`);
    }
  }

  finish(tx: Transaction): void {
    this.#desk.finish();
    const healthFactor = this.healthFactor(tx.now);
    const least = Math.max(1, tx.leastHealthFactor ?? 1);
    if (!(healthFactor >= least * (1 - DUST))) {
      throw new Revert('VEN-011', `a health factor of ${healthFactor}, at least ${least} asked`);
    }
  }

  /** Infinity without debt. */
  healthFactor(now: EpochMs): number {
    return this.#account.healthFactor(this.#account.look(now));
  }

  /** Tokens of ours here, interest included; 0 of what is no reserve. */
  supplied(asset: AssetSymbol, now: EpochMs): number {
    return this.#account.find(asset)?.supplied(this.#account.look(now)) ?? 0;
  }

  /** Tokens that we owe here, interest included. */
  owed(asset: AssetSymbol, now: EpochMs): number {
    return this.#account.find(asset)?.owed(this.#account.look(now)) ?? 0;
  }

  /** Samples of an index that came in below what it had grown to. */
  get corrections(): number {
    return this.#corrections.count;
  }

  override save(): Json {
    return {
      quantities: super.save(),
      emode: this.#account.emode,
      corrections: this.#corrections.save(),
      own_size: this.#ownSize?.save() ?? null,
    };
  }

  override load(state: Json): void {
    const saved = state as unknown as Saved;
    super.load(saved.quantities);
    this.#account.enter(saved.emode);
    this.#corrections.load(saved.corrections);
    if (saved.own_size !== null) this.#ownSize?.load(saved.own_size);
    // Between transactions nothing is lent: a transaction that is undone leaves no loan behind.
    this.#desk.forget();
  }
}
