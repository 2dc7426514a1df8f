import { BPS } from '../../units.js';
import type { ConfigDraft } from '../config-draft.js';
import { plannedLeverage } from '../schema.js';
import type { CexVenueConfig } from '../venues/cex-schema.js';
import type { Report } from '../violation.js';
import type { Rule } from './rule.js';

/** The furthest that a mark was recorded above spot, by which the hedge of a purchase is sized. */
const MARK_ABOVE_SPOT = 30 * BPS;

/** The planned leverage fits into what the account is set to, with room to open at it, and that into the instrument's. */
export const leverageRule: Rule = (draft, report) => {
  const { values, subscriptions, venues } = draft;
  const { hedge_allocation: allocation, asset } = values;
  if (subscriptions === undefined || allocation === undefined) return;
  for (const name of subscriptions.cex_futures) {
    const venue = venues.get(name);
    if (venue?.venue_type !== 'cex' || venue.futures === undefined) continue;
    const share = Object.hasOwn(allocation, name) ? allocation[name]! : 0;
    if (share === 0) continue;
    const { leverage, instruments } = venue.futures;
    const symbol = `${asset}-${venue.settlement_asset}`;
    const limit = Object.hasOwn(instruments, symbol) ? instruments[symbol]!.max_leverage : Infinity;
    checkPlanned(draft, { name, venue, share, symbol, limit }, report);
    if (leverage > limit) {
      report(
        ['venue_configs', name, 'futures', 'leverage'],
        leverage,
        `must be at most ${limit}, the max_leverage of ${symbol}`,
      );
    }
  }
};

/** Where no more than this could be opened, it is the share that is too small, not the leverage too high. */
const LEAST_LEVERAGE = 0.5;

interface Place {
  readonly name: string;
  readonly venue: CexVenueConfig;
  readonly share: number;
  readonly symbol: string;
  readonly limit: number;
}

function checkPlanned(draft: ConfigDraft, place: Place, report: Report): void {
  const { hedge_leverage, stake_allocation_eth = null } = draft.values;
  if (hedge_leverage === undefined) return;
  const planned = plannedLeverage({ hedge_leverage, stake_allocation_eth });
  const { name, venue, symbol, limit } = place;
  const { leverage } = venue.futures!;
  const say = (most: number, why: string) =>
    stake_allocation_eth === null
      ? report(['hedge_leverage'], planned, `must be at most ${most}, ${why}`)
      : report(
          ['stake_allocation_eth'],
          stake_allocation_eth,
          `must be at most ${Math.floor((most / (1 + most)) * 1000) / 1000}, a short of ${most} times its margin, ${why}`,
        );
  if (planned > leverage) say(leverage, `the leverage set on the account at ${name}`);
  if (planned > limit) say(limit, `the max_leverage of ${symbol} at ${name}`);
  const openable = openableLeverage(draft, place);
  if (openable < LEAST_LEVERAGE) {
    report(
      ['hedge_allocation', name],
      place.share,
      'must be 0 or larger: so small a margin is below min_move_ratio and would not be sent',
    );
    return;
  }
  if (planned <= leverage && planned > openable) {
    say(
      Math.floor(openable * 100) / 100,
      `or the margin at ${name} would not carry the hedge at leverage ${leverage} after its costs`,
    );
  }
}

/**
 * The highest plan that can be opened. Of deployable capital D a venue with share a is sent a D / (1 + L) as margin, of
 * which up to `min_move_ratio` of equity may be missing, as not worth moving. The hedge there is worth a D L / (1 + L),
 * or more where the mark is above spot, and ties up 1 / leverage of that and its fee and slippage, c in all. So
 *
 *     (1 - e (1 + L)) / L >= c (1 + mark above spot),    e = min_move_ratio / (a (1 - cash_buffer_ratio)),
 *
 * solved for L. Not counted is what a tier takes off the leverage of very large positions: the venue refuses those.
 */
function openableLeverage({ components }: ConfigDraft, { venue, share }: Place): number {
  const manager = components.strategy_manager;
  if (manager === undefined) return Infinity;
  const { leverage, taker_fee_bps, slippage_bps } = venue.futures!;
  const cost = (1 / leverage + (taker_fee_bps + slippage_bps) * BPS) * (1 + MARK_ABOVE_SPOT);
  const missing = manager.min_move_ratio / (share * (1 - manager.cash_buffer_ratio));
  return Math.max(0, (1 - missing) / (cost + missing));
}
