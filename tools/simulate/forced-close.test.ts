import type { ForcedClose } from '@basis/testkit';
import { describe, expect, it } from 'vitest';
import { EXCHANGES, MINUTE_MS, SYMBOL } from './scenes.js';
import { SPOT, isInBand, shortsAt } from './naked-times.js';
import type { Played } from './play.js';
import { storyWith, wrongIn } from './played-stories.js';
import type { Incident } from './story.js';

/** The entry is over. */
const AT_REST_MS = 3 * MINUTE_MS + 20_000;

const CLOSES: readonly Omit<ForcedClose, 'venue'>[] = [
  { symbol: SYMBOL, what: 'deleveraging', share: 0.3, adverseBps: 0 },
  { symbol: SYMBOL, what: 'deleveraging', share: 1, adverseBps: 100 },
  // As much of the margin goes as a liquidation takes.
  { symbol: SYMBOL, what: 'liquidation', share: 1, adverseBps: 5_000 },
];

function lacks({ model, events }: Played): string[] {
  const closed = model.effects.find(
    ({ what }) => what === 'liquidation' || what === 'deleveraging',
  );
  if (closed === undefined) return ['nothing was closed'];
  const found: string[] = [];
  const { venue, what } = closed;
  const told = events.filter(({ data }) => data['error_code'] === 'VEN-031');
  if (told.length !== 1 || !String(told[0]!.data['error_message']).includes(`${venue} has closed`))
    found.push(`VEN-031 was told ${told.length} times`);
  if (!events.some(({ type, data }) => type === 'venue_event' && data['what'] === what))
    found.push(`no ${what} was told`);
  const short = shortsAt(EXCHANGES).reduce((sum, account) => sum - model.held(account), 0);
  if (!isInBand(model.held(SPOT), short)) found.push('a leg is naked at the end');
  return found;
}

describe('a short that its venue closes by force', () => {
  it.each([
    ['while nothing is under way', AT_REST_MS, 0],
    ['while the process is down for a moment', AT_REST_MS, 2_000],
    ['while the process is down past a decision', AT_REST_MS, 90_000],
  ] as const)('%s is found and told, and the other leg follows', async (_, atMs, downMs) => {
    const stories = EXCHANGES.flatMap((venue) =>
      CLOSES.map((close): Incident => {
        return { atMs, what: 'forced_close', close: { ...close, venue }, downMs };
      }),
    ).map((incident) => storyWith(1_500, incident));
    expect(await wrongIn(stories, lacks)).toEqual([]);
  });

  it('at any moment of an entry leaves no leg alone for long', async () => {
    const close = { ...CLOSES[1]!, venue: 'binance' };
    const stories = Array.from({ length: 40 }, (_, i): Incident => {
      return { atMs: 2 * MINUTE_MS + i * 100, what: 'forced_close', close, downMs: 0 };
    }).map((incident) => storyWith(300, incident));
    expect(await wrongIn(stories, () => [])).toEqual([]);
  });
});
