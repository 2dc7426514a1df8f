import type {
  Bucket,
  CexTrade,
  ContractCall,
  Instruction,
  RunConfig,
  WalletTransfer,
} from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { RoleMap } from '../role-map.js';
import { NOW, PRICE, SYMBOL, bench, benchConfig, block, decision } from '../testing/bench.js';
import { chainBench, chainConfig } from '../testing/chain-bench.js';
import { leaveAtOnce, leaveByRounds, leverAtOnce, leverByRounds } from '../testing/leverage.js';
import { planFindings, type PlanContext } from './check-plan.js';

type Bench = Pick<ReturnType<typeof bench>, 'config' | 'positions' | 'interfaces'>;

function contextOf(one: Bench, change: Partial<PlanContext> = {}): PlanContext {
  return {
    config: one.config,
    roles: new RoleMap(one.config),
    held: one.positions,
    priceOf: (traded) => one.interfaces.arrivalPrice(traded, NOW),
    now: NOW,
    ...change,
  };
}

/** As the bench has it; dollars may leave every exchange, of which it keeps the fee. */
function configOf(change: Parameters<typeof benchConfig>[0] = () => undefined, fee = 0): RunConfig {
  return benchConfig((settings, input) => {
    for (const [name, known] of Object.entries(input.venue_configs)) {
      const venue = structuredClone(known);
      if (venue.venue_type === 'cex')
        venue.withdrawals = { USDT: { fee, min_amount: 10, delay_seconds: 60 } };
      Object.assign(input.venue_configs, { [name]: venue });
    }
    change(settings, input);
  });
}

/** A million dollars in the spot wallet of Binance, and this much margin at each of the three. */
function funded(config: RunConfig = configOf(), marginUsdt = 100_000) {
  const one = bench(config);
  for (const venue of ['binance', 'bybit', 'okx'])
    one.updates.post(NOW, one.accounts.index(`${venue}:margin:USDT`), 'deposit', marginUsdt);
  return one;
}

let made = 0;
function order(
  tradeType: CexTrade['tradeType'],
  side: CexTrade['side'],
  amount: number,
  more: Partial<CexTrade> = {},
): CexTrade {
  made += 1;
  return {
    type: 'cex_trade',
    id: `o1-${made}`,
    action: 'cex_spot_buy',
    venue: 'binance',
    tradeType,
    side,
    symbol: SYMBOL,
    amount,
    reduceOnly: false,
    estimatedDeltas: {},
    ...more,
  };
}
function transfer(from: string, to: string, amount: number, token = 'USDT'): WalletTransfer {
  const [fromVenue, fromBucket] = from.split(':') as [string, Bucket];
  const [toVenue, toBucket] = to.split(':') as [string, Bucket];
  const head = { type: 'wallet_transfer', id: 'o1-1', action: 'transfer' } as const;
  return { ...head, fromVenue, fromBucket, toVenue, toBucket, token, amount, estimatedDeltas: {} };
}
const plan = (...instructions: Instruction[]) => ({ ...block('o1', 20), instructions });

function findings(one: Bench, ...instructions: Instruction[]): string[] {
  return planFindings(plan(...instructions), contextOf(one));
}

