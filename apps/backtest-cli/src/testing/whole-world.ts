/** Every shipped venue in one simulated world, with the monitors that must follow it, for tests that drive it by hand. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import {
  accountsFor,
  exampleRunConfig,
  parseRunConfig,
  type AccountTable,
  type Bucket,
  type CexVenueConfig,
  type ContractCall,
  type EpochMs,
  type JsonObject,
  type Outcome,
  type RunConfig,
  type VenueRequest,
} from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import {
  AccruedFunding,
  ExitCosts,
  ExposureMonitor,
  MathUtilities,
  PnLMonitor,
  PositionMonitor,
  PositionUpdateHandler,
  RiskMonitor,
  portfolioValues,
} from '@basis/monitors';
import { SAMPLE_OPTIONS, generateSampleSeries } from '@basis/sample-data';
import { SimWorld } from '@basis/venue-sim';
import { parse } from 'yaml';

const CONFIGS = fileURLToPath(new URL('../../../../configs/venues', import.meta.url));
const TOKENS = ['USDT', 'ETH', 'WETH', 'stETH', 'wstETH', 'eETH', 'weETH', 'EIGEN'];
const PERPS = ['binance', 'bybit'];

/** From shortly before the first rewards on, in a generated market. */
export const START_MS = Date.UTC(2024, 8, 20);
export const DAYS = 40;

export type VenueChanges = (venue: 'binance' | 'bybit', exchange: CexVenueConfig) => void;

export const marketData = () =>
  createDataProvider({
    name: 'generated',
    synthetic: true,
    series: generateSampleSeries({ ...SAMPLE_OPTIONS, startMs: START_MS, days: DAYS }),
  });

function worldConfig(change: VenueChanges): RunConfig {
  const shipped = (venue: string) =>
    parse(readFileSync(join(CONFIGS, `${venue}.yaml`), 'utf8')) as JsonObject;
  const config = exampleRunConfig() as ReturnType<typeof exampleRunConfig> & { asset: string };
  config.asset = 'ETH';
  const chain = {
    lending: ['aave_v3'],
    staking: ['lido', 'etherfi'],
    flash_loan: ['morpho'],
    atomic: ['instadapp'],
    dex: ['uniswap', 'curve'],
  };
  const exchanges = PERPS.map((venue) => {
    const exchange = structuredClone(shipped(venue)) as unknown as CexVenueConfig;
    Object.assign(exchange.withdrawals, {
      ETH: { fee: 0.001, min_amount: 0.01, delay_seconds: 900 },
    });
    change(venue as 'binance' | 'bybit', exchange);
    return [venue, exchange];
  });
  return parseRunConfig({
    ...config,
    mode: 'by_hand',
    lst_type: 'lido',
    hedge_allocation: { binance: 0.5, bybit: 0.5 },
    venues: {
      data_subscriptions: [],
      execution_subscriptions: {
        cex_spot: ['binance'],
        cex_futures: PERPS,
        wallet: ['alchemy'],
        ...chain,
      },
    },
    venue_configs: Object.fromEntries([
      ...exchanges,
      ['alchemy', { ...shipped('alchemy'), assets: TOKENS }],
      ...Object.values(chain)
        .flat()
        .map((venue) => [venue, shipped(venue)]),
    ]),
  });
}

export class WholeWorld {
  readonly accounts: AccountTable;
  readonly world: SimWorld;
  readonly positions: PositionMonitor;
  readonly pnl: PnLMonitor;
  readonly outcomes: Outcome[] = [];
  now: EpochMs = START_MS;
  readonly #config: RunConfig;
  readonly #data: ReturnType<typeof marketData>;
  readonly #updates: PositionUpdateHandler;
  #accepted: { readonly venue: string; readonly clientRef: string }[] = [];

  constructor(data: ReturnType<typeof marketData>, change: VenueChanges) {
    const config = worldConfig(change);
    this.#config = config;
    this.#data = data;
    const accounts = accountsFor(config);
    const values = portfolioValues(config, accounts, data);
    const positions = new PositionMonitor(accounts, 'backtest');
    const utilities = new MathUtilities(values.tree, 'USDT');
    const exposure = new ExposureMonitor(config, accounts, positions, values, utilities);
    const risk = new RiskMonitor(config, { accounts, positions, values, exposure, data });
    const accrued = new AccruedFunding(config, accounts, positions, values, data);
    const exits = new ExitCosts(config, accounts, data);
    this.accounts = accounts;
    this.positions = positions;
    this.pnl = new PnLMonitor(positions, values, exits, accrued, 'backtest');
    this.#updates = new PositionUpdateHandler(
      { accounts, data, values, positions, exposure, risk, pnl: this.pnl },
      'backtest',
    );
    this.world = new SimWorld(config, accounts, data);
    this.#play(START_MS);
  }

  deposit(venue: string, bucket: Bucket, asset: string, amount: number): void {
    this.world.deposit(venue, bucket, asset, amount, this.now, this.#updates);
  }

  held(accountId: string): number {
    return this.positions.quantity(accountId);
  }

  /** To the next moment at which something happens. Profit and loss throws where its terms do not explain equity. */
  step(): void {
    this.#data.getData(this.now);
    this.#play(Math.min(this.#data.nextChangeAt(), this.world.nextEventAt()));
    this.#accepted = this.#accepted.filter(({ venue, clientRef }) => {
      const found = this.world.find(venue, clientRef, this.now);
      if (found.kind !== 'found') throw new Error(`${venue} has lost ${clientRef}`);
      if (found.outcome.kind !== 'accepted') this.outcomes.push(found.outcome);
      return found.outcome.kind === 'accepted';
    });
  }

  #play(at: EpochMs): void {
    this.now = at;
    this.#data.getData(at);
    this.#updates.moveTo(at);
    this.world.play(at, this.#updates);
    this.#updates.observe(at);
  }

  send(request: VenueRequest): Outcome {
    const outcome = this.world.handle(request, this.now);
    this.outcomes.push(outcome);
    if (outcome.kind === 'accepted') this.#accepted.push(request);
    const isBooked = outcome.kind === 'done' || outcome.kind === 'reverted';
    this.#updates.updateState(this.now, isBooked ? outcome.postings : []);
    return outcome;
  }

  transact(calls: readonly ContractCall[], clientRef: string): Outcome {
    const via = calls.length > 1 ? { via: 'instadapp' } : {};
    return this.send({ kind: 'contract', venue: 'alchemy', clientRef, calls, ...via });
  }

  /** Another world from the saved state of this one. */
  reloaded(): SimWorld {
    const other = new SimWorld(this.#config, this.accounts, this.#data);
    other.load(JSON.parse(JSON.stringify(this.world.save())) as JsonObject);
    return other;
  }
}
