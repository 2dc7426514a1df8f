/**
 * A venue manager with real monitors around it, and venues that fill at the mark without costs and write down what
 * they hold, so that every expected value is a plain sum. Tests answer requests themselves or let `carryOut` do it.
 */
import {
  accountsFor,
  balanceId,
  exampleRunConfig,
  inTransitId,
  parseRunConfig,
  perpOpenValueId,
  perpPositionId,
  sideSign,
  type Answer,
  type Bucket,
  type DataProvider,
  type Decision,
  type EngineEvent,
  type EpochMs,
  type InstructionBlock,
  type Leg,
  type ManagerRequest,
  type MarketView,
  type Outcome,
  type Posting,
  type RunConfig,
  type RunConfigInput,
  type SeriesInfo,
  type StrategyAction,
  type VenueHoldings,
  type VenueRequest,
} from '@basis/core-types';
import { ExecutionInterfaceManager, type Receipt } from '@basis/execution-interfaces';
import {
  AccruedFunding,
  ExitCosts,
  ExposureMonitor,
  MathUtilities,
  PnLMonitor,
  PositionMonitor,
  PositionUpdateHandler,
  ReconciliationComponent,
  RiskMonitor,
  portfolioValues,
} from '@basis/monitors';
import { VenueManager } from '../venue-manager.js';

export const NOW = Date.UTC(2024, 0, 1);
export const PRICE = 40_000;
export const SYMBOL = 'BTC-USDT';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type Settings = Writable<RunConfigInput['component_config']['venue_manager']>;

/** Spot at Binance; perps at Binance, Bybit and OKX by 40/30/30, in lots of 0.001, 0.001 and 0.01. */
export function benchConfig(
  change: (settings: Settings, config: Writable<RunConfigInput>) => void = () => undefined,
): RunConfig {
  const example: Writable<RunConfigInput> = exampleRunConfig();
  const binance = example.venue_configs['binance']!;
  const okx = structuredClone(binance) as Extract<typeof binance, { venue_type: 'cex' }>;
  okx.futures!.instruments[SYMBOL]!.lot_size = 0.01;
  okx.futures!.instruments[SYMBOL]!.min_size = 0.01;
  const venues = ['binance', 'bybit', 'okx'];
  example.hedge_allocation = { binance: 0.4, bybit: 0.3, okx: 0.3 };
  example.venues = {
    data_subscriptions: venues,
    execution_subscriptions: { cex_spot: ['binance'], cex_futures: venues, wallet: ['alchemy'] },
  };
  example.venue_configs = {
    ...example.venue_configs,
    bybit: { ...binance, venue: 'bybit', wallets: 'unified' } as typeof binance,
    okx: { ...okx, venue: 'okx', wallets: 'unified' },
  };
  change(example.component_config.venue_manager, example);
  return parseRunConfig(example);
}

/** Every price is the same, every other number 0. */
export class StillMarket implements DataProvider {
  readonly name = 'still';
  readonly synthetic = true;
  readonly dataHash = '';
  price = PRICE;
  readonly series = [this.find(`spot/binance/${SYMBOL}`)!];
  readonly #fields: string[] = [];

