import { describe, expect, it } from 'vitest';
import { accountsFor } from '@basis/core-types';
import { CexExecutionInterface } from './cex-execution-interface.js';
import { ExecutionInterfaceManager } from './execution-interface-manager.js';
import { NOW, stillMarket, threeVenues, trade, transfer } from './testing/fixtures.js';
import { TransferExecutionInterface } from './contract-execution-interface.js';

const config = threeVenues();
const held: Record<string, number> = {
  'binance:spot:BTC': 1.25,
  'binance:margin:USDT': 500,
  'binance:perp:BTC-USDT': -1.2,
};
const holdings = { quantity: (account: string) => held[account] ?? 0 };
const manager = new ExecutionInterfaceManager(config, accountsFor(config), holdings, stillMarket());

describe('an execution interface', () => {
  it('reads balances by bucket and positions by symbol', () => {
    const binance = manager.interfaceOf('binance')!;
    expect(binance.getBalance('BTC', 'spot')).toBe(1.25);
    expect(binance.getBalance('USDT', 'margin')).toBe(500);
    expect(binance.getPosition('BTC-USDT')).toBe(-1.2);
    expect(manager.interfaceOf('bybit')!.getPosition('BTC-USDT')).toBe(0);
  });

  it('is made for subscribed venues with work to do, and for no others', () => {
    expect(manager.interfaceOf('binance')).toBeInstanceOf(CexExecutionInterface);
    expect(manager.interfaceOf('alchemy')).toBeInstanceOf(TransferExecutionInterface);
    expect(manager.interfaceOf('okx')).toBeUndefined();
    expect(manager.interfaceOf('kraken')).toBeUndefined();
  });

  it('keeps the same contract at every venue: trade, transfer, balance, position', () => {
    for (const venue of ['binance', 'bybit', 'alchemy']) {
      const one = manager.interfaceOf(venue)!;
      expect(one.venue).toBe(venue);
      expect(one.executeTransfer(transfer({ fromVenue: venue }), 'r')).toMatchObject({ venue });
      expect(one.getBalance('ETH', 'wallet')).toBe(0);
    }
  });

  it('of a wallet cannot trade', () => {
    expect(() => manager.interfaceOf('alchemy')!.executeTrade(trade(), 'r')).toThrowError(
      expect.objectContaining({ code: 'EIM-001' }),
    );
  });
});

it('the manager gives prices and estimates to those who plan', () => {
  expect(manager.arrivalPrice(trade(), NOW)).toBe(40_000);
  expect(manager.estimateDeltas(trade({ side: 'sell' }), NOW)['binance']!['BTC']).toBe(-2);
});
