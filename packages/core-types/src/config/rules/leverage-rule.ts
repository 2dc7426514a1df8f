import type { Rule } from './rule.js';

/** The planned leverage fits into what the account is set to, and that into what the instrument allows. */
export const leverageRule: Rule = ({ values, subscriptions, venues }, report) => {
  const { hedge_leverage: planned, hedge_allocation: allocation, asset } = values;
  if (subscriptions === undefined || allocation === undefined) return;
  for (const name of subscriptions.cex_futures) {
    const venue = venues.get(name);
    if (venue?.venue_type !== 'cex' || venue.futures === undefined) continue;
    if (!Object.hasOwn(allocation, name) || allocation[name] === 0) continue;
    const { leverage, instruments } = venue.futures;
    if (planned !== undefined && planned > leverage) {
      report(
        ['hedge_leverage'],
        planned,
        `must be at most ${leverage}, the leverage set on the account at ${name}`,
      );
    }
    const symbol = `${asset}-${venue.settlement_asset}`;
    const limit = Object.hasOwn(instruments, symbol) ? instruments[symbol]!.max_leverage : Infinity;
    if (planned !== undefined && planned > limit) {
      report(
        ['hedge_leverage'],
        planned,
        `must be at most ${limit}, the max_leverage of ${symbol} at ${name}`,
      );
    }
    if (leverage > limit) {
      report(
        ['venue_configs', name, 'futures', 'leverage'],
        leverage,
        `must be at most ${limit}, the max_leverage of ${symbol}`,
      );
    }
  }
};
