import {
  chainWallet,
  sizeBounds,
  splitSymbol,
  spotBucket,
  sideSign,
  type CexTrade,
  type CexVenueConfig,
  type EpochMs,
  type Instruction,
  type InstructionBlock,
  type RunConfig,
  type SmartContractAction,
  type WalletTransfer,
} from '@basis/core-types';
import { chainedBehind } from '@basis/execution-interfaces';
import { roundToStep, sizeProblem, type SizeBounds } from '@basis/maths';
import { changesOf, type Held } from '../money-under-way.js';
import type { RoleMap } from '../role-map.js';
import { amountText } from './amount-text.js';
import { notionalFindings } from './notional-limits.js';
import { PlannedHoldings } from './planned-holdings.js';
import { PlannedPerps, type PriceOf } from './planned-perps.js';
import { blockReducesRisk, reducesRisk } from './reduces-risk.js';

export interface PlanContext {
  readonly config: RunConfig;
  readonly roles: RoleMap;
  /** What is held now. It is not changed. */
  readonly held: Held;
  readonly priceOf: PriceOf;
  readonly now: EpochMs;
}

/** A plan on its way: what would be held after the steps so far. */
interface Plan extends PlanContext {
  readonly holdings: PlannedHoldings;
  readonly perps: PlannedPerps;
}

/**
 * Everything by which a block would fail half-way, found before its first order: sizes that venues do not take, limits of
 * the configuration, and money or margin that would not be there when its step comes. Each a sentence with the
 * instruction, the value and the bound. What is under way counts as there, for steps wait for it; what only a venue knows
 * (the price of a fill, how much a queue pays, the state of a loan) is taken at its best.
 */
export function planFindings(block: InstructionBlock, context: PlanContext): string[] {
  const { instructions } = block;
  const holdings = new PlannedHoldings(context.held);
  const { roles, priceOf, now } = context;
  const perps = new PlannedPerps(holdings, roles, priceOf, now);
  const plan: Plan = { ...context, holdings, perps };
  const before = perps.shorts();
  const findings: string[] = [];
  for (let at = 0; at < instructions.length;) {
    const first = instructions[at]!;
    const chained = chainedBehind(instructions, at);
    findings.push(...stepFindings(first, chained, plan));
    at += 1 + chained.length;
  }
  if (blockReducesRisk(block)) return findings;
  return [...findings, ...notionalFindings(before, perps.shorts(), context.config)];
}

function stepFindings(
  first: Instruction,
  chained: readonly SmartContractAction[],
  plan: Plan,
): string[] {
  switch (first.type) {
    case 'cex_trade':
      return tradeFindings(first, plan);
    case 'wallet_transfer':
      return transferFindings(first, plan);
    case 'smart_contract_action':
      return transactionFindings([first, ...chained], plan);
  }
}

function tradeFindings(order: CexTrade, plan: Plan): string[] {
  const { roles, priceOf, now } = plan;
  const { venue, tradeType, symbol } = order;
  const exchange = roles.exchange(venue, now);
  const rules = (tradeType === 'spot' ? exchange?.spot : exchange?.futures)?.instruments[symbol];
  if (exchange === undefined || rules === undefined) {
    return [`${textOf(order)}: ${venue} does not trade it in this run`];
  }
  const price = priceOf(order);
  if (!(price > 0)) return [`${textOf(order)}: no price of it is known at ${venue}`];
  const bounds = sizeBounds(rules);
  return [
    ...limitFindings(order, price, plan),
    ...(tradeType === 'spot'
      ? spotFindings(order, exchange, bounds, price, plan)
      : perpFindings(order, bounds, price, plan)),
  ];
}

/** An order may be larger than is wanted where its venue does not take the halves of it. */
function limitFindings(order: CexTrade, price: number, { roles, config, now }: Plan): string[] {
  const { lotBase, leastBase, wantedBase } = roles.orderBounds(order, price, now);
  const halves = 2 * roundToStep(leastBase, lotBase, 'up');
  if (reducesRisk(order) || order.amount <= Math.max(wantedBase, lotBase) * ROUNDED_UP) return [];
  if (order.amount < halves) return [];
  const most = config.component_config.venue_manager.max_order_notional;
  return [
    `${textOf(order)} is worth ${amountText(order.amount * price)}, above max_order_notional ${most}`,
  ];
}

/** Bounds that were divided and multiplied again are off by binary fractions. */
const ROUNDED_UP = 1 + 1e-9;

function sizeFindings(
  order: CexTrade,
  bounds: SizeBounds,
  price: number,
  closesAll = false,
): string[] {
  const { lotBase, leastBase, mostBase, leastNotional } = bounds;
  switch (sizeProblem(order.amount, bounds, price, closesAll)) {
    case undefined:
      return [];
    case 'lots':
      return [`${textOf(order)} is not in lots of ${lotBase}, at least ${leastBase}`];
    case 'most':
      return [`${textOf(order)} is more than the ${mostBase} that one order may have`];
    case 'notional':
      return [
        `${textOf(order)} is worth ${amountText(order.amount * price)}, below the least ${leastNotional}`,
      ];
  }
}

