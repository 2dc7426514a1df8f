import {
  DatedConfig,
  GasPrice,
  type AtomicVenueConfig,
  type DataProvider,
  type DexVenueConfig,
  type EpochMs,
  type FlashLoanVenueConfig,
  type LendingVenueConfig,
  type RunConfig,
  type StakingVenueConfig,
  type WalletVenueConfig,
} from '@basis/core-types';
import { flashVenue } from './flash-lender.js';
import { loanVenue } from './loan-role.js';
import { saleVenue } from './pool-sale.js';
import { keptToken } from './stake-role.js';

/**
 * Rounds that a loop without a flash loan is taken to need, each way: a loan-to-value of 0.85 has 77 % of its debt after
 * nine. How many there will be depends on what may be borrowed on the way, and their gas matters to small capital alone.
 */
const LOOP_ROUNDS = 9;

/** Gas of building the configured position and leaving it again. */
export class RoundTripGas {
  readonly #gas: GasPrice;
  readonly #isFast: boolean;
  readonly #byFlashLoan: boolean;
  /** Whether what is staked has to be wrapped before it is what the wallet keeps. */
  readonly #wraps: boolean;
  readonly #wallet: DatedConfig<WalletVenueConfig>;
  readonly #staking: DatedConfig<StakingVenueConfig>;
  readonly #dex: DatedConfig<DexVenueConfig> | undefined;
  /** Where the plan borrows nothing, what serves borrowing is undefined. */
  readonly #lender: DatedConfig<LendingVenueConfig> | undefined;
  readonly #flash: DatedConfig<FlashLoanVenueConfig | LendingVenueConfig> | undefined;
  readonly #atomic: DatedConfig<AtomicVenueConfig> | undefined;

  constructor(
    config: RunConfig,
    wallet: WalletVenueConfig,
    staking: StakingVenueConfig,
    data: DataProvider,
  ) {
    const token = keptToken(staking, wallet);
    const dex = saleVenue(config, token);
    const lender = config.target_ltv === null ? undefined : loanVenue(config, token);
    const flash = lender && flashVenue(config);
    const [batches] = config.venues.execution_subscriptions.atomic;
    const atomic = batches === undefined ? undefined : config.venue_configs[batches];
    this.#gas = new GasPrice(data);
    this.#isFast = config.unwind_mode === 'fast';
    this.#byFlashLoan = config.use_flash_loan;
    this.#wraps = token === staking.wrapped && wallet.assets.includes(staking.rebasing);
    this.#wallet = new DatedConfig(wallet);
    this.#staking = new DatedConfig(staking);
    this.#dex = dex && new DatedConfig(dex);
    this.#lender = lender && new DatedConfig(lender);
    this.#flash = flash && new DatedConfig(flash);
    this.#atomic = atomic?.venue_type === 'atomic' ? new DatedConfig(atomic) : undefined;
  }

  costEth(now: EpochMs): number {
    return this.#gas.cost(this.#units(now), now);
  }

  #units(now: EpochMs): number {
    const plain = this.#stakingUnits(now);
    if (this.#lender === undefined) return plain;
    const { supply, borrow, repay, withdraw } = this.#lender.at(now).gas_units;
    const round = plain + supply + borrow + repay + withdraw;
    if (!this.#byFlashLoan) return LOOP_ROUNDS * round;
    const batch = this.#atomic?.at(now).gas_units.batch ?? 0;
    const flash = this.#flash?.at(now).gas_units.flash_loan ?? 0;
    return round + 2 * (batch + flash);
  }

  /** Staking, and back into ETH: sold for WETH, or through the queue. */
  #stakingUnits(now: EpochMs): number {
    const { stake, wrap, request_withdrawal, claim_withdrawals } = this.#staking.at(now).gas_units;
    const staked = this.#wraps ? stake + wrap : stake;
    if (!this.#isFast) return staked + request_withdrawal + claim_withdrawals;
    return (
      staked + (this.#dex?.at(now).gas_units.swap ?? 0) + this.#wallet.at(now).gas_units.unwrap
    );
  }
}