describe('a plan at exchanges', () => {
  it('that can be carried out has no findings, and nothing held is changed by looking', () => {
    const one = funded();
    const before = one.positions.save();
    expect(
      findings(
        one,
        order('spot', 'buy', 2),
        order('perp', 'sell', 2),
        order('spot', 'sell', 1),
        order('perp', 'buy', 2, { reduceOnly: true }),
        transfer('binance:spot', 'bybit:margin', 900_000),
        transfer('bybit:margin', 'okx:margin', 990_000),
      ),
    ).toEqual([]);
    expect(one.positions.save()).toEqual(before);
  });

  const sizes = benchConfig((_, input) => {
    const binance = structuredClone(input.venue_configs['binance']!);
    if (binance.venue_type !== 'cex') return;
    const rules = { lot_size: 0.01, min_size: 0.02, max_size: 3, min_notional: 1_200 };
    Object.assign(binance.spot!.instruments[SYMBOL]!, rules);
    Object.assign(binance.futures!.instruments[SYMBOL]!, rules);
    input.venue_configs['binance'] = binance;
  });

  it.each([
    ['out of lots', order('spot', 'buy', 0.035), /0.035 .* not in lots of 0.01, at least 0.02/],
    ['too small', order('spot', 'buy', 0.01), /0.01 .* at least 0.02/],
    ['too large', order('spot', 'buy', 3.01), /3.01 .* more than the 3 that/],
    ['worth too little', order('spot', 'buy', 0.02), /is worth 800, below the least 1200/],
    ['unknown', order('spot', 'buy', 1, { symbol: 'DOGE-USDT' }), /binance does not trade it/],
    ['elsewhere', order('spot', 'buy', 1, { venue: 'okx' }), /okx keeps no/],
    [
      'beyond the money',
      order('spot', 'buy', 2, { estimatedDeltas: { binance: { USDT: -1_000_001 } } }),
      /takes 1000001 from binance:spot:USDT, which then has 1 less/,
    ],
    [
      'of what is not there',
      order('spot', 'sell', 1),
      /takes 1 from binance:spot:BTC, which then has 1 less/,
    ],
    [
      'reducing nothing',
      order('perp', 'sell', 1, { reduceOnly: true }),
      /may only reduce, and the position is 0/,
    ],
  ])('names an order %s', (_, one, expected) => {
    expect(findings(funded(sizes), one)).toEqual([expect.stringMatching(expected)]);
    expect(findings(funded(sizes), one)[0]).toContain(one.id);
  });

  it('follows the parameters of its day', () => {
    const dated = benchConfig((_, input) => {
      const binance = structuredClone(input.venue_configs['binance']!);
      const spot = { instruments: { [SYMBOL]: { max_size: 1 } } };
      binance.changes = [{ from: new Date(NOW + 1).toISOString(), set: { spot } }];
      input.venue_configs['binance'] = binance;
    });
    const one = funded(dated);
    const buys = plan(order('spot', 'buy', 2));
    expect(planFindings(buys, contextOf(one))).toEqual([]);
    expect(planFindings(buys, contextOf(one, { now: NOW + 1 }))).toHaveLength(1);
  });

  it('counts a lack once, not with every step behind it', () => {
    const one = funded();
    const [first, ...more] = findings(
      one,
      transfer('binance:spot', 'bybit:margin', 1_000_500),
      order('spot', 'buy', 1, { estimatedDeltas: { binance: { USDT: -40_000, BTC: 1 } } }),
    );
    expect(first).toMatch(/which then has 500 less/);
    expect(more).toEqual([expect.stringMatching(/takes 40000 .* which then has 40000 less/)]);
  });

  it('waits for what is under way, as far as it goes', () => {
    const one = funded();
    const sent = transfer('binance:spot', 'bybit:margin', 1_000_500);
    one.updates.post(NOW, one.accounts.index('in_transit:USDT'), 'transfer', 400);
    expect(findings(one, sent)).toEqual([expect.stringMatching(/has 100 less/)]);
    one.updates.post(NOW, one.accounts.index('in_transit:USDT'), 'transfer', 100);
    expect(findings(one, sent)).toEqual([]);
    const more = transfer('binance:spot', 'bybit:margin', 300);
    expect(findings(one, sent, more)).toEqual([expect.stringMatching(/takes 300 .* has 300 less/)]);
  });

  it('forgives binary fractions', () => {
    const one = funded();
    expect(findings(one, transfer('binance:spot', 'bybit:margin', 1_000_000 + 1e-4))).toEqual([]);
    expect(findings(one, transfer('binance:spot', 'bybit:margin', 1_000_000.1))).toHaveLength(1);
  });

  it('names where money cannot go, and what is too little to be sent', () => {
    const one = funded();
    expect(findings(one, transfer('binance:spot', 'okx:spot', 500))).toEqual([
      expect.stringMatching(/okx keeps no USDT in spot/),
    ]);
    expect(findings(one, transfer('binance:spot', 'okx:margin', 9))).toEqual([
      expect.stringMatching(/less than the 10 that binance sends for a fee of 0/),
    ]);
    const closed = funded(benchConfig());
    expect(findings(closed, transfer('binance:spot', 'okx:margin', 500))).toEqual([
      expect.stringMatching(/binance lets no USDT go/),
    ]);
    expect(findings(one, transfer('binance:spot', 'binance:margin', 1))).toEqual([]);
  });

  it('has the venue’s fee arrive nowhere', () => {
    const steps = [
      transfer('binance:spot', 'bybit:margin', 1_000),
      transfer('bybit:margin', 'okx:margin', 1_000),
    ];
    const withFee = configOf(undefined, 1);
    expect(findings(funded(withFee, 0), ...steps)).toEqual([expect.stringMatching(/has 1 less/)]);
    expect(findings(funded(withFee, 1), ...steps)).toEqual([]);
  });
});