function spotFindings(
  order: CexTrade,
  exchange: CexVenueConfig,
  bounds: SizeBounds,
  price: number,
  { holdings, perps }: Plan,
): string[] {
  const { venue, amount } = order;
  const sign = sideSign(order.side);
  const { base, quote } = splitSymbol(order.symbol);
  const estimated = order.estimatedDeltas[venue];
  const deltas = {
    [base]: estimated?.[base] ?? sign * amount,
    [quote]: estimated?.[quote] ?? -sign * amount * price,
  };
  const findings = sizeFindings(order, bounds, price);
  for (const [token, delta] of Object.entries(deltas)) {
    const account = holdings.balance(venue, token, spotBucket(exchange));
    if (account === undefined) findings.push(`${textOf(order)}: ${venue} keeps no ${token}`);
    else if (delta >= 0) holdings.add(account.index, delta);
    else {
      const free = perps.withdrawable(account);
      const lacks = holdings.take(account, -delta, free);
      if (lacks > 0) findings.push(lackText(textOf(order), lacks, -delta, account.id));
    }
  }
  return findings;
}

function perpFindings(order: CexTrade, bounds: SizeBounds, price: number, plan: Plan): string[] {
  const { perps } = plan;
  const place = perps.place(order);
  if (place === undefined) return [`${textOf(order)}: ${order.venue} keeps no such position`];
  const held = perps.heldBase(place);
  const split = perps.split(place, order, bounds.lotBase);
  const findings = sizeFindings(order, bounds, price, split.closesAll);
  if (order.reduceOnly && split.opensBase > 0) {
    findings.push(`${textOf(order)} may only reduce, and the position is ${amountText(held)}`);
    perps.trade(place, order, { ...split, opensBase: 0 });
    return findings;
  }
  const lacks = perps.trade(place, order, split);
  const notional = Math.abs(perps.heldBase(place)) * price;
  const most = place.margins.largestNotional;
  if (split.opensBase > 0 && notional > most) {
    findings.push(
      `${textOf(order)} makes a position worth ${amountText(notional)}, of at most ${most}`,
    );
  }
  if (lacks > 0) {
    const { id, asset } = place.wallet;
    findings.push(
      `${textOf(order)} needs ${amountText(lacks)} ${asset} more of margin than is free at ${id}`,
    );
  }
  return findings;
}

function transferFindings(transfer: WalletTransfer, plan: Plan): string[] {
  const { holdings, perps, roles, now } = plan;
  const { fromVenue, fromBucket, toVenue, toBucket, token, amount } = transfer;
  const text = textOf(transfer);
  const from = holdings.balance(fromVenue, token, fromBucket);
  const to = holdings.balance(toVenue, token, toBucket);
  if (from === undefined) return [`${text}: ${fromVenue} keeps no ${token} in ${fromBucket}`];
  if (to === undefined) return [`${text}: ${toVenue} keeps no ${token} in ${toBucket}`];
  const findings: string[] = [];
  const exchange = fromVenue === toVenue ? undefined : roles.exchange(fromVenue, now);
  const terms = exchange?.withdrawals[token];
  if (exchange !== undefined && terms === undefined)
    findings.push(`${text}: ${fromVenue} lets no ${token} go`);
  const { fee, min_amount } = terms ?? { fee: 0, min_amount: 0 };
  if (!(amount > fee) || amount < min_amount)
    findings.push(
      `${text} is less than the ${min_amount} that ${fromVenue} sends for a fee of ${fee}`,
    );
  const lacks = holdings.take(from, amount, perps.withdrawable(from));
  if (lacks > 0) findings.push(lackText(text, lacks, amount, from.id));
  holdings.add(to.index, amount - fee);
  return findings;
}

function transactionFindings(actions: readonly SmartContractAction[], plan: Plan): string[] {
  const { holdings, config } = plan;
  const wallet = chainWallet(config)?.venue ?? '';
  for (const { call } of actions) {
    for (const token of tokensOfUnknown(call)) {
      const account = holdings.balance(wallet, token);
      if (account !== undefined) holdings.addUnknown(account.index);
    }
  }
  const findings: string[] = [];
  for (const { venue, token, delta, turnover } of changesOf(actions)) {
    const account = holdings.balance(venue, token);
    if (account === undefined) {
      if (delta < 0) findings.push(`${actions[0]!.id}: ${venue} keeps no ${token}`);
    } else if (delta >= 0) holdings.add(account.index, delta);
    else {
      const lacks = holdings.take(account, -delta, holdings.get(account.index), turnover);
      if (lacks > 0) findings.push(lackText(namesOf(actions), lacks, -delta, account.id));
    }
  }
  return findings;
}

/** Tokens of which a call gives or takes what only its protocol knows. */
function tokensOfUnknown(call: SmartContractAction['call']): readonly string[] {
  switch (call.call) {
    case 'claim_withdrawals':
      return ['ETH'];
    case 'unwrap':
      return call.amount === 'max' ? [call.asset, 'ETH'] : [];
    case 'withdraw':
    case 'repay':
      return call.amount === 'max' ? [call.asset] : [];
    default:
      return [];
  }
}

function namesOf(actions: readonly SmartContractAction[]): string {
  const [first, last] = [actions[0]!, actions.at(-1)!];
  const calls = actions.map(({ call }) => call.call).join(', ');
  return first === last ? `${first.id} (${calls})` : `${first.id} to ${last.id} (${calls})`;
}

function lackText(text: string, lacks: number, wanted: number, place: string): string {
  return `${text} takes ${amountText(wanted)} from ${place}, which then has ${amountText(lacks)} less than that`;
}

function textOf(instruction: CexTrade | WalletTransfer): string {
  if (instruction.type === 'wallet_transfer') {
    const { id, amount, token, fromVenue, toVenue } = instruction;
    return `${id} (${amount} ${token} from ${fromVenue} to ${toVenue})`;
  }
  const { id, side, amount, symbol, tradeType, venue } = instruction;
  return `${id} (${side} ${amount} ${symbol} ${tradeType} at ${venue})`;
}
