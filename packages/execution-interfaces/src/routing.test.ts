import { describe, expect, it } from 'vitest';
import { accountsFor, type Instruction } from '@basis/core-types';
import { ExecutionInterfaceManager } from './execution-interface-manager.js';
import {
  NOW,
  StubMarket,
  done,
  stillMarket,
  supply,
  threeVenues,
  trade,
  transfer,
} from './testing/fixtures.js';

const config = threeVenues();
const accounts = accountsFor(config);
const nothing = { quantity: () => 0 };
const manager = (market = stillMarket()) =>
  new ExecutionInterfaceManager(config, accounts, nothing, market);
const eim001 = (context: object) =>
  expect.objectContaining({ code: 'EIM-001', context: expect.objectContaining(context) });

describe('routing an instruction', () => {
  it('turns a CEX trade into an order at its venue, with the price of arrival', () => {
    const perp = trade({ tradeType: 'perp', venue: 'bybit', side: 'sell', amount: 1.5 });
    expect(manager().route(perp, 'ref-1', NOW)).toEqual({
      request: {
        kind: 'order',
        venue: 'bybit',
        clientRef: 'ref-1',
        market: 'perp',
        symbol: 'BTC-USDT',
        side: 'sell',
        quantityBase: 1.5,
        reduceOnly: false,
      },
      arrivalPrice: 40_200,
    });
  });

  it.each(['binance', 'alchemy'])('sends a transfer from %s by the source', (fromVenue) => {
    const { request, arrivalPrice } = manager().route(transfer({ fromVenue }), 'ref-2', NOW);
    expect(request).toEqual({
      kind: 'transfer',
      venue: fromVenue,
      clientRef: 'ref-2',
      fromBucket: 'spot',
      toVenue: 'bybit',
      toBucket: 'margin',
      asset: 'USDT',
      amount: 1_000,
    });
    expect(arrivalPrice).toBe(0);
  });

  const refused: readonly [string, Instruction, string][] = [
    ['a contract action: no protocol is subscribed', supply, 'aave_v3'],
    ['a trade at an unsubscribed venue', trade({ venue: 'kraken' }), 'kraken'],
    ['a trade at a venue without a share of the hedge', trade({ venue: 'okx' }), 'okx'],
    ['a trade at a wallet', trade({ venue: 'alchemy' }), 'alchemy'],
    ['a transfer from an unsubscribed venue', transfer({ fromVenue: 'kraken' }), 'kraken'],
    ['an unknown type', { ...trade(), type: 'limit_order' } as never, ''],
  ];
  it.each(refused)('refuses %s with EIM-001 and counts it', (_, instruction, venue) => {
    const interfaces = manager();
    expect(() => interfaces.route(instruction, 'ref', NOW)).toThrowError(
      eim001({ instruction_id: instruction.id, venue }),
    );
    expect(interfaces.getRoutingStatus()).toMatchObject({
      status: 'unhealthy',
      current_instruction: null,
      instructions_routed: 0,
      instructions_failed: 1,
    });
  });

  it('counts it too when there is no price, or the data provider breaks', () => {
    const interfaces = manager(new StubMarket({}));
    expect(() => interfaces.route(trade(), 'ref', NOW)).toThrowError(
      expect.objectContaining({ code: 'DATA-001' }),
    );
    expect(interfaces.getRoutingStatus()).toMatchObject({
      status: 'unhealthy',
      instructions_failed: 1,
    });
    for (const thrown of [new RangeError('no such time'), 'no such time']) {
      const broken = manager(
        new StubMarket({
          'spot/binance/BTC-USDT': () => {
            throw thrown;
          },
        }),
      );
      expect(() => broken.route(trade(), 'ref', NOW)).toThrowError('no such time');
      const { routing_history } = broken.getRoutingStatus() as { routing_history: object[] };
      expect(routing_history).toMatchObject([{ success: false, error: 'no such time' }]);
    }
  });
});

describe('routing status', () => {
  it('has the fields of the specification', () => {
    expect(manager().getRoutingStatus()).toEqual({
      status: 'healthy',
      current_instruction: null,
      instructions_routed: 0,
      instructions_failed: 0,
      execution_mode: 'backtest',
      available_venues: { cex: ['binance', 'bybit'], dex: [], onchain: ['alchemy'] },
      routing_history: [],
    });
  });

  it('names the instruction under way, then keeps what became of it', () => {
    const interfaces = manager();
    interfaces.route(trade(), 'ref', NOW);
    expect(interfaces.getRoutingStatus()).toMatchObject({ current_instruction: 'b1-1' });
    interfaces.conclude(trade(), done([], [['binance:spot:BTC', 'fill', 2]]), 40_000, NOW);
    interfaces.route(transfer(), 'ref', NOW + 1_500);
    interfaces.noteFailure(transfer(), NOW + 1_500, 'VEN-001 too little');
    expect(interfaces.getRoutingStatus()).toMatchObject({
      current_instruction: null,
      instructions_routed: 1,
      instructions_failed: 1,
      routing_history: [
        {
          timestamp: '2024-01-01T00:00:00Z',
          instruction_type: 'cex_trade',
          instruction_id: 'b1-1',
          success: true,
          deltas: { binance: { BTC: 2 } },
        },
        {
          timestamp: '2024-01-01T00:00:01.500Z',
          instruction_type: 'wallet_transfer',
          instruction_id: 'b1-2',
          success: false,
          error: 'VEN-001 too little',
        },
      ],
    });
  });

  it('counts everything but keeps only the last hundred', () => {
    const interfaces = manager();
    for (let i = 1; i <= 250; i++) interfaces.noteFailure(trade({ id: `i${i}` }), NOW, 'no');
    const status = interfaces.getRoutingStatus() as {
      routing_history: { instruction_id: string }[];
    };
    expect(status).toMatchObject({ instructions_failed: 250 });
    expect(status.routing_history).toHaveLength(100);
    expect(status.routing_history[0]!.instruction_id).toBe('i151');
    expect(status.routing_history[99]!.instruction_id).toBe('i250');
  });

  it('is a copy: what a reader does to it changes nothing', () => {
    const interfaces = manager();
    const status = interfaces.getRoutingStatus() as {
      routing_history: unknown[];
      available_venues: { cex: string[] };
    };
    status.routing_history.push({});
    status.available_venues.cex.push('kraken');
    expect(interfaces.getRoutingStatus()).toMatchObject({
      routing_history: [],
      available_venues: { cex: ['binance', 'bybit'] },
    });
  });
});

it('health says how many instructions were routed and failed', () => {
  const interfaces = manager();
  interfaces.conclude(trade(), done([], []), 0, NOW);
  expect(() => interfaces.route(supply, 'ref', NOW)).toThrow();
  expect(interfaces.checkComponentHealth()).toEqual({
    status: 'unhealthy',
    error_count: 1,
    execution_mode: 'backtest',
    instructions_routed: 1,
    instructions_failed: 1,
    component: 'ExecutionInterfaceManager',
  });
});
