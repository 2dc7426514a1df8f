import {
  DatedConfig,
  QUOTE,
  balanceId,
  lendingAssets,
  rewardTokens,
  stakingVenue,
  type AccountIndex,
  type ChainRoleView,
  type EpochMs,
  type LendingVenueConfig,
  type MarketView,
  type RunConfig,
  type WalletVenueConfig,
} from '@basis/core-types';
import { DepositRole } from './deposit-role.js';
import { DustRole } from './dust-role.js';
import { LoanRole, loanVenue } from './loan-role.js';
import { RoundTripGas } from './round-trip-gas.js';
import { StakeRole } from './stake-role.js';
import { held, type ChainParts } from './viewed-parts.js';

const ETHER = 'ETH';
const ON_CHAIN: readonly (string | undefined)[] = ['wallet', 'lending', 'staking'];

/** The wallet on the chain and what lies in protocols for it, as the strategy sees it. */
export class ChainRole implements ChainRoleView {
  quoteHeld = 0;
  freeEth = 0;
  gasEth = 0;
  missingGasEth = 0;
  wethHeld = 0;
  equityEth = 0;
  roundTripGasEth = 0;
  readonly deposit: DepositRole | undefined;
  readonly stake: StakeRole | undefined;
  readonly loan: LoanRole | undefined;
  readonly dust: readonly DustRole[];
  readonly #wallet: DatedConfig<WalletVenueConfig>;
  readonly #quote: AccountIndex | undefined;
  readonly #eth: AccountIndex | undefined;
  readonly #weth: AccountIndex | undefined;
  readonly #values: ChainParts['values'];
  readonly #ethNode: number;
  /** Accounts of the chain whose value moves with ETH. */
  readonly #ether: Int32Array;
  readonly #gas: RoundTripGas | undefined;

  constructor(config: RunConfig, wallet: WalletVenueConfig, parts: ChainParts) {
    const { accounts, data, values } = parts;
    const { tree, underlyingOfAccount } = values;
    const balance = (asset: string) =>
      accounts.find(balanceId(wallet.venue, 'wallet', asset))?.index;
    this.#wallet = new DatedConfig(wallet);
    this.#quote = balance(QUOTE);
    this.#eth = balance(ETHER);
    this.#weth = balance('WETH');
    this.#values = values;
    this.#ethNode = tree.has(ETHER) ? tree.node(ETHER) : -1;
    this.#ether = Int32Array.from(
      accounts.accounts
        .filter(({ venue }) => ON_CHAIN.includes(config.venue_configs[venue]?.venue_type))
        .map(({ index }) => index)
        .filter((index) => this.#ethNode >= 0 && underlyingOfAccount[index] === this.#ethNode),
    );
    this.deposit = depositRole(config, parts);
    const staking = stakingVenue(config);
    this.stake = staking && new StakeRole(config, wallet, staking, parts);
    const lender = this.stake && loanVenue(config, this.stake.token);
    this.loan = lender && new LoanRole(config, lender, this.stake!, parts);
    this.dust = rewardTokens(config).map((token) => new DustRole(config, wallet, token, parts));
    this.#gas = staking && new RoundTripGas(config, wallet, staking, data);
  }

  refresh(now: EpochMs, market: MarketView, quantities: Float64Array): void {
    const ethHeld = held(quantities, this.#eth);
    this.quoteHeld = held(quantities, this.#quote);
    const reserveEth = this.#wallet.at(now).gas_reserve_eth;
    this.freeEth = Math.max(0, ethHeld - reserveEth);
    this.gasEth = ethHeld - this.freeEth;
    this.missingGasEth = reserveEth - this.gasEth;
    this.wethHeld = held(quantities, this.#weth);
    this.equityEth = this.#equityEth(quantities);
    this.roundTripGasEth = this.#gas === undefined ? 0 : this.#gas.costEth(now, this.equityEth);
    this.deposit?.refresh(now, market, quantities);
    this.stake?.refresh(now, market, quantities);
    this.loan?.refresh(now, market, quantities);
    for (let i = 0; i < this.dust.length; i++) this.dust[i]!.refresh(now, market, quantities);
  }

  #equityEth(quantities: Float64Array): number {
    const { tree, nodeOfAccount } = this.#values;
    let sum = 0;
    for (let i = 0; i < this.#ether.length; i++) {
      const account = this.#ether[i]!;
      const quantity = quantities[account]!;
      if (quantity !== 0) sum += quantity * tree.deltaTo(nodeOfAccount[account]!, this.#ethNode);
    }
    return sum;
  }
}

/** Only where the first lending venue takes dollars. */
function depositRole(config: RunConfig, parts: ChainParts): DepositRole | undefined {
  const [lender] = config.venues.execution_subscriptions.lending;
  return lender !== undefined && lendingAssets(config, lender).includes(QUOTE)
    ? new DepositRole(config.venue_configs[lender] as LendingVenueConfig, parts)
    : undefined;
}
