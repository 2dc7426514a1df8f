import {
  ComponentError,
  lotBase,
  type CexTrade,
  type ContractCall,
  type Decision,
  type EpochMs,
  type EstimatedDeltas,
  type Instruction,
  type InstructionBlock,
  type Json,
  type Leg,
  type RunConfig,
  type SmartContractAction,
  type VenueAction,
  type WalletTransfer,
} from '@basis/core-types';
import { roundToStep, splitByLargestRemainder } from '@basis/maths';
import { ChainCalls } from './chain-calls.js';
import { chainTransactions, isChainLeg, withinReach, type ChainLeg } from './chain-legs.js';
import { legProblem, legText } from './leg-problem.js';
import { chunkTrades, sliceTrades } from './slice-trades.js';
import { venueActionsOf } from './venue-actions-of.js';
import type { HedgePlace, RoleMap } from './role-map.js';

/** Smallest part of a token that is moved; what is below stays where it is. */
const TRANSFER_STEP = 1e-6;

/** What expansion needs to know of prices: an estimate for each trade, and the price it is made at. */
export interface TradeEstimator {
  estimateDeltas(trade: Omit<CexTrade, 'estimatedDeltas'>, now: EpochMs): EstimatedDeltas;
  /** The first of several calls in one transaction bears what chaining them costs. */
  estimateContract(call: ContractCall, now: EpochMs, isFirstOfSeveral?: boolean): EstimatedDeltas;
  arrivalPrice(trade: Pick<CexTrade, 'tradeType' | 'venue' | 'symbol'>, now: EpochMs): number;
}

type Trade = Omit<CexTrade, 'id' | 'estimatedDeltas'>;
type Move = Omit<WalletTransfer, 'id'>;
type Contract = Omit<SmartContractAction, 'id' | 'estimatedDeltas'>;
type Draft = Trade | Move | Contract;

/**
 * Turns a strategy's decision into one instruction block: every leg under the venue action that `action_mapping` gives
 * it and in that order, roles to venues, amounts to lots, rounded down. Throws VM-003 before anything is sent when the
 * mapping or `supported_actions` does not cover a leg, or a leg makes no sense.
 */
export function expandDecision(
  decision: Decision,
  blockId: string,
  now: EpochMs,
  config: RunConfig['component_config']['venue_manager'],
  roles: RoleMap,
  estimator: TradeEstimator,
): InstructionBlock {
  const sequence = config.action_mapping[decision.action];
  if (sequence === undefined) {
    throw unsupported(decision, `${decision.action} has no entry in action_mapping`);
  }
  decision.legs.forEach((leg, i) => {
    const problem = legProblem(leg, roles, now);
    if (problem !== undefined) throw senseless(decision, i, problem);
    for (const action of venueActionsOf(leg, roles.chain)) {
      if (!config.supported_actions.includes(action))
        throw unsupported(decision, `${action} is not in supported_actions`);
      if (!sequence.includes(action))
        throw unsupported(decision, `action_mapping.${decision.action} has no ${action}`);
    }
  });
  // A leg that goes by several actions stands at the first of them.
  const place = (leg: Leg) =>
    Math.min(...venueActionsOf(leg, roles.chain).map((action) => sequence.indexOf(action)));
  const estimate = estimator.estimateContract.bind(estimator);
  const chain = new ChainCalls(roles.chain, estimate, config.max_swap_slippage, now);
  const drafts = [...decision.legs]
    .sort((a, b) => place(a) - place(b))
    .flatMap((leg, i): Draft[] =>
      isChainLeg(leg)
        ? draftChainLeg(withinReach(leg, decision.legs), `${leg.does}-${i + 1}`, chain)
        : draftLeg(leg, venueActionsOf(leg, roles.chain)[0]!, now, roles, estimator),
    );
  const orders = runsOfTrades(drafts).flatMap((run): Draft[] =>
    Array.isArray(run) ? ordersOf(run, now, config, roles, estimator) : [run],
  );
  return {
    blockId,
    action: decision.action,
    priority: decision.priority,
    reason: decision.reason,
    instructions: orders.map((order, i) =>
      named(order, `${blockId}-${i + 1}`, now, beginsGroup(order, orders[i - 1]), estimator),
    ),
  };
}

/** Trades that follow one another; anything else stays where it is, for what comes after it may need the money. */
function runsOfTrades(drafts: readonly Draft[]): (Trade[] | Move | Contract)[] {
  const runs: (Trade[] | Move | Contract)[] = [];
  for (const draft of drafts) {
    const last = runs.at(-1);
    if (draft.type !== 'cex_trade') runs.push(draft);
    else if (Array.isArray(last)) last.push(draft);
    else runs.push([draft]);
  }
  return runs;
}

function ordersOf(
  trades: readonly Trade[],
  now: EpochMs,
  config: RunConfig['component_config']['venue_manager'],
  roles: RoleMap,
  estimator: TradeEstimator,
): Trade[] {
  const boundsOf = (trade: Trade) =>
    roles.orderBounds(trade, estimator.arrivalPrice(trade, now), now);
  return config.execution_style === 'sliced'
    ? sliceTrades(trades, boundsOf, config.max_leg_imbalance)
    : chunkTrades(trades, boundsOf);
}

function beginsGroup(order: Draft, before: Draft | undefined): boolean {
  return groupOf(order) !== undefined && groupOf(order) !== groupOf(before);
}

function groupOf(draft: Draft | undefined): string | undefined {
  return draft?.type === 'smart_contract_action' ? draft.atomicGroup : undefined;
}

