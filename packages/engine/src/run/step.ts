import {
  ComponentError,
  HOLD,
  isoTime,
  type DataProvider,
  type Decision,
  type EpochMs,
  type Json,
} from '@basis/core-types';
import type { BacktestComponents } from '../parts/backtest-components.js';

/**
 * One step of the full loop at `t`, the last one being at `from`: everything that happened in between, in order of time
 * and rank, what investors bring and take the last of it; exposure, risk, profit and loss; the decision, carried out block by block with its tight loops; the row.
 */
export function runStep(
  parts: BacktestComponents,
  strategyState: Json,
  from: EpochMs,
  t: EpochMs,
): void {
  playWindow(parts, from, t);
  const { position_update_handler: updates, flows, reserveWatch } = parts;
  updates.observe(t);
  reserveWatch.look(t);
  // What a strategy does not write at a step is not left from an earlier one.
  parts.strategy_manager.gauges?.values.fill(0);
  // While something is under way the strategy would decide on a position that is half changed.
  const decision = parts.execution_manager.isIdle ? decide(parts, strategyState, t) : HOLD;
  if (decision !== HOLD) {
    parts.execution_manager.submit(decision, t);
    carryOut(parts, t);
    const hasPaid = parts.execution_manager.isIdle && flows.pay(t);
    // The tight loop of the last execution has looked at everything; without one it is done here, for the row.
    if (hasPaid || !updates.tightLoopEnabled) updates.observe(t);
    reserveWatch.look(t);
  }
  parts.recorder.record(t);
}

/** A strategy is the one part that others write: what it throws is told as its own failure. */
function decide(parts: BacktestComponents, state: Json, t: EpochMs): Decision {
  try {
    const decision = parts.strategy_manager.decide(parts.view.refresh(t), state);
    parts.strategyHealth.updated(t);
    return decision;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    parts.strategyHealth.failed(t, { code: 'EDS-001', message, severity: 'HIGH' });
    throw cause;
  }
}

/** Moves the clock through every moment after `from` and up to `t` at which the market changed or something was due. */
function playWindow(parts: BacktestComponents, from: EpochMs, t: EpochMs): void {
  const { data_provider: data, world, flows } = parts;
  // Another engine may have moved a provider that two share: what comes next is asked from where this one stands.
  data.getData(from);
  let at = from;
  while (data.nextChangeAt() < t || world.isDueBefore(t) || flows.isDueBefore(t)) {
    // A provider may be the user's own; one that does not move on would be asked for ever.
    if (!(data.nextChangeAt() > at)) throw standstill(data, at);
    at = Math.min(data.nextChangeAt(), world.nextEventAt(), flows.nextAt());
    playMoment(parts, at);
  }
  playMoment(parts, t);
}

function standstill(data: DataProvider, at: EpochMs): ComponentError {
  return new ComponentError('EDS-001', {
    message: `Data provider ${data.name} does not move on: after ${isoTime(at)} it tells ${String(data.nextChangeAt())} as the time of its next change`,
    resolution:
      'nextChangeAt() must tell a later time than getData was last asked for, or Infinity at the end of the data.',
    context: { dataset: data.name, timestamp: isoTime(at) },
  });
}

function playMoment(parts: BacktestComponents, at: EpochMs): void {
  const { flows, execution_manager: manager } = parts;
  parts.data_provider.getData(at);
  parts.position_update_handler.moveTo(at);
  parts.fundingConventions.look(at);
  parts.world.play(at, parts.position_update_handler);
  flows.accept(at);
  // What a venue had accepted for later may have happened now: its block goes on at once.
  if (!manager.isIdle) carryOut(parts, at);
  // A block that is under way counts on the cash that was there when it was planned.
  if (manager.isIdle) flows.pay(at);
}

/** The backtest's runner: every request is answered by the simulated venues at once. */
export function carryOut(parts: BacktestComponents, now: EpochMs): void {
  const { execution_manager: manager, world } = parts;
  for (;;) {
    const request = manager.next(now);
    if (request === undefined) return;
    manager.begin(request, now);
    switch (request.kind) {
      case 'execute':
        manager.settle(request.id, world.handle(request.request, now), now);
        break;
      case 'find': {
        const { venue, clientRef } = request;
        manager.settle(request.id, world.find(venue, clientRef, now), now);
        break;
      }
      case 'read_holdings':
        manager.settle(request.id, world.holdings(request.venue, now), now);
        break;
      case 'cancel':
      case 'read_history':
      case 'give_up':
        throw new Error(`no ${request.kind} in a backtest at ${isoTime(now)}`);
    }
  }
}
