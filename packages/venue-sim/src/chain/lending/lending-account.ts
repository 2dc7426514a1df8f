import {
  DatedConfig,
  lendingAssets,
  type AssetSymbol,
  type EmodeConfig,
  type EpochMs,
  type LendingVenueConfig,
  type MarketView,
} from '@basis/core-types';
import { healthFactorOf } from '@basis/maths';
import type { Ledger } from '../../ledger.js';
import type { VenueContext } from '../../venue-context.js';
import { Reserve } from './reserve.js';

/** In no category. */
export const NO_EMODE = 0;

/**
 * Our account at a lending market: what it holds in every reserve, the e-mode category it is in, and what that is worth
 * as security. Reads the ledger, changes nothing but the category. Every question starts with `look`, which brings the
 * terms of the moment into force; the other readers take the view it gives.
 */
export class LendingAccount {
  readonly reserves: readonly Reserve[];
  readonly #config: DatedConfig<LendingVenueConfig>;
  readonly #data: VenueContext['data'];
  #terms: LendingVenueConfig;
  #emode = NO_EMODE;

  constructor(venue: LendingVenueConfig, { config, accounts, data }: VenueContext, ledger: Ledger) {
    this.#config = new DatedConfig(venue);
    this.#data = data;
    this.#terms = venue;
    this.reserves = lendingAssets(config, venue.venue).map(
      (asset) => new Reserve(venue, asset, accounts, ledger, data),
    );
    // A run begins with its account set up: what is configured has been entered before.
    if (venue.emode !== null) this.enter(Number(venue.emode));
  }

  look(now: EpochMs): MarketView {
    const terms = this.#config.at(now);
    if (terms !== this.#terms) {
      this.#terms = terms;
      this.#adopt();
    }
    return this.#data.getData(now);
  }

  /** As of the last look. */
  get terms(): LendingVenueConfig {
    return this.#terms;
  }

  find(asset: AssetSymbol): Reserve | undefined {
    return this.reserves.find((reserve) => reserve.asset === asset);
  }

  /** 0 for none. */
  get emode(): number {
    return this.#emode;
  }

  get emodeTerms(): EmodeConfig | undefined {
    return this.#terms.emodes[String(this.#emode)];
  }

  enter(emode: number): void {
    this.#emode = emode;
    this.#adopt();
  }

  get hasDebt(): boolean {
    for (let i = 0; i < this.reserves.length; i++)
      if (this.reserves[i]!.debtShares !== 0) return true;
    return false;
  }

  debtUsd(view: MarketView): number {
    let sum = 0;
    for (let i = 0; i < this.reserves.length; i++) sum += this.reserves[i]!.owedUsd(view);
    return sum;
  }

  /** The most that may be owed when something is borrowed. */
  borrowableUsd(view: MarketView): number {
    let sum = 0;
    for (let i = 0; i < this.reserves.length; i++) {
      const reserve = this.reserves[i]!;
      if (reserve.supplyShares > 0) sum += reserve.suppliedUsd(view) * reserve.terms.ltv(view);
    }
    return sum;
  }

  /** Infinite without debt. */
  healthFactor(view: MarketView): number {
    if (!this.hasDebt) return Infinity;
    let sum = 0;
    for (let i = 0; i < this.reserves.length; i++) {
      const reserve = this.reserves[i]!;
      if (reserve.supplyShares > 0)
        sum += reserve.suppliedUsd(view) * reserve.terms.liquidationThreshold(view);
    }
    return healthFactorOf(sum, this.debtUsd(view));
  }

  /** Whether something of ours lies in a reserve that has been closed as collateral. */
  hasClosedCollateral(view: MarketView): boolean {
    return this.reserves.some(
      (reserve) => reserve.supplyShares > 0 && reserve.terms.ltv(view) === 0,
    );
  }

  #adopt(): void {
    for (const reserve of this.reserves) reserve.adopt(this.#terms, this.emodeTerms);
  }
}
