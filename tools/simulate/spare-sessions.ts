/** Sessions to fold journals in. To make one takes as long as to fold half a story: those at rest are used again. */
import type { LiveSession } from '@basis/engine';
import { markets } from './market.js';
import { newSession } from './play.js';

const spare = markets.map((): LiveSession[] => []);
const beginnings = markets.map((_, number) => newSession(number).save());

/** As if it were new. */
export function takeSession(market: number): LiveSession {
  const session = spare[market]!.pop() ?? newSession(market);
  session.load(beginnings[market]!);
  return session;
}

export function giveBack(market: number, session: LiveSession): void {
  if (session.manager.isIdle) spare[market]!.push(session);
}
