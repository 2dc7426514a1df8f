/** Sessions for processes, and to fold journals in. To make one takes as long as to fold half a story, so they are used again. */
import type { EngineEvent, JsonObject } from '@basis/core-types';
import { SnapshotDataProvider, marketDocument } from '@basis/data-provider';
import { LiveSession } from '@basis/engine';
import { SCENES, START_MS } from './scenes.js';
import type { Story } from './story.js';

export type Place = Pick<Story, 'scene' | 'market'>;

/** A session that looks at the market of the story, and where what it tells goes. */
interface Telling {
  readonly session: LiveSession;
  events: EngineEvent[];
}

interface Spare {
  readonly beginning: JsonObject;
  readonly sessions: LiveSession[];
}
const spares = new Map<string, Spare>();
const telling = new WeakMap<LiveSession, Telling>();

/** One that has loaded nothing yet, as a process has that starts again: the first checkpoint it meets is where it begins. */
export function newSession(
  { scene, market: number }: Place,
  told: EngineEvent[] = [],
): LiveSession {
  const { config, markets } = SCENES[scene];
  const data = markets[number]!;
  const market = new SnapshotDataProvider(data.name, marketDocument(data, START_MS), true);
  const events = {
    wants: (type: string) => type !== 'state_update',
    emit: (event: EngineEvent) => void one.events.push(event),
  };
  const one: Telling = { session: new LiveSession({ config, market, events }), events: told };
  telling.set(one.session, one);
  return one.session;
}

function spareAt(place: Place): Spare {
  const name = `${place.scene} ${place.market}`;
  let spare = spares.get(name);
  if (spare === undefined) {
    spare = { beginning: newSession(place).save(), sessions: [] };
    spares.set(name, spare);
  }
  return spare;
}

/** As it is where nothing has happened yet. */
export function takeSession(place: Place, events: EngineEvent[] = []): LiveSession {
  const { beginning, sessions } = spareAt(place);
  const session = sessions.pop() ?? newSession(place);
  session.load(beginning);
  telling.get(session)!.events = events;
  return session;
}

/** It has come to rest, and nobody holds it any more. */
export function giveBack(place: Place, session: LiveSession): void {
  if (session.manager.isIdle) spareAt(place).sessions.push(session);
}
