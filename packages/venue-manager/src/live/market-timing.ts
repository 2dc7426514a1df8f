import {
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
  cexConfig,
  fundingSeries,
  hedgePlaces,
  perpSeries,
  type DataProvider,
  type EpochMs,
  type FieldIndex,
  type Json,
  type RunConfig,
} from '@basis/core-types';

interface Perp {
  readonly name: string;
  readonly mark: FieldIndex;
  readonly fundingRate: FieldIndex;
  readonly fundingEveryMs: number;
}

type Price = readonly [atMs: EpochMs, price: number];

/** Why no risk is added for now, and until when that holds; null until a look finds it better. */
export interface BadMoment {
  readonly why: string;
  readonly untilMs: EpochMs | null;
}

/** Whether the market is one to open a hedge in, as far as prices and funding tell. */
export class MarketTiming {
  readonly #data: DataProvider;
  readonly #perps: readonly Perp[];
  readonly #settings: RunConfig['component_config']['venue_manager'];
  /** Of the first perp, as far back as counts. */
  #prices: Price[] = [];

  constructor(config: RunConfig, data: DataProvider) {
    this.#data = data;
    this.#settings = config.component_config.venue_manager;
    this.#perps = hedgePlaces(config).map(({ venue, symbol }) => ({
      name: `${symbol} at ${venue}`,
      mark: data.field(perpSeries(venue, symbol), 'close'),
      fundingRate: data.field(fundingSeries(venue, symbol), 'rate'),
      fundingEveryMs: cexConfig(config, venue).futures!.funding_interval_hours * HOUR_MS,
    }));
  }

  /** Once for every look at the market. */
  look(now: EpochMs): BadMoment | undefined {
    const [first] = this.#perps;
    if (first === undefined) return undefined;
    const market = this.#data.getData(now);
    const price = market.value(first.mark);
    const windowMs = this.#settings.calm_minutes * MINUTE_MS;
    this.#prices = this.#prices.filter(([atMs]) => atMs > now - windowMs);
    if (price > 0) this.#prices.push([now, price]);
    return this.#fastMarket(first) ?? this.#dearFunding(now);
  }

  /** In a market that runs the two legs meet different prices, and books are thin. */
  #fastMarket({ name }: Perp): BadMoment | undefined {
    const prices = this.#prices.map(([, price]) => price);
    const move = Math.max(...prices) / Math.min(...prices) - 1;
    if (!(move > this.#settings.max_market_move)) return undefined;
    const { calm_minutes } = this.#settings;
    return { why: `${name} moved by ${move} within ${calm_minutes} minutes`, untilMs: null };
  }

  /** A short opened just before it has to pay is opened just after instead. */
  #dearFunding(now: EpochMs): BadMoment | undefined {
    const market = this.#data.getData(now);
    for (const { name, fundingRate, fundingEveryMs } of this.#perps) {
      const nextMs = (Math.floor(now / fundingEveryMs) + 1) * fundingEveryMs;
      const isNear = nextMs - now <= this.#settings.funding_guard_seconds * SECOND_MS;
      if (isNear && market.value(fundingRate) < 0)
        return { why: `a short of ${name} is about to pay funding`, untilMs: nextMs };
    }
    return undefined;
  }

  save(): Json {
    return this.#prices.map(([atMs, price]) => [atMs, price]);
  }

  load(state: Json): void {
    this.#prices = (state as unknown as Price[]).map(([atMs, price]) => [atMs, price]);
  }
}
