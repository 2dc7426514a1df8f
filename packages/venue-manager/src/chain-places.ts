import {
  BPS,
  ComponentError,
  DatedConfig,
  VENUE_ACTIONS,
  chainWallet,
  lendingAssets,
  rewardTokens,
  stakingVenues,
  type AssetSymbol,
  type EpochMs,
  type RunConfig,
  type StakingVenueConfig,
  type VenueAction,
  type VenueConfig,
  type VenueId,
} from '@basis/core-types';
import { chooseVenue, type Errand } from '@basis/execution-interfaces';

/** What protocols lend and pools pay; the wallet turns it into ETH and back. */
export const WETH: AssetSymbol = 'WETH';

/** Where ETH is staked, and what it becomes there. */
export interface StakingPlace {
  readonly venue: VenueId;
  /** The form that the wallet keeps: the wrapped one where it lists both. */
  readonly token: AssetSymbol;
  /** What staking gives where it still has to be wrapped into that. */
  readonly unwrapped: AssetSymbol | undefined;
  readonly stakes: VenueAction;
  readonly unstakes: VenueAction;
}

type Category = keyof RunConfig['venues']['execution_subscriptions'];
type Job = Extract<Errand['does'], 'stake' | 'lend' | 'flash_loan' | 'transfer'>;

const CATEGORY_OF: Readonly<Record<Job, Category>> = {
  stake: 'staking',
  lend: 'lending',
  flash_loan: 'flash_loan',
  transfer: 'wallet',
};

/** The places of the role `chain`: who does there what a leg asks for. Throws VM-003 for a job that nobody has. */
export class ChainPlaces {
  /** Whether several calls can be one transaction. */
  readonly isAtomic: boolean;
  /** Tokens that come as rewards and are to be sold. */
  readonly rewards: readonly AssetSymbol[];
  readonly #config: RunConfig;
  readonly #venues = new Map<VenueId, DatedConfig<VenueConfig>>();

  constructor(config: RunConfig) {
    this.#config = config;
    const { enable_atomic_chaining } = config.component_config.execution_interface_manager;
    this.isAtomic =
      enable_atomic_chaining && chooseVenue({ does: 'chain_calls' }, config) !== undefined;
    this.rewards = rewardTokens(config);
  }

  /** What the wallet may hold. */
  get assets(): readonly AssetSymbol[] {
    return chainWallet(this.#config)?.assets ?? [];
  }

  get wallet(): VenueId {
    return this.#who('transfer');
  }

  get lender(): VenueId {
    return this.#who('lend');
  }

  /** What the lender takes and lends of the wallet's tokens. */
  get lent(): readonly AssetSymbol[] {
    return lendingAssets(this.#config, this.lender);
  }

  get flashLender(): VenueId {
    return this.#who('flash_loan');
  }

  get staking(): StakingPlace {
    const { venue, rebasing, wrapped } = this.#stakingVenue();
    const [keepsWrapped, keepsRebasing] = [wrapped, rebasing].map((form) =>
      this.assets.includes(form),
    );
    return {
      venue,
      token: keepsWrapped ? wrapped : rebasing,
      unwrapped: keepsWrapped && keepsRebasing ? rebasing : undefined,
      stakes: actionAt(venue, 'stake'),
      unstakes: actionAt(venue, 'unstake'),
    };
  }

  #stakingVenue(): StakingVenueConfig {
    const venue = this.#who('stake');
    return stakingVenues(this.#config).find((staking) => staking.venue === venue)!;
  }

  /** How much ETH one request of the withdrawal queue may be for. */
  queueBounds(now: EpochMs): { readonly leastEth: number; readonly mostEth: number } {
    const { queue } = this.#at(this.#stakingVenue().venue, now) as StakingVenueConfig;
    return { leastEth: queue.min_request_eth, mostEth: queue.max_request_eth ?? Infinity };
  }

  /** What a flash loan costs, as a share of it. */
  flashPremiumRate(now: EpochMs): number {
    const lender = this.#at(this.flashLender, now);
    if (lender.venue_type === 'flash_loan') return lender.premium_bps * BPS;
    return lender.venue_type === 'lending' ? lender.flash_premium_bps * BPS : 0;
  }

  /** The first subscribed pool that a token can be sold at for WETH. */
  poolFor(token: AssetSymbol, now: EpochMs): VenueId | undefined {
    return this.#config.venues.execution_subscriptions.dex.find((dex) => {
      const venue = this.#at(dex, now);
      if (venue.venue_type !== 'dex') return false;
      return [`${token}-${WETH}`, `${WETH}-${token}`].some((pair) =>
        Object.hasOwn(venue.pools, pair),
      );
    });
  }

  #who(job: Job): VenueId {
    const venue = chooseVenue({ does: job }, this.#config);
    if (venue !== undefined) return venue;
    const category = CATEGORY_OF[job];
    throw new ComponentError('VM-003', {
      message: `The decision needs a ${category} venue, and none is subscribed`,
      resolution: `Subscribe one under venues.execution_subscriptions.${category}, or do not name the leg.`,
      context: { category },
    });
  }

  #at(venue: VenueId, now: EpochMs): VenueConfig {
    let dated = this.#venues.get(venue);
    if (dated === undefined) {
      dated = new DatedConfig(this.#config.venue_configs[venue]!);
      this.#venues.set(venue, dated);
    }
    return dated.at(now);
  }
}

/** Staking is named after its protocol in `action_mapping`: `lido_stake`, `etherfi_unstake`. */
function actionAt(venue: VenueId, does: 'stake' | 'unstake'): VenueAction {
  const action = VENUE_ACTIONS.find((known) => known === `${venue}_${does}`);
  if (action !== undefined) return action;
  throw new ComponentError('VM-003', {
    message: `There is no venue action ${venue}_${does}`,
    resolution: 'Subscribe lido or etherfi under venues.execution_subscriptions.staking.',
    context: { venue },
  });
}
