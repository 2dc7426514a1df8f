import type { ContractCall } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAYS,
  START_MS,
  WholeWorld,
  marketData,
  type VenueChanges,
} from './testing/whole-world.js';

const END_MS = START_MS + (DAYS - 1) * 86_400_000;

/** Every kind of exchange: separate margins, orders that wait, accounts at high leverage. */
const variants: readonly VenueChanges[] = [
  (_, exchange) => Object.assign(exchange.futures!, { leverage: 20 }),
  (venue, exchange) => {
    Object.assign(exchange.futures!, { leverage: 20, margin_mode: 'isolated' });
    if (venue === 'binance') exchange.fill_at = { when: 'next_open' };
  },
  (venue, exchange) => {
    Object.assign(exchange.futures!, { leverage: 10 });
    if (venue === 'bybit') exchange.fill_at = { when: 'delay', seconds: 1_800 };
  },
];

/** One thing to try: what, and three numbers in [0, 1) that size it and choose among its kinds. */
const step = fc.record({
  wait: fc.nat({ max: 30 }),
  what: fc.nat({ max: 9 }),
  size: fc.double({ min: 0, max: 0.999, noNaN: true }),
  one: fc.boolean(),
  two: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function order(world: WholeWorld, { size, one, two }: Step, market: 'spot' | 'perp', ref: string) {
  world.send({
    kind: 'order',
    venue: market === 'spot' || one ? 'binance' : 'bybit',
    clientRef: ref,
    market,
    symbol: 'ETH-USDT',
    side: two ? 'buy' : 'sell',
    quantityBase:
      Math.round(size * (market === 'spot' ? 300_000 : 30_000)) / (market === 'spot' ? 1e4 : 100),
    reduceOnly: false,
  });
}

function transfer(world: WholeWorld, { size, one, two }: Step, ref: string) {
  const asset = one ? 'ETH' : 'USDT';
  const [from, to] = two ? (['binance', 'alchemy'] as const) : (['alchemy', 'binance'] as const);
  const [fromBucket, toBucket] = two
    ? (['spot', 'wallet'] as const)
    : (['wallet', 'spot'] as const);
  const amount = world.held(`${from}:${fromBucket}:${asset}`) * size;
  world.send({
    kind: 'transfer',
    venue: from,
    clientRef: ref,
    fromBucket,
    toVenue: to,
    toBucket,
    asset,
    amount,
  });
}

/** A call of each protocol, sized by what there is; many of them are refused, and must then change nothing. */
function callsOf(world: WholeWorld, { what, size, one, two }: Step): readonly ContractCall[] {
  const wallet = (token: string) => world.held(`alchemy:wallet:${token}`);
  const [staker, token, wrapped] = one
    ? (['lido', 'stETH', 'wstETH'] as const)
    : (['etherfi', 'eETH', 'weETH'] as const);
  const lend = 'aave_v3';
  switch (what) {
    case 3:
      return [
        { call: 'stake', protocol: staker, asset: 'ETH', amount: wallet('ETH') * size * 0.5 },
      ];
    case 4:
      return two
        ? [{ call: 'wrap', protocol: staker, asset: token, amount: wallet(token) * size }]
        : [{ call: 'unwrap', protocol: staker, asset: wrapped, amount: wallet(wrapped) * size }];
    case 5: {
      const asset = two ? wrapped : 'USDT';
      return [{ call: 'supply', protocol: lend, asset, amount: wallet(asset) * size }];
    }
    case 6:
      return two
        ? [{ call: 'borrow', protocol: lend, asset: one ? 'WETH' : 'USDT', amount: size * 60 }]
        : [{ call: 'repay', protocol: lend, asset: 'WETH', amount: one ? 'max' : size * 30 }];
    case 7:
      return two
        ? [{ call: 'withdraw', protocol: lend, asset: wrapped, amount: one ? 'max' : size * 10 }]
        : [{ call: 'set_emode', protocol: lend, category: one ? 1 : 0 }];
    case 8:
      return two
        ? [{ call: 'request_withdrawal', protocol: staker, asset: wrapped, amount: size * 10 }]
        : [{ call: 'claim_withdrawals', protocol: staker }];
    default: {
      if (!two) {
        const [sell, buy] = one ? (['wstETH', 'WETH'] as const) : (['WETH', 'wstETH'] as const);
        const amount = wallet(sell) * size;
        return [{ call: 'swap', protocol: 'uniswap', sell, buy, amount, leastReceived: 0 }];
      }
      const debt = size * 40;
      return [
        { call: 'flash_borrow', protocol: 'morpho', asset: 'WETH', amount: debt },
        { call: 'unwrap', protocol: 'alchemy', asset: 'WETH', amount: debt },
        { call: 'stake', protocol: 'lido', asset: 'ETH', amount: debt },
        { call: 'wrap', protocol: 'lido', asset: 'stETH', amount: debt },
        { call: 'supply', protocol: lend, asset: 'wstETH', amount: debt / 1.3 },
        { call: 'borrow', protocol: lend, asset: 'WETH', amount: debt * (one ? 0.9 : 1) },
        { call: 'flash_repay', protocol: 'morpho', asset: 'WETH', amount: debt },
      ];
    }
  }
}

/** What must hold at every moment, whatever was tried. */
function check(world: WholeWorld): void {
  for (const venue of world.world.venueIds) {
    for (const { account, quantity } of world.world.holdings(venue, world.now).quantities) {
      const { id, kind } = world.accounts.accounts[account]!;
      // The books of postings and the venue itself, to the bit.
      expect([id, world.positions.quantities[account]]).toEqual([id, quantity]);
      if (kind === 'lending_debt') expect(quantity).toBeLessThanOrEqual(0);
      else if (!kind.startsWith('perp')) expect(quantity).toBeGreaterThanOrEqual(-1e-9);
    }
  }
  expect(world.reloaded().save()).toEqual(JSON.parse(JSON.stringify(world.world.save())));
}

describe('all shipped venues together', () => {
  it('keep books that agree, explain every change of equity and can be saved at any moment', () => {
    const data = marketData();
    const kinds = new Set<string>();
    fc.assert(
      fc.property(
        fc.nat({ max: variants.length - 1 }),
        fc.array(step, { minLength: 30, maxLength: 60 }),
        (variant, steps) => {
          const world = new WholeWorld(data, variants[variant]!);
          world.deposit('binance', 'spot', 'USDT', 1_000_000);
          world.deposit('binance', 'margin', 'USDT', 200_000);
          world.deposit('bybit', 'margin', 'USDT', 200_000);
          world.deposit('alchemy', 'wallet', 'ETH', 200);
          world.deposit('alchemy', 'wallet', 'USDT', 100_000);
          steps.forEach((one, i) => {
            for (let wait = 0; wait < one.wait && world.now < END_MS; wait++) world.step();
            const ref = `r${i}`;
            if (one.what === 0) order(world, one, 'spot', ref);
            else if (one.what === 1) order(world, one, 'perp', ref);
            else if (one.what === 2) transfer(world, one, ref);
            else world.transact(callsOf(world, one), ref);
            check(world);
          });
          const { fees, gas, transfer_cost, liquidation } = world.pnl.getAttribution();
          // Costs are never income; moved money sums to nil but for its last digits.
          expect(fees).toBeLessThanOrEqual(0);
          expect(gas).toBeLessThanOrEqual(0);
          expect(transfer_cost).toBeLessThan(1e-6);
          expect(liquidation).toBeLessThan(1e-6);
          for (const { kind } of world.outcomes) kinds.add(kind);
        },
      ),
      { numRuns: 25, seed: 20_240_101 },
    );
    // It was no walk in which everything was refused.
    expect([...kinds].sort()).toEqual(['accepted', 'done', 'refused', 'reverted']);
  });
});
