import type { Instruction, InstructionBlock, Leg, RunConfig } from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoleMap } from '../role-map.js';
import {
  NOW,
  SYMBOL,
  benchConfig,
  buy,
  cover,
  decision,
  move,
  sell,
  short,
} from '../testing/bench.js';
import { simBench } from '../testing/sim-bench.js';
import { planFindings } from './check-plan.js';

type Bench = ReturnType<typeof simBench>;

/**
 * Transfers are of whole dollars and lots worth whole dollars, so what is free never is what is wanted but for rounding:
 * that a plan allows for, and a venue does not.
 */
const MARGIN = 20_000.37;

const free = { maker_fee_bps: 0, taker_fee_bps: 0, slippage_bps: 0 };

function config(margin_mode: 'cross' | 'isolated', costless: boolean): RunConfig {
  return benchConfig((_, input) => {
    for (const [name, known] of Object.entries(input.venue_configs)) {
      const venue = structuredClone(known);
      if (venue.venue_type !== 'cex') continue;
      Object.assign(venue.futures!, { margin_mode }, costless ? free : {});
      Object.assign(venue.spot!, costless ? free : {});
      venue.withdrawals = { USDT: { fee: 2, min_amount: 10, delay_seconds: 600 } };
      Object.assign(venue.futures!.instruments[SYMBOL]!, { min_notional: 50, max_size: 30 });
      Object.assign(input.venue_configs, { [name]: venue });
    }
  });
}

const base = fc.oneof(
  fc.double({ min: 0.0005, max: 3, noNaN: true }),
  fc.double({ min: 0.0005, max: 40, noNaN: true }),
);
const quote = fc.double({ min: 5, max: 400_000, noNaN: true });
const place = fc.integer({ min: 0, max: 2 });
const leg: fc.Arbitrary<Leg> = fc.oneof(
  base.map(buy),
  base.map(sell),
  base.map(short),
  fc.tuple(place, base).map(([at, amount]) => cover(at, amount)),
  fc.tuple(place, quote).map(([at, amount]) => move('spot', `hedge[${at}]`, amount)),
  fc.tuple(place, quote).map(([at, amount]) => move(`hedge[${at}]`, 'spot', amount)),
);
/** What strategies decide: in lots, and within what venues take. */
const decided = fc.array(fc.array(leg, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 6,
});

/** Nearly always one of the first. */
const mostly = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 24, arbitrary: usual }, { weight: 1, arbitrary: rare });

const order = fc
  .record({
    market: mostly(
      fc.constantFrom('binance spot', 'binance perp', 'bybit perp', 'okx perp'),
      fc.constantFrom('okx spot', 'alchemy perp'),
    ),
    type: fc.constant('cex_trade' as const),
    action: fc.constant('cex_spot_buy' as const),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    symbol: mostly(fc.constant(SYMBOL), fc.constant('DOGE-USDT')),
    amount: mostly(
      fc.integer({ min: 1, max: 60 }).map((lots) => lots / 100),
      base,
    ),
    reduceOnly: mostly(fc.constant(false), fc.constant(true)),
    estimatedDeltas: fc.constant({}),
  })
  .map(({ market, ...rest }) => {
    const [venue, tradeType] = market.split(' ') as [string, 'spot' | 'perp'];
    return { ...rest, venue, tradeType };
  });
const account = mostly(
  fc.constantFrom('binance:spot', 'binance:margin', 'bybit:margin', 'okx:margin'),
  fc.constantFrom('bybit:spot', 'binance:isolated', 'alchemy:wallet'),
);
const isInternal = (one: { fromVenue: string; toVenue: string }) => one.fromVenue === one.toVenue;
const transfer = fc
  .record({
    from: account,
    to: account,
    token: mostly(fc.constant('USDT'), fc.constant('BTC')),
    amount: fc.integer({ min: 5, max: 20_000 }),
  })
  .filter(({ from, to }) => from !== to && !from.startsWith('alchemy'))
  .map(({ from, to, token, amount }) => {
    const [fromVenue, fromBucket] = from.split(':') as [string, 'spot'];
    const [toVenue, toBucket] = to.split(':') as [string, 'spot'];
    const type = 'wallet_transfer' as const;
    const head = { type, action: 'transfer' as const, estimatedDeltas: {} };
    return { ...head, fromVenue, fromBucket, toVenue, toBucket, token, amount };
  });
/**
 * What an operator may ask for, sensible or not. What leaves a venue goes last: his instructions estimate nothing, and so
 * would not wait until it has arrived.
 */
const askedAtOnce = fc
  .tuple(
    fc.array(fc.oneof(order, transfer.filter(isInternal)), { minLength: 1, maxLength: 3 }),
    fc.array(transfer, { maxLength: 1 }),
  )
  .map((parts) => parts.flat());
const asked = fc.array(askedAtOnce, { minLength: 4, maxLength: 12 });

function findingsOf(one: Bench, block: InstructionBlock, roles: RoleMap): string[] {
  return planFindings(block, {
    config: one.config,
    roles,
    held: one.positions,
    priceOf: (traded) => one.interfaces.arrivalPrice(traded, NOW),
    now: NOW,
  });
}

/** Why a block failed, or nothing where it came through; a refusal after waiting is not thrown. */
function carriedOut(one: Bench): string | undefined {
  const failed = () => one.manager.getExecutionStatus()['blocks_failed'];
  const before = failed();
  try {
    one.carryOut();
    return failed() === before ? undefined : 'refused after it had waited';
  } catch (error) {
    return String(error);
  }
}

function blockOf(
  instructions: readonly Omit<Instruction, 'id'>[],
  number: number,
): InstructionBlock {
  const blockId = `o${number}`;
  const named = instructions.map(
    (one, i) => ({ ...one, id: `${blockId}-${i + 1}` }) as Instruction,
  );
  return { blockId, action: 'rebalance', priority: 20, reason: 'any', instructions: named };
}

describe.each(['cross', 'isolated'] as const)('plans under %s margin', (mode) => {
  it('that simulated venues carry out have no findings', () => {
    let carried = 0;
    fc.assert(
      fc.property(decided, (decisions) => {
        const one = simBench(config(mode, false));
        const roles = new RoleMap(one.config);
        for (const legs of decisions) {
          const block = one.manager.submit(decision('rebalance', legs), NOW);
          const findings = findingsOf(one, block, roles);
          if (carriedOut(one) !== undefined) continue;
          carried += 1;
          expect(findings).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
    expect(carried).toBeGreaterThan(100);
  });

  it('have findings exactly where venues refuse, if trading is free', () => {
    const seen = { carried: 0, refused: 0 };
    fc.assert(
      fc.property(asked, (blocks) => {
        const one = simBench(config(mode, true), MARGIN);
        const roles = new RoleMap(one.config);
        for (const [i, instructions] of blocks.entries()) {
          // It counts as there for whoever waits for it, wherever it goes to.
          one.letArrive();
          const block = blockOf(instructions, i);
          const findings = findingsOf(one, block, roles);
          one.manager.submitBlock(block, 'manual', NOW);
          const refusal = carriedOut(one);
          expect({ findings, refusal }).toEqual(
            refusal === undefined
              ? { findings: [], refusal }
              : { findings: expect.arrayContaining([expect.any(String)]), refusal },
          );
          seen[refusal === undefined ? 'carried' : 'refused'] += 1;
        }
      }),
      { numRuns: 200 },
    );
    expect(seen.refused).toBeGreaterThan(200);
    expect(seen.carried).toBeGreaterThan(200);
  });
});
