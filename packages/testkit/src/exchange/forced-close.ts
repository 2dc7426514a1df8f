import {
  BPS,
  balanceId,
  cexConfig,
  lotBase,
  perpPositionId,
  type AccountTable,
  type InstrumentSymbol,
  type OrderRequest,
  type Posting,
  type RunConfig,
  type VenueId,
} from '@basis/core-types';
import { roundToStep } from '@basis/maths';
import type { PlayedWorld } from './played-world.js';

/** A position that its venue closes without being asked: its margin is too low, or others are to be paid out. */
export interface ForcedClose {
  readonly venue: VenueId;
  readonly symbol: InstrumentSymbol;
  readonly what: 'liquidation' | 'deleveraging';
  /** Of the position, in whole lots, down; from 1 on all of it. */
  readonly share: number;
  /** How much worse its price is than that of an order of ours, as far as the margin goes. */
  readonly adverseBps: number;
}

interface Venues {
  readonly config: RunConfig;
  readonly accounts: AccountTable;
  readonly world: PlayedWorld;
}

/** Closes it in the world. Nothing where there is no position, or too little of one. */
export function closeByForce(close: ForcedClose, { config, accounts, world }: Venues): Posting[] {
  const { venue, symbol, adverseBps } = close;
  const { futures, settlement_asset } = cexConfig(config, venue);
  const rules = futures?.instruments[symbol];
  if (rules === undefined) throw new Error(`no perp market ${symbol} at ${venue}`);
  const held = world.held(accounts.accounts[accounts.index(perpPositionId(venue, symbol))]!);
  const share = Math.min(1, close.share);
  const quantityBase = roundToStep(Math.abs(held) * share, lotBase(rules), 'down');
  if (quantityBase === 0) return [];
  const order: OrderRequest = {
    ...{ kind: 'order', venue, clientRef: 'by force', market: 'perp', symbol },
    ...{ side: held < 0 ? 'buy' : 'sell', quantityBase, reduceOnly: true },
  };
  const outcome = world.handle(order);
  if (outcome.kind !== 'done') return [];
  const worth = outcome.fills.reduce((sum, fill) => sum + fill.quantityBase * fill.priceQuote, 0);
  const margin = accounts.accounts[accounts.index(balanceId(venue, 'margin', settlement_asset))]!;
  const loss = Math.min(worth * adverseBps * BPS, Math.max(0, world.held(margin)));
  const taken = loss > 0 ? world.withdraw(venue, 'margin', settlement_asset, loss) : [];
  return [...outcome.postings, ...taken].map((posting) =>
    posting.cause === 'fill' || posting.cause === 'payment'
      ? { ...posting, cause: 'liquidation' }
      : posting,
  );
}
