/** A live session over a shaped market, with a strategy that buys and sells in turn. */
import {
  HOLD,
  PRIORITY,
  parseRunConfig,
  type EpochMs,
  type EventSink,
  type JsonObject,
  type Strategy,
} from '@basis/core-types';
import { SnapshotDataProvider, marketDocument } from '@basis/data-provider';
import { builtInStrategies } from '@basis/strategies';
import { LiveSession } from '../live-session/live-session.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from './basis-market.js';
import { ToyVenues } from './toy-venues.js';

export const START_MS = MARKET_START_MS;
export const config = parseRunConfig(
  basisConfig((draft) => {
    draft.execution_mode = 'live';
  }),
);

const STEPS = 200;
const close = (i: number) => 40_000 + 100 * (i % 7);
const data = basisMarket({ steps: STEPS, spot: close });

export function spotAt(timeMs: EpochMs): number {
  return close(Math.min(STEPS - 1, Math.floor((timeMs - START_MS) / HOUR_MS)));
}

export function marketAt(timeMs: EpochMs): JsonObject {
  return marketDocument(data, Math.min(timeMs, START_MS + (STEPS - 1) * HOUR_MS));
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
    ...(events === undefined ? {} : { events }),
  });
}

export const CAPITAL = 100_000;

export function toyVenues(): ToyVenues {
  return new ToyVenues(liveSession().parts.accounts, spotAt, CAPITAL);
}

export const RUN = { configHash: 'c'.repeat(64), version: '0.1.0', mode: config.mode };