describe('margin', () => {
  const leverage = (marginUsdt: number, margin_mode: 'cross' | 'isolated', set = 4) =>
    funded(
      benchConfig((_, input) => {
        for (const [name, known] of Object.entries(input.venue_configs)) {
          const venue = structuredClone(known);
          if (venue.venue_type === 'cex')
            Object.assign(venue.futures!, { leverage: set, margin_mode });
          Object.assign(input.venue_configs, { [name]: venue });
        }
      }),
      marginUsdt,
    );

  it.each(['cross', 'isolated'] as const)(
    '%s: a short needs its notional over the leverage',
    (mode) => {
      // 4 of 40,000 at four times: 40,000.
      expect(findings(leverage(40_000, mode), order('perp', 'sell', 4))).toEqual([]);
      expect(findings(leverage(39_000, mode), order('perp', 'sell', 4))).toEqual([
        expect.stringMatching(/needs 1000 USDT more of margin than is free at binance:margin:USDT/),
      ]);
    },
  );

  it.each(['cross', 'isolated'] as const)(
    '%s: what is tied up may not leave, what was closed may',
    (mode) => {
      const [opens, closes] = [
        order('perp', 'sell', 4),
        order('perp', 'buy', 2, { reduceOnly: true }),
      ];
      const out = (amount: number) => transfer('binance:margin', 'binance:spot', amount);
      expect(findings(leverage(50_000, mode), opens, out(10_000))).toEqual([]);
      expect(findings(leverage(50_000, mode), opens, out(10_500))).toEqual([
        expect.stringMatching(/has 500 less/),
      ]);
      expect(findings(leverage(50_000, mode), opens, closes, out(30_000))).toEqual([]);
      expect(findings(leverage(50_000, mode), opens, closes, out(30_500))).toEqual([
        expect.stringMatching(/has 500 less/),
      ]);
    },
  );

  it('what is added to a position needs as much as it is larger by', () => {
    const [first, second] = [order('perp', 'sell', 2), order('perp', 'sell', 3)];
    for (const mode of ['cross', 'isolated'] as const) {
      expect(findings(leverage(50_000, mode), first, second)).toEqual([]);
      expect(findings(leverage(49_000, mode), first, second)).toEqual([
        expect.stringMatching(/needs 1000 USDT/),
      ]);
    }
  });

  it('isolated: what turns a position has only what lies in the wallet, not what it closes', () => {
    // 1 short ties up 10,000, 4 long need 40,000; under cross margin that is what there must be.
    const turns = [order('perp', 'sell', 1), order('perp', 'buy', 5)];
    expect(findings(leverage(40_000, 'cross'), ...turns)).toEqual([]);
    expect(findings(leverage(40_000, 'isolated'), ...turns)).toEqual([
      expect.stringMatching(/needs 10000 USDT/),
    ]);
    expect(findings(leverage(50_000, 'isolated'), ...turns)).toEqual([]);
  });

  it('a gain counts as margin while the position is open, and once when it is closed', () => {
    // Sold at 50,000 and now worth 40,000: 50,000 and a gain of 40,000 are 90,000, of which 14 need 140,000.
    const one = leverage(50_000, 'cross');
    one.updates.post(NOW, one.accounts.index(`binance:perp:${SYMBOL}`), 'fill', -4);
    one.updates.post(NOW, one.accounts.index(`binance:perp_value:${SYMBOL}`), 'fill', 200_000);
    const closes = order('perp', 'buy', 2, { reduceOnly: true });
    const lacks = [expect.stringMatching(/needs 50000 USDT/)];
    expect(findings(one, order('perp', 'sell', 10))).toEqual(lacks);
    expect(findings(one, closes, order('perp', 'sell', 12))).toEqual(lacks);
    // What was realised may leave, what was not may not.
    const out = (amount: number) => transfer('binance:margin', 'binance:spot', amount);
    expect(findings(one, out(50_000))).toEqual([]);
    expect(findings(one, out(50_100))).toHaveLength(1);
    expect(findings(one, closes, out(70_000))).toEqual([]);
    expect(findings(one, closes, out(70_100))).toHaveLength(1);
  });

  it('a position grows no larger than the venue carries', () => {
    const one = funded(
      benchConfig((_, input) => {
        const binance = structuredClone(input.venue_configs['binance']!);
        if (binance.venue_type !== 'cex') return;
        binance.futures!.instruments[SYMBOL]!.margin_tiers = [
          {
            floor_notional: 0,
            cap_notional: 100_000,
            maintenance_margin_rate: 0.01,
            max_leverage: 10,
          },
        ];
        input.venue_configs['binance'] = binance;
      }),
    );
    expect(findings(one, order('perp', 'sell', 2.5))).toEqual([]);
    expect(findings(one, order('perp', 'sell', 2), order('perp', 'sell', 1))).toEqual([
      expect.stringMatching(/a position worth 120000, of at most 100000/),
    ]);
  });
});

