import type { ContractCall, InstructionBlock, Posting, VenueHoldings } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { NOW } from './testing/bench.js';
import { chainBench, chainConfig } from './testing/chain-bench.js';
import { liveBench } from './testing/live-bench.js';

type Live = ReturnType<typeof liveBench>;

/** As configured for the exchanges of the bench. */
const LAG_MS = 5_000;
const MINUTE = 60_000;
const usdt = (one: Live) => one.positions.quantity('binance:spot:USDT');

/** The next time that Binance is asked what it holds; all else is answered. */
function askedOfBinance(one: Live, onHistory: () => void = () => undefined) {
  for (;;) {
    const request = one.ask(one.now);
    if (request === undefined) one.wait(Math.max(1, one.manager.wakeAt() - one.now));
    else if (request.kind === 'read_history') {
      if (request.venue === 'binance') onHistory();
      one.settle(request, { kind: 'history', venue: request.venue, events: [] });
    } else if (request.kind !== 'read_holdings') throw new Error(`${request.kind} was asked`);
    else if (request.venue === 'binance') return request;
    else one.settle(request, one.holdings(request.venue));
  }
}

const changedBy = (one: Live, delta: number): Posting => ({
  timeMs: one.now,
  account: one.accounts.index('binance:spot:USDT'),
  cause: 'funding',
  delta,
  effect: 'f1',
});

/** What Binance holds where its spot wallet has so much. */
function holding(one: Live, quantity: number, asOfMs = one.now) {
  const held = one.holdings('binance', asOfMs);
  const account = one.accounts.index('binance:spot:USDT');
  const others = held.quantities.filter((other) => other.account !== account);
  return { ...held, quantities: [...others, { account, quantity }] };
}

describe('holdings that agree', () => {
  it('say nothing where they are older than a venue may be behind when it is asked', () => {
    const one = liveBench();
    one.manager.started('another0');
    const first = askedOfBinance(one);
    one.settle(first, one.holdings('binance', one.now - LAG_MS - 1));
    one.goOn();
    expect(one.manager.mayDecide(one.now)).toBe(false);
    const second = askedOfBinance(one);
    const askedAtMs = one.now;
    one.wait(300);
    one.settle(second, one.holdings('binance', askedAtMs - LAG_MS));
    one.goOn();
    expect(one.manager.mayDecide(one.now)).toBe(true);
  });

  it('say nothing where they are older than what is booked already', () => {
    const one = liveBench();
    one.manager.started('another0');
    const read = askedOfBinance(one);
    const takenAtMs = one.now;
    one.wait(10);
    one.manager.observe(one.event('f1', [changedBy(one, 0)], { what: 'funding' }), one.now);
    one.settle(read, one.holdings('binance', takenAtMs));
    one.goOn();
    expect(one.manager.mayDecide(one.now)).toBe(false);
    one.settle(askedOfBinance(one), one.holdings('binance'));
    one.goOn();
    expect(one.manager.mayDecide(one.now)).toBe(true);
  });

  it('count at once after an event that a venue stamps ahead of our clock', () => {
    const one = liveBench();
    one.wait(1_000);
    const event = one.event('f1', [changedBy(one, 0)], { what: 'funding' });
    one.manager.observe({ ...event, timeMs: one.now + MINUTE }, one.now);
    one.manager.reconnected('binance', one.now);
    one.settle(askedOfBinance(one), one.holdings('binance'));
    expect(one.ask(one.now)).toBeUndefined();
    expect(one.manager.wakeAt()).toBeGreaterThan(one.now + 10_000);
  });

  it('from a cache that is never filled again make the venue silent', () => {
    const one = liveBench();
    const filledAtMs = one.now;
    one.wait(MINUTE);
    for (const until = one.now + MINUTE; one.now < until;)
      one.settle(askedOfBinance(one), one.holdings('binance', filledAtMs));
    expect(one.manager.mayAddRisk(one.now)).toBe(false);
    expect(one.manager.takesOrders('binance', 'spot')).toBe(false);
    expect(one.events.map(({ data }) => data['error_code'])).toContain('VM-002');
  });
});