function named(
  order: Draft,
  id: string,
  now: EpochMs,
  isFirstOfSeveral: boolean,
  estimator: TradeEstimator,
): Instruction {
  if (order.type === 'wallet_transfer') return { ...order, id };
  if (order.type === 'smart_contract_action') {
    const estimatedDeltas = estimator.estimateContract(order.call, now, isFirstOfSeveral);
    return { ...order, id, estimatedDeltas };
  }
  const trade = { ...order, id };
  return { ...trade, estimatedDeltas: estimator.estimateDeltas(trade, now) };
}

function unsupported(decision: Decision, why: string): ComponentError {
  return new ComponentError('VM-003', {
    message: `${decision.action} (${decision.reason}) cannot be carried out: ${why}`,
    context: { action: decision.action, legs: decision.legs.map(documented) },
  });
}

function senseless(decision: Decision, place: number, problem: string): ComponentError {
  const leg = decision.legs[place]!;
  return new ComponentError('VM-003', {
    message: `${decision.action} (${decision.reason}) cannot be carried out: leg ${place + 1}, ${legText(leg)}: ${problem}`,
    resolution: 'Correct this leg in the strategy, or what it needs in the configuration.',
    context: { action: decision.action, leg: documented(leg), place },
  });
}

function documented(leg: Leg): Json {
  return JSON.parse(JSON.stringify(leg)) as Json;
}

/** Calls that happen together or not at all go under the name of their group. */
function draftChainLeg(leg: ChainLeg, group: string, chain: ChainCalls): Contract[] {
  return chainTransactions(leg, chain).flatMap(({ calls, ...floor }) =>
    calls.map(({ action, call }): Contract => {
      const head = { type: 'smart_contract_action', action, call, ...floor } as const;
      return calls.length > 1 ? { ...head, atomicGroup: group } : head;
    }),
  );
}

function draftLeg(
  leg: Exclude<Leg, ChainLeg>,
  action: VenueAction,
  now: EpochMs,
  roles: RoleMap,
  estimator: TradeEstimator,
): Draft[] {
  switch (leg.does) {
    case 'buy':
    case 'sell': {
      const { venue } = roles.wallet('spot');
      const rules = roles.rules({ venue, tradeType: 'spot', symbol: roles.spotSymbol }, now);
      const amount = roundToStep(leg.amount, lotBase(rules), 'down');
      if (amount === 0) return [];
      return [
        {
          type: 'cex_trade',
          action,
          venue,
          tradeType: 'spot',
          side: leg.does,
          symbol: roles.spotSymbol,
          amount,
          reduceOnly: leg.does === 'sell',
        },
      ];
    }
    case 'short':
    case 'cover':
    case 'close_long': {
      const places = roles.hedgesOf(leg.role);
      const parts = splitHedge(leg.amount, places, now, roles, estimator, leg.does === 'short');
      const side = leg.does === 'cover' ? 'buy' : 'sell';
      return places.flatMap(({ venue, symbol }, i): Trade[] => {
        const amount = parts[i]!;
        if (amount === 0) return [];
        return [
          {
            type: 'cex_trade',
            action,
            venue,
            tradeType: 'perp',
            side,
            symbol,
            amount,
            reduceOnly: leg.does !== 'short',
          },
        ];
      });
    }
    case 'move':
      return draftMove(leg, action, roles);
  }
}

/**
 * Shares of a hedge leg in lots, by allocation. A part that a venue would refuse as too small goes to the others, so
 * that a small change of the hedge is not lost on minimum sizes.
 */
function splitHedge(
  amount: number,
  places: readonly HedgePlace[],
  now: EpochMs,
  roles: RoleMap,
  estimator: TradeEstimator,
  enforceMinimum: boolean,
): number[] {
  const traded = places.map(({ venue, symbol }) => ({ tradeType: 'perp', venue, symbol }) as const);
  const rules = traded.map((trade) => roles.rules(trade, now));
  let weights = places.map((place) => place.allocation);
  for (;;) {
    const parts = splitByLargestRemainder(
      amount,
      rules.map((one, i) => ({ weight: weights[i]!, step: lotBase(one) })),
    );
    if (!enforceMinimum) return parts;
    const refused = parts.flatMap((part, i) => {
      const notional = part * estimator.arrivalPrice(traded[i]!, now);
      return part > 0 && notional < rules[i]!.min_notional ? [i] : [];
    });
    if (refused.length === 0) return parts;
    // One at a time: what the least of them gives up may lift the others over their minimum.
    const least = refused.reduce((a, b) => (weights[b]! <= weights[a]! ? b : a));
    weights = weights.map((weight, i) => (i === least ? 0 : weight));
  }
}

/** Rounding forgives binary dust, a balance does not: on the grid, and never more than there is. */
function wholeStepsWithin(amount: number): number {
  const rounded = roundToStep(amount, TRANSFER_STEP, 'down');
  return rounded <= amount
    ? rounded
    : roundToStep(rounded - TRANSFER_STEP, TRANSFER_STEP, 'nearest');
}

function draftMove(
  leg: Extract<Leg, { does: 'move' }>,
  action: VenueAction,
  roles: RoleMap,
): Move[] {
  const amount = wholeStepsWithin(leg.amount);
  const from = roles.wallet(leg.role);
  const to = roles.wallet(leg.to);
  if (amount === 0 || (from.venue === to.venue && from.bucket === to.bucket)) return [];
  return [
    {
      type: 'wallet_transfer',
      action,
      fromVenue: from.venue,
      fromBucket: from.bucket,
      toVenue: to.venue,
      toBucket: to.bucket,
      token: leg.token,
      amount,
      estimatedDeltas:
        from.venue === to.venue
          ? { [from.venue]: {} }
          : { [from.venue]: { [leg.token]: -amount }, [to.venue]: { [leg.token]: amount } },
    },
  ];
}
