import {
  DatedConfig,
  GasPrice,
  enteredCategory,
  type AssetSymbol,
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

/** Rounds that a loop has at most; what they leave undone the next decision goes on with. */
const MOST_ROUNDS = 40;
/** How much of what may be borrowed a loop borrows on its way. */
const CEILING_USED = 0.97;

/**
 * Rounds of a loop without a flash loan, each way: each stakes what the one before borrowed and borrows c of that, until the
 * debt is l / (1 - l) of our own; the last one stakes and borrows no more.
 */
function loopRounds(targetLtv: number, mostLoanToValue: number): number {
  const share = mostLoanToValue * CEILING_USED;
  let toBorrow = targetLtv / (1 - targetLtv);
  let rounds = 1;
  for (let borrowed = share; toBorrow > 0 && rounds < MOST_ROUNDS; borrowed *= share) {
    toBorrow -= borrowed;
    rounds += 1;
  }
  return rounds;
}

/** Gas of building the configured position and leaving it again. */
export class RoundTripGas {
  readonly #gas: GasPrice;
  readonly #isFast: boolean;
  readonly #byFlashLoan: boolean;
  readonly #targetLtv: number;
  readonly #token: AssetSymbol;
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
    this.#targetLtv = config.target_ltv ?? 0;
    this.#token = token;
    this.#wraps = token === staking.wrapped && wallet.assets.includes(staking.rebasing);
    this.#wallet = new DatedConfig(wallet);
    this.#staking = new DatedConfig(staking);
    this.#dex = dex && new DatedConfig(dex);
    this.#lender = lender && new DatedConfig(lender);
    this.#flash = flash && new DatedConfig(flash);
    this.#atomic = atomic?.venue_type === 'atomic' ? new DatedConfig(atomic) : undefined;
  }

  /** For so much ETH: the queue takes no more than some at once. */
  costEth(now: EpochMs, equityEth: number): number {
    return this.#gas.cost(this.#units(now, equityEth), now);
  }

  #units(now: EpochMs, equityEth: number): number {
    const plain = this.#stakingUnits(now, equityEth);
    if (this.#lender === undefined) return plain;
    const lender = this.#lender.at(now);
    const { supply, borrow, repay, withdraw } = lender.gas_units;
    const round = plain + supply + borrow + repay + withdraw;
    if (!this.#byFlashLoan)
      return loopRounds(this.#targetLtv, this.#mostLoanToValue(lender)) * round;
    const batch = this.#atomic?.at(now).gas_units.batch ?? 0;
    const flash = this.#flash?.at(now).gas_units.flash_loan ?? 0;
    return round + 2 * (batch + flash);
  }

  #mostLoanToValue(lender: LendingVenueConfig): number {
    const category = enteredCategory(lender);
    return (category ?? lender.reserves[this.#token]!).ltv;
  }

  /** Staking, and back into ETH: sold for WETH, or through the queue. */
  #stakingUnits(now: EpochMs, equityEth: number): number {
    const { gas_units, queue } = this.#staking.at(now);
    const { stake, wrap, request_withdrawal, claim_withdrawals } = gas_units;
    const staked = this.#wraps ? stake + wrap : stake;
    if (!this.#isFast) {
      const requests = Math.max(1, Math.ceil(equityEth / (queue.max_request_eth ?? Infinity)));
      return staked + requests * request_withdrawal + claim_withdrawals;
    }
    return (
      staked + (this.#dex?.at(now).gas_units.swap ?? 0) + this.#wallet.at(now).gas_units.unwrap
    );
  }
}
