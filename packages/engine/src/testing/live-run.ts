/** A live session over a shaped market, with a strategy that buys and sells in turn. */
import {
  HOLD,
  PRIORITY,
  configHash,
  parseRunConfig,
  type Decision,
  type EpochMs,
  type EventSink,
  type JsonObject,
  type RunConfig,
  type Strategy,
} from '@basis/core-types';
import { SnapshotDataProvider, marketDocument } from '@basis/data-provider';
import { builtInStrategies } from '@basis/strategies';
import { LiveSession } from '../live-session/live-session.js';
import { HOUR_MS, MARKET_START_MS, basisConfig, basisMarket } from './basis-market.js';
import { ToyVenues } from './toy-venues.js';

export const START_MS = MARKET_START_MS;
export const config = liveConfig();

export function liveConfig(change: Parameters<typeof basisConfig>[0] = () => undefined): RunConfig {
  return parseRunConfig(
    basisConfig((draft) => {
      draft.execution_mode = 'live';
      const { component_config } = draft;
      // Seldom, so that a run of hours has few records.
      const venue_manager = { ...component_config.venue_manager, reconcile_every_seconds: 5_000 };
      draft.component_config = { ...component_config, venue_manager };
      change(draft);
    }),
  );
}

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

const buyOrSell = (does: 'buy' | 'sell', reason: string): Decision => ({
  action: 'rebalance',
  priority: PRIORITY.rebalance,
  reason,
  legs: [{ does, role: 'spot', token: 'BTC', amount: AMOUNT_BTC }],
});

type Counting = Strategy<{ decided: number }>;

/** Buys at the first of two decisions, sells at the second; what it counts is all that it remembers. */
const inTurn: Counting = {
  mode: config.mode,
  initial: () => ({ decided: 0 }),
  decide: (view, state) => {
    state.decided += 1;
    return buyOrSell(view.spot.baseHeld > 0 ? 'sell' : 'buy', `decision ${state.decided}`);
  },
};

/** Buys a hundredth of a bitcoin at a time until it has as many. */
export function buysHundredths(count: number): Counting {
  return {
    ...inTurn,
    decide: (view, state) => {
      state.decided += 1;
      if (view.spot.baseHeld > (count - 0.5) * AMOUNT_BTC) return HOLD;
      return buyOrSell('buy', `decision ${state.decided}`);
    },
  };
}

export function liveSession(
  events?: EventSink,
  strategy: Counting = inTurn,
  ofConfig = config,
): LiveSession {
  return new LiveSession({
    config: ofConfig,
    market: new SnapshotDataProvider('live', marketAt(START_MS)),
    strategies: builtInStrategies().register(config.mode, () => strategy as never),
    ...(events === undefined ? {} : { events }),
  });
}

export const CAPITAL = 100_000;

export function toyVenues(priceAt = spotAt): ToyVenues {
  return new ToyVenues(liveSession().parts.accounts, priceAt, CAPITAL);
}

export const RUN = { configHash: configHash(config), version: '0.1.0', mode: config.mode };
