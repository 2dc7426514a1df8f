/** A live session over a shaped market, with a strategy that buys and sells in turn. */
import {
  HOLD,
  PRIORITY,
  balanceId,
  parseRunConfig,
  type EpochMs,
  type EventSink,
  type JsonObject,
  type Posting,
  type Strategy,
} from '@basis/core-types';
import { SnapshotDataProvider, marketDocument } from '@basis/data-provider';
import { builtInStrategies } from '@basis/strategies';
import { LiveSession } from '../live-session/live-session.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from './basis-market.js';
import { FakeLiveManager } from './fake-live-manager.js';

export const START_MS = MARKET_START_MS;
export const config = parseRunConfig(
  basisConfig((draft) => {
    draft.execution_mode = 'live';
  }),
);

/** Prices that move, and funding every eight hours. */
const data = basisMarket({ steps: 200, spot: (i) => 40_000 + 100 * (i % 7) });

export function marketAt(timeMs: EpochMs): JsonObject {
  return marketDocument(data, Math.min(timeMs, START_MS + 199 * HOUR_MS));
}

export const AMOUNT_BTC = 0.01;

/** Buys at the first of two decisions, sells at the second; what it counts is all that it remembers. */
const inTurn: Strategy<{ decided: number }> = {
  mode: config.mode,
  initial: () => ({ decided: 0 }),
  decide: (view, state) => {
    state.decided += 1;
    if (!(view.equity > 0)) return HOLD;
    const does = view.spot.baseHeld > 0 ? 'sell' : 'buy';
    return {
      action: 'rebalance',
      priority: PRIORITY.rebalance,
      reason: `decision ${state.decided}`,
      legs: [{ does, role: 'spot', token: 'BTC', amount: AMOUNT_BTC }],
    };
  },
};

export function liveSession(events?: EventSink): LiveSession {
  return new LiveSession({
    config,
    market: new SnapshotDataProvider('live', marketAt(START_MS)),
    strategies: builtInStrategies().register(config.mode, () => inTurn as never),
    manager: (parts) => new FakeLiveManager(parts),
    ...(events === undefined ? {} : { events }),
  });
}

const table = liveSession().parts.accounts;
const accountOf = (asset: string) => table.index(balanceId('binance', 'spot', asset));

/** What a fill does: the asset against the quote. */
export function fillPostings(
  timeMs: EpochMs,
  side: 'buy' | 'sell',
  effect: string,
  amount = AMOUNT_BTC,
): Posting[] {
  const base = side === 'buy' ? amount : -amount;
  return [
    { timeMs, account: accountOf('BTC'), cause: 'fill', delta: base, effect },
    { timeMs, account: accountOf('USDT'), cause: 'fill', delta: -base * 40_000, effect },
  ];
}

export function depositPosting(timeMs: EpochMs, amount: number): Posting {
  return { timeMs, account: accountOf('USDT'), cause: 'deposit', delta: amount, effect: 'capital' };
}