describe('holdings that differ', () => {
  /** Five went out so long ago that it is taken over, and nobody told. */
  const overdue = () => {
    const one = liveBench((settings) => void (settings.on_difference = 'adopt'));
    const read = askedOfBinance(one);
    const sinceMs = one.now;
    one.settle(read, holding(one, 999_995));
    for (let turn = 0; turn < 100; turn++) {
      let isTold = false;
      const next = askedOfBinance(one, () => (isTold = true));
      // Nothing is taken over before the venue was asked what happened.
      if (one.now >= sinceMs + 10_000 && isTold) return { one, read: next };
      one.settle(next, holding(one, 999_995));
    }
    throw new Error('its history is never asked for');
  };
  const comesIn = (one: Live) =>
    one.manager.observe(one.event('f1', [changedBy(one, 100)], { what: 'funding' }), one.now);

  it('are taken over once that has lasted', () => {
    const { one, read } = overdue();
    one.settle(read, holding(one, 999_995));
    expect(usdt(one)).toBe(999_995);
    // The strategy does not know of it yet.
    expect(one.manager.surprises).toBe(1);
  });

  it('are not where something happened after they were taken', () => {
    const { one, read } = overdue();
    const takenAtMs = one.now;
    one.wait(10);
    comesIn(one);
    one.settle(read, holding(one, 999_995, takenAtMs));
    expect(usdt(one)).toBe(1_000_100);
  });

  it('are not where the venue may not show yet what happened', () => {
    const { one, read } = overdue();
    comesIn(one);
    one.wait(LAG_MS - 1);
    one.settle(read, holding(one, 999_995));
    expect(usdt(one)).toBe(1_000_100);
    // Its history is asked for every other time, and before anything is taken over.
    for (let i = 0; i < 2; i++) one.settle(askedOfBinance(one), holding(one, 1_000_095));
    expect(usdt(one)).toBe(1_000_095);
  });
});

describe('holdings of a protocol', () => {
  const CALLS: readonly ContractCall[] = [
    { call: 'wrap', protocol: 'alchemy', asset: 'ETH', amount: 2 },
    { call: 'supply', protocol: 'aave_v3', asset: 'WETH', amount: 1 },
  ];
  const block: InstructionBlock = {
    ...{ blockId: 'c1', action: 'entry_full', priority: 30, reason: 'a test' },
    instructions: CALLS.map((call, i) => ({
      ...{ type: 'smart_contract_action', id: `c1-${i + 1}`, action: 'flash_loan', call },
      ...{ estimatedDeltas: {}, atomicGroup: 'supply' },
    })),
  };

  it('from before a transaction of the wallet are not taken over, however long they last', () => {
    const one = chainBench(
      chainConfig((config) => {
        config.execution_mode = 'live';
        config.component_config.venue_manager!.on_difference = 'adopt';
      }),
    );
    const { manager, world } = one;
    manager.started('k3f9qz1a');
    let now = NOW;
    /** Of the lender: it is asked of a node that stands still. */
    let before: VenueHoldings | undefined;
    const goOn = (until: number) => {
      while (now < until) {
        const request = one.ask(now);
        if (request === undefined) now = Math.min(until, Math.max(now + 1, manager.wakeAt()));
        else if (request.kind === 'execute')
          manager.settle(request.id, world.handle(request.request, now), now);
        else if (request.kind === 'read_history')
          manager.settle(request.id, { ...request, kind: 'history', events: [] }, now);
        else if (request.kind === 'read_holdings') {
          const isBehind = request.venue === 'aave_v3' && before !== undefined;
          const held = isBehind ? before! : world.holdings(request.venue, now);
          manager.settle(request.id, held, now);
        }
      }
    };
    goOn(NOW + 1_000);
    before = world.holdings('aave_v3', now);
    manager.submitBlock(block, 'strategy_manager', now);
    goOn(NOW + 3 * MINUTE);
    expect(one.held('aave_v3:supply:WETH')).toBeCloseTo(1, 12);
    expect(manager.mayAddRisk(now)).toBe(false);
    before = undefined;
    goOn(NOW + 4 * MINUTE);
    expect(one.held('aave_v3:supply:WETH')).toBeCloseTo(1, 12);
    expect(manager.mayAddRisk(now)).toBe(true);
  });
});