  find(id: string): SeriesInfo | undefined {
    if (!/^(spot|perp|funding)\/.*\/BTC-USDT$/.test(id)) return undefined;
    const kind = id.slice(0, id.indexOf('/')) as SeriesInfo['kind'];
    return { id, kind, index: 0, columns: [], rows: 1, firstVisibleMs: 0, lastVisibleMs: 0 };
  }
  field(_series: string, column: string): number {
    return this.#fields.push(column) - 1;
  }
  getData(t: EpochMs): MarketView {
    const value = (field: number) => (this.#fields[field] === 'close' ? this.price : 0);
    return { timestampMs: t, value, visibleSince: () => t, copy: () => ({}) as never };
  }
  nextChangeAt(): EpochMs {
    return Infinity;
  }
  checkComponentHealth() {
    return {};
  }
}

export function bench(config: RunConfig = benchConfig(), data: DataProvider = new StillMarket()) {
  const accounts = accountsFor(config);
  const values = portfolioValues(config, accounts, data);
  const positions = new PositionMonitor(accounts, 'backtest');
  const mathUtilities = new MathUtilities(values.tree, config.share_class);
  const exposure = new ExposureMonitor(config, accounts, positions, values, mathUtilities);
  const risk = new RiskMonitor(config, { accounts, positions, values, exposure, data });
  const accrued = new AccruedFunding(config, accounts, positions, values, data);
  const pnl = new PnLMonitor(
    positions,
    values,
    new ExitCosts(config, accounts, data),
    accrued,
    'backtest',
  );
  const updates = new PositionUpdateHandler(
    { accounts, data, values, positions, exposure, risk, pnl },
    'backtest',
  );
  const reconciliation = new ReconciliationComponent(accounts, positions, 0, 'backtest');
  const interfaces = new ExecutionInterfaceManager(config, accounts, positions, data);
  const events: EngineEvent[] = [];
  const receipts: { receipt: Receipt; block: InstructionBlock; now: EpochMs }[] = [];
  const muted = new Set<string>();
  const manager = new VenueManager({
    config,
    data,
    interfaces,
    positions,
    positionUpdates: updates,
    reconciliation,
    events: { wants: (type) => !muted.has(type), emit: (event) => events.push(event) },
    onReceipt: (receipt, block, now) => receipts.push({ receipt, block, now }),
  });

  const held = new Float64Array(accounts.size);
  const take = (postings: readonly Posting[]) => {
    for (const { account, delta } of postings) held[account]! += delta;
    return postings;
  };
  const posting = (id: string, cause: Posting['cause'], delta: number): Posting => ({
    timeMs: NOW,
    account: accounts.index(id),
    cause,
    delta,
  });

  /** What the venue does with a request: fills at the mark, free of charge. */
  function fill(request: VenueRequest): Extract<Outcome, { kind: 'done' }> {
    const { venue } = request;
    if (request.kind === 'transfer') {
      const { asset, amount, fromBucket, toVenue, toBucket } = request;
      const to = toVenue === venue ? balanceId(venue, toBucket, asset) : inTransitId(asset);
      const postings = take([
        posting(balanceId(venue, fromBucket, asset), 'transfer', -amount),
        posting(to, 'transfer', amount),
      ]);
      return { kind: 'done', ref: request.clientRef, fills: [], postings };
    }
    if (request.kind === 'contract') throw new Error('no contracts on this bench');
    const delta = sideSign(request.side) * request.quantityBase;
    const [base, quote] =
      request.market === 'spot'
        ? [balanceId(venue, 'spot', 'BTC'), balanceId(venue, 'spot', 'USDT')]
        : [perpPositionId(venue, SYMBOL), perpOpenValueId(venue, SYMBOL)];
    return {
      kind: 'done',
      ref: request.clientRef,
      fills: [
        {
          timeMs: NOW,
          quantityBase: request.quantityBase,
          priceQuote: PRICE,
          feeAmount: 0,
          feeAsset: 'USDT',
        },
      ],
      postings: take([posting(base, 'fill', delta), posting(quote, 'fill', -delta * PRICE)]),
    };
  }

  function holdings(venue: string, asOfMs: EpochMs = NOW): VenueHoldings {
    const quantities = accounts.ofVenue(venue).map(({ index }) => ({
      account: index,
      quantity: held[index]!,
    }));
    return { kind: 'holdings', venue, asOfMs, quantities };
  }

  function answer(request: ManagerRequest, now: EpochMs = NOW): Answer {
    if (request.kind === 'execute') return fill(request.request);
    return request.kind === 'read_holdings'
      ? holdings(request.venue, now)
      : { kind: 'not_read', message: `no ${request.kind} on this bench` };
  }

  /** What is to be done next, taken as begun. */
  function ask(now: EpochMs): ManagerRequest | undefined {
    const request = manager.next(now);
    if (request !== undefined) manager.begin(request, now);
    return request;
  }

  /** Carries out what is asked until nothing is, and tells what it was. */
  function carryOut(): ManagerRequest[] {
    const asked: ManagerRequest[] = [];
    for (let request = ask(NOW); request !== undefined; request = ask(NOW)) {
      asked.push(request);
      manager.settle(request.id, answer(request), NOW);
    }
    return asked;
  }

  function deposit(venue: string, bucket: Bucket, amount: number): void {
    const [entry] = take([posting(balanceId(venue, bucket, 'USDT'), 'deposit', amount)]);
    updates.post(NOW, entry!.account, 'deposit', amount);
  }

  updates.moveTo(NOW);
  if (config.venues.execution_subscriptions.cex_spot.includes('binance'))
    deposit('binance', 'spot', 1_000_000);
  return {
    accounts,
    answer,
    ask,
    carryOut,
    config,
    deposit,
    events,
    fill,
    holdings,
    interfaces,
    manager,
    muted,
    positions,
    receipts,
    reconciliation,
    updates,
  };
}

/** A strategy's decision over these legs. */
export function decision(
  action: StrategyAction,
  legs: readonly Leg[],
  priority = 20,
  reason = 'a test',
): Decision {
  return { action, priority, reason, legs };
}

export const buy = (amount: number): Leg => ({ does: 'buy', role: 'spot', token: 'BTC', amount });
export const sell = (amount: number): Leg => ({ does: 'sell', role: 'spot', token: 'BTC', amount });
export const short = (amount: number): Leg => ({
  does: 'short',
  role: 'hedge',
  token: 'BTC',
  amount,
});
export const cover = (place: number, amount: number): Leg => ({
  does: 'cover',
  role: `hedge[${place}]`,
  token: 'BTC',
  amount,
});
export const move = (
  role: 'spot' | `hedge[${number}]`,
  to: 'spot' | `hedge[${number}]`,
  amount: number,
): Leg => ({ does: 'move', role, to, token: 'USDT', amount });

/** A block of one transfer out of Binance, as an operator would make it. */
export function block(blockId: string, priority: number, amount = 100): InstructionBlock {
  return {
    blockId,
    action: 'rebalance',
    priority,
    reason: 'by hand',
    instructions: [
      {
        type: 'wallet_transfer',
        id: `${blockId}-1`,
        action: 'transfer',
        fromVenue: 'binance',
        fromBucket: 'spot',
        toVenue: 'bybit',
        toBucket: 'margin',
        token: 'USDT',
        amount,
        estimatedDeltas: {},
      },
    ],
  };
}

/** The error a call throws. */
export function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('it did not throw');
}
