import { MINUTE_MS, configHash, type JournalRecord, type RunConfig } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import {
  AMOUNT_BTC,
  CAPITAL,
  START_MS,
  config as wide,
  liveConfig,
  liveSession,
  marketAt,
  spotAt,
} from '../testing/live-run.js';
import { ToyVenues } from '../testing/toy-venues.js';

/** Without Bybit, whose accounts stand before those of OKX and of the wallet. */
const narrow = liveConfig((draft) => {
  draft.hedge_allocation = { binance: 0.6, okx: 0.4 };
  const venues = ['binance', 'okx'];
  draft.venues = {
    data_subscriptions: venues,
    execution_subscriptions: { cex_spot: ['binance'], cex_futures: venues, wallet: ['alchemy'] },
  };
  const { bybit: _, ...others } = draft.venue_configs;
  draft.venue_configs = others;
});

const timeMs = START_MS;
const startedWith = (config: RunConfig): JournalRecord => ({
  kind: 'run_started',
  timeMs,
  configHash: configHash(config),
  version: '0.1.0',
  mode: config.mode,
});
const snapshot = { kind: 'snapshot', timeMs, market: marketAt(timeMs) } as const;
const ended = { kind: 'run_ended', timeMs, reason: 'asked to' } as const;
const accepted = (from: RunConfig, to: RunConfig): JournalRecord => ({
  kind: 'config_accepted',
  timeMs,
  configHash: configHash(to),
  formerConfigHash: configHash(from),
});

/** At an account that has another number in each configuration. */
const MARGIN_USDT = 500;

/** A run that has bought a hundredth of a bitcoin. */
function recorded(config: RunConfig) {
  const session = liveSession(undefined, undefined, config);
  const venues = new ToyVenues(session.parts.accounts, spotAt, CAPITAL);
  const margin = session.parts.accounts.index('okx:margin:USDT');
  const holdings = (venue: string) => {
    const told = venues.holdings(venue, timeMs);
    const quantities = told.quantities.map((one) =>
      one.account === margin ? { ...one, quantity: MARGIN_USDT } : one,
    );
    return { ...told, quantities };
  };
  const records: JournalRecord[] = [];
  const take = (record: JournalRecord) => {
    session.apply(record);
    records.push(record);
  };
  const settleAll = () => {
    for (
      let request = session.manager.next(timeMs);
      request;
      request = session.manager.next(timeMs)
    ) {
      take({ kind: 'request', timeMs, request });
      const requestId = request.id;
      if (request.kind === 'execute')
        take({
          kind: 'outcome',
          timeMs,
          requestId,
          answer: venues.handle(request.request, timeMs),
        });
      else if (request.kind === 'read_history')
        take({
          ...{ kind: 'outcome', timeMs, requestId },
          answer: { kind: 'history', venue: request.venue, events: [] },
        });
      else if (request.kind === 'read_holdings')
        take({
          kind: 'outcome',
          timeMs,
          requestId,
          answer: holdings(request.venue),
        });
    }
  };
  take(startedWith(config));
  take(snapshot);
  settleAll();
  const decide = () => take({ kind: 'decision', timeMs, ...session.decide(timeMs) });
  decide();
  settleAll();
  return { session, records, take, decide };
}

const checkpointOf = ({ session }: ReturnType<typeof recorded>): JournalRecord => ({
  kind: 'checkpoint',
  timeMs,
  state: JSON.parse(JSON.stringify(session.save())) as never,
});

function folded(records: readonly JournalRecord[], config: RunConfig) {
  const session = liveSession(undefined, undefined, config);
  for (const record of records) session.fold(record);
  return session;
}

describe('a journal under another configuration', () => {
  it('is gone on with from its checkpoint, every quantity at the account of its name', () => {
    const one = recorded(narrow);
    const next = [checkpointOf(one), ended, accepted(narrow, wide), startedWith(wide)];
    const session = folded(next, wide);
    const before = one.session.parts.position_monitor;
    const after = session.parts.position_monitor;
    const numberOf = ({ accounts }: typeof after) => accounts.index('okx:margin:USDT');
    expect(numberOf(before)).not.toBe(numberOf(after));
    expect(after.quantity('okx:margin:USDT')).toBe(MARGIN_USDT);
    expect(after.getCurrentPositions()).toEqual(before.getCurrentPositions());
    expect(after.quantity('binance:spot:BTC')).toBe(AMOUNT_BTC);
    expect(session.save()['strategy_state']).toEqual({ decided: 1 });
    // What is held is worth the same, and what it earned stays explained.
    session.apply({ ...snapshot, timeMs: timeMs + MINUTE_MS });
    expect(session.parts.pnl_calculator.equity).toBeCloseTo(CAPITAL + MARGIN_USDT, 9);
    expect(session.manager.unanswered).toBeUndefined();
    expect(session.manager.next(timeMs + MINUTE_MS)?.kind).toBe('read_history');
  });

  it('is refused where records follow its last checkpoint: they have the numbers of other accounts', () => {
    const { records } = recorded(narrow);
    const next = [...records, ended, accepted(narrow, wide), startedWith(wide)];
    expect(() => folded(next, wide)).toThrow(
      expect.objectContaining({ code: 'JNL-010', message: expect.stringContaining('snapshot') }),
    );
  });

  it('is refused where an account that the new one does not have is not empty', () => {
    const one = recorded(wide);
    const { position_monitor: positions, accounts } = one.session.parts;
    positions.apply(accounts.index('bybit:perp:BTC-USDT'), -0.5);
    expect(() => folded([checkpointOf(one)], narrow)).toThrow(
      '-0.5 is held at bybit:perp:BTC-USDT, which this configuration does not have',
    );
  });

  it('is refused while a block is under way', () => {
    const one = recorded(narrow);
    one.decide();
    expect(() => folded([checkpointOf(one)], wide)).toThrow('a block was under way');
  });

  it.each(['mode', 'share_class'])('is refused where its %s was another', (key) => {
    const { state, ...head } = checkpointOf(recorded(narrow)) as Extract<
      JournalRecord,
      { kind: 'checkpoint' }
    >;
    const other = { ...head, state: { ...state, [key]: 'another' } };
    expect(() => folded([other], wide)).toThrow(`its ${key} is another`);
  });
});