describe('limits', () => {
  const limited = (limits: { order?: number; venue?: number; total?: number }) =>
    funded(
      benchConfig((settings, input) => {
        Object.assign(settings, {
          max_order_notional: limits.order ?? null,
          max_venue_notional: limits.venue ?? null,
        });
        input.component_config.strategy_manager = {
          ...input.component_config.strategy_manager,
          max_total_notional: limits.total ?? null,
        };
      }),
    );
  const short = (venue: string, amount: number) => order('perp', 'sell', amount, { venue });
  const cover = (venue: string, amount: number) =>
    order('perp', 'buy', amount, { venue, reduceOnly: true });

  it('of one order hold for what adds, not for what reduces', () => {
    const one = limited({ order: 40_000 });
    expect(findings(one, order('spot', 'buy', 1))).toEqual([]);
    expect(findings(one, order('spot', 'buy', 1.001))).toEqual([
      expect.stringMatching(/is worth 40040, above max_order_notional 40000/),
    ]);
    one.updates.post(NOW, one.accounts.index('binance:spot:BTC'), 'deposit', 2);
    expect(findings(one, order('spot', 'sell', 2))).toEqual([]);
  });

  it('of one order yield where the venue takes no halves of it', () => {
    // A lot of OKX is 0.01, worth 400.
    const one = limited({ order: 100 });
    expect(findings(one, short('okx', 0.01))).toEqual([]);
    expect(findings(one, short('okx', 0.02))).toHaveLength(1);
    // No less than 1,200, and room for prices that move: 0.033, so 0.04 in lots.
    const coarse = configOf((settings, input) => {
      settings.max_order_notional = 100;
      for (const venue of Object.values(input.venue_configs))
        if (venue.venue_type === 'cex')
          Object.assign(venue.spot!.instruments[SYMBOL]!, { lot_size: 0.01, min_notional: 1_200 });
    });
    expect(findings(funded(coarse), order('spot', 'buy', 0.07))).toEqual([]);
    expect(findings(funded(coarse), order('spot', 'buy', 0.08))).toHaveLength(1);
  });

  it('of a venue and of all count what is there with what comes', () => {
    const one = limited({ venue: 80_000, total: 100_000 });
    expect(findings(one, short('binance', 2))).toEqual([]);
    expect(findings(one, short('binance', 2.1))).toEqual([
      'The shorts at binance would be worth 84000, above max_venue_notional 80000',
    ]);
    expect(findings(one, short('binance', 1.5), short('okx', 1))).toEqual([]);
    expect(findings(one, short('binance', 1.5), short('okx', 1.1))).toEqual([
      'All shorts would be worth 104000, above max_total_notional 100000',
    ]);
    expect(findings(one, short('binance', 3), cover('binance', 1))).toEqual([]);
  });

  it('leave alone what they were already exceeded by', () => {
    const one = limited({ venue: 80_000, total: 100_000 });
    const hold = (venue: string, base: number) => {
      one.updates.post(NOW, one.accounts.index(`${venue}:perp:${SYMBOL}`), 'fill', -base);
      one.updates.post(
        NOW,
        one.accounts.index(`${venue}:perp_value:${SYMBOL}`),
        'fill',
        base * PRICE,
      );
    };
    hold('binance', 3);
    expect(findings(one, cover('binance', 0.5))).toEqual([]);
    expect(findings(one, cover('binance', 0.5), short('okx', 0.4))).toEqual([]);
    expect(findings(one, cover('binance', 0.5), short('okx', 0.6))).toHaveLength(1);
    expect(findings(one, order('spot', 'buy', 1))).toEqual([]);
    expect(findings(one, short('binance', 0.1))).toHaveLength(2);
    // Where the price of one is not known, what adds is held back and what reduces goes on.
    hold('okx', 1);
    const priceOf: PlanContext['priceOf'] = ({ venue }) => (venue === 'okx' ? NaN : PRICE);
    const adds = planFindings(plan(short('bybit', 0.1)), contextOf(one, { priceOf }));
    expect(adds).toContainEqual(expect.stringMatching(/at okx would be worth NaN/));
    expect(planFindings(plan(cover('binance', 1)), contextOf(one, { priceOf }))).toEqual([]);
    expect(planFindings(plan(cover('okx', 1)), contextOf(one, { priceOf }))).toEqual([
      expect.stringMatching(/no price of it is known at okx/),
    ]);
  });
});

