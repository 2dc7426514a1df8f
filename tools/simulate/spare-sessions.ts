/** Sessions to fold journals in. To make one takes as long as to fold half a story: those at rest are used again. */
import type { JsonObject } from '@basis/core-types';
import type { LiveSession } from '@basis/engine';
import { newSession, type Place } from './play.js';

interface Spare {
  readonly beginning: JsonObject;
  readonly sessions: LiveSession[];
}
const spares = new Map<string, Spare>();

function spareAt(place: Place): Spare {
  const name = `${place.scene} ${place.market}`;
  let spare = spares.get(name);
  if (spare === undefined) {
    spare = { beginning: newSession(place).save(), sessions: [] };
    spares.set(name, spare);
  }
  return spare;
}

/** As if it were new. */
export function takeSession(place: Place): LiveSession {
  const { beginning, sessions } = spareAt(place);
  const session = sessions.pop() ?? newSession(place);
  session.load(beginning);
  return session;
}

export function giveBack(place: Place, session: LiveSession): void {
  if (session.manager.isIdle) spareAt(place).sessions.push(session);
}
