import type { Side } from '@basis/core-types';
import { roundToStep } from '@basis/maths';

/** What one order of a trade has to keep to, in base units. */
export interface OrderBounds {
  readonly lotBase: number;
  /** Below this the venue refuses an order. */
  readonly leastBase: number;
  /** Infinity where the venue sets no bound. */
  readonly mostBase: number;
  /** What we ourselves want no order to be larger than; it yields to `leastBase`. Infinity without. */
  readonly wantedBase: number;
}

interface Sliceable {
  readonly side: Side;
  /** Base units, a whole number of lots. */
  readonly amount: number;
}

/** Differences of sums that come from binary fractions, relative to the larger leg. */
const DUST = 1e-12;

/** Trades as orders that their venues take: what is larger than one may be goes as several, one after another. */
export function chunkTrades<Trade extends Sliceable>(
  trades: readonly Trade[],
  boundsOf: (trade: Trade) => OrderBounds,
): Trade[] {
  return trades.flatMap((trade) => partsOf(trade, boundsOf(trade), Infinity));
}

/**
 * Trades that hedge each other, in slices that take turns: the leg that is behind trades next, the first one where they
 * are level. No slice is larger than `maxImbalance` of the larger leg, so what is bought and what is sold never differ by
 * more than that. Where a venue takes no orders so small, slices are as small as it takes them; legs that are not equal
 * differ at the end by what they differ in.
 */
export function sliceTrades<Trade extends Sliceable>(
  trades: readonly Trade[],
  boundsOf: (trade: Trade) => OrderBounds,
  maxImbalance: number,
): Trade[] {
  const larger = Math.max(sumOf(trades, 'buy'), sumOf(trades, 'sell'));
  if (Math.min(sumOf(trades, 'buy'), sumOf(trades, 'sell')) === 0) {
    return chunkTrades(trades, boundsOf);
  }
  const legs = trades.map((trade) => ({
    side: trade.side,
    slices: partsOf(trade, boundsOf(trade), maxImbalance * larger),
    done: 0,
  }));
  const first = trades[0]!.side;
  const sequence: Trade[] = [];
  for (let boughtMore = 0; ;) {
    const behind = Math.abs(boughtMore) <= DUST * larger ? first : boughtMore > 0 ? 'sell' : 'buy';
    const next = leastDone(legs, behind) ?? leastDone(legs, behind === 'buy' ? 'sell' : 'buy');
    if (next === undefined) return sequence;
    const slice = next.slices[next.done]!;
    next.done += 1;
    boughtMore += slice.side === 'buy' ? slice.amount : -slice.amount;
    sequence.push(slice);
  }
}

function sumOf(trades: readonly Sliceable[], side: Side): number {
  return trades.reduce((sum, trade) => (trade.side === side ? sum + trade.amount : sum), 0);
}

interface SlicedLeg<Trade> {
  readonly side: Side;
  readonly slices: readonly Trade[];
  done: number;
}

/** Of the trades on one side that are not finished, the one of which the smallest share is done. */
function leastDone<Trade>(
  legs: readonly SlicedLeg<Trade>[],
  side: Side,
): SlicedLeg<Trade> | undefined {
  let least: SlicedLeg<Trade> | undefined;
  for (const leg of legs) {
    if (leg.side !== side || leg.done === leg.slices.length) continue;
    if (least === undefined || leg.done / leg.slices.length < least.done / least.slices.length)
      least = leg;
  }
  return least;
}

/**
 * A trade in as few equal parts of at most `sliceBase` and `wantedBase` as there can be, lots left over going to the first
 * ones. Parts do not get smaller than the venue takes them for the sake of what is wanted, but they do for the largest it
 * takes.
 */
function partsOf<Trade extends Sliceable>(
  trade: Trade,
  { lotBase, leastBase, mostBase, wantedBase }: OrderBounds,
  sliceBase: number,
): Trade[] {
  const { amount } = trade;
  const lotsIn = (base: number, rounding: 'down' | 'up') =>
    Math.max(1, Math.round(roundToStep(Math.min(base, amount), lotBase, rounding) / lotBase));
  const lots = lotsIn(amount, 'down');
  const needed = Math.ceil(lots / lotsIn(mostBase, 'down'));
  const wanted = Math.ceil(lots / lotsIn(Math.min(wantedBase, sliceBase), 'down'));
  const possible = Math.floor(lots / lotsIn(leastBase, 'up'));
  const parts = Math.max(needed, Math.min(wanted, possible));
  // Not a number where a least notional met no price: the trade goes whole, and its venue refuses it.
  if (!(parts > 1)) return [trade];
  const [each, over] = [Math.floor(lots / parts), lots % parts];
  return Array.from({ length: parts }, (_, i) => ({
    ...trade,
    amount: roundToStep((each + (i < over ? 1 : 0)) * lotBase, lotBase, 'nearest'),
  }));
}