describe('a plan on the chain', () => {
  const submitted = (
    one: ReturnType<typeof chainBench>,
    ...legs: Parameters<typeof decision>[1]
  ) => {
    const decided = one.manager.submit(decision('entry_full', legs), NOW);
    return planFindings(decided, contextOf(one));
  };

  it('that builds a loop and leaves it has no findings', () => {
    for (const lever of [leverAtOnce(10, 0.85), leverByRounds(10, 0.85, 0.9)]) {
      const one = chainBench(chainConfig(), 12);
      expect(submitted(one, lever)).toEqual([]);
      one.carryOut();
      const position = { tokens: one.held('aave_v3:supply:wstETH'), owedEth: 170 / 3 };
      const leave = lever.flashEth > 0 ? leaveAtOnce(position) : leaveByRounds(position, 0.94);
      const block = one.manager.submit(decision('exit_full', [leave]), NOW);
      expect(planFindings(block, contextOf(one))).toEqual([]);
      one.carryOut();
      expect(one.manager.isIdle).toBe(true);
    }
  });

  it('lacks what it stakes, once for the whole of its transaction', () => {
    const one = chainBench(chainConfig(), 6);
    expect(submitted(one, leverAtOnce(10, 0.85))).toEqual([
      expect.stringMatching(
        /^b1-1 to b1-\d+ \(flash_borrow, .*\) takes .* from alchemy:wallet:ETH/,
      ),
    ]);
  });

  const act = (call: ContractCall, deltas: Readonly<Record<string, number>>): Instruction => ({
    type: 'smart_contract_action',
    id: 'o1-1',
    action: 'swap',
    call,
    estimatedDeltas: { alchemy: deltas },
  });
  const weth = { protocol: 'aave_v3', asset: 'WETH', amount: 1 } as const;
  const wethBy = (amount: number) => act({ call: 'repay', ...weth }, { WETH: amount });

  it('lacks nothing where sums differ by binary fractions of what came and went', () => {
    const together = [-0.1, -0.2, 0.3].map((amount) => ({
      ...wethBy(amount),
      atomicGroup: 'one',
    }));
    const one = chainBench();
    expect(-0.1 - 0.2 + 0.3).toBeLessThan(0);
    expect(findings(one, ...together)).toEqual([]);
    expect(findings(one, wethBy(-1e-9))).toHaveLength(1);
  });

  it('has enough of what only a protocol knows the amount of', () => {
    const one = chainBench();
    const protocol = 'aave_v3';
    const spends = act({ call: 'stake', protocol: 'lido', asset: 'ETH', amount: 9 }, { ETH: -9 });
    const all = { asset: 'WETH', amount: 'max' } as const;
    expect(findings(one, spends)).toHaveLength(1);
    const unwraps = act({ call: 'unwrap', protocol: 'alchemy', ...all }, {});
    expect(findings(one, unwraps, spends)).toEqual([]);
    expect(findings(one, act({ call: 'claim_withdrawals', protocol: 'lido' }, {}), spends)).toEqual(
      [],
    );
    expect(findings(one, wethBy(-1))).toHaveLength(1);
    expect(findings(one, act({ call: 'withdraw', protocol, ...all }, {}), wethBy(-1))).toEqual([]);
  });

  it('lacks gas where the wallet has none left', () => {
    const one = chainBench(chainConfig(), 6);
    const stake = { does: 'stake', role: 'chain', token: 'ETH', amount: 6 } as const;
    expect(submitted(one, stake)[0]).toMatch(/alchemy:wallet:ETH, which then has 0.00\d+ less/);
    expect(submitted(one, { ...stake, amount: 5.9 })).toEqual([]);
  });
});
