import {
  HOLD,
  exampleRunConfig,
  parseRunConfig,
  type Decision,
  type RunConfigInput,
  type StrategyView,
} from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { PureLendingStrategyManager } from './pure-lending-strategy.js';

type Settings = NonNullable<RunConfigInput['component_config']['strategy_manager']>;

function strategy(settings: Settings = {}): PureLendingStrategyManager {
  const config = exampleRunConfig();
  config.component_config.strategy_manager = settings;
  return new PureLendingStrategyManager(parseRunConfig(config));
}

interface Holdings {
  readonly idle?: number;
  readonly supplied?: number;
  readonly withdrawable?: number;
  readonly room?: number;
  readonly apr?: number;
  readonly cost?: number;
  readonly payable?: number;
  readonly riskLevel?: StrategyView['riskLevel'];
}

function view({
  idle = 0,
  supplied = 0,
  withdrawable = supplied,
  room = Infinity,
  apr = 0.0365,
  cost = 1,
  payable = 0,
  riskLevel = 'ok',
}: Holdings): StrategyView {
  return {
    quote: 'USDT',
    equity: idle + supplied - payable,
    payable,
    riskLevel,
    chain: {
      quoteHeld: idle,
      deposit: {
        suppliedQuote: supplied,
        withdrawableQuote: withdrawable,
        roomQuote: room,
        supplyApr: apr,
        roundTripCostQuote: 2 * cost,
      },
    },
  } as unknown as StrategyView;
}

const amounts = ({ legs }: Decision) => legs.map(({ does, amount }) => [does, amount]);

describe('lending', () => {
  it('enters with everything that lies in the wallet, and then holds', () => {
    const entered = strategy().decide(view({ idle: 10_000 }));
    expect(entered.action).toBe('entry_full');
    expect(amounts(entered)).toEqual([['supply', 10_000]]);
    expect(strategy().decide(view({ supplied: 10_000 }))).toBe(HOLD);
  });

  it('adds what has come in, but nothing too small to be worth a move', () => {
    const added = strategy().decide(view({ idle: 500, supplied: 10_000, cost: 0.5 }));
    expect(added.action).toBe('entry_partial');
    expect(amounts(added)).toEqual([['supply', 500]]);
    // 1 % of 10,099 is 100.99.
    expect(strategy().decide(view({ idle: 99, supplied: 10_000 }))).toBe(HOLD);
  });

  it('supplies no more than the reserve takes', () => {
    expect(amounts(strategy().decide(view({ idle: 10_000, room: 4_000 })))).toEqual([
      ['supply', 4_000],
    ]);
    expect(strategy().decide(view({ idle: 10_000, room: 0 }))).toBe(HOLD);
  });

  it('waits while the interest of the horizon does not pay for the gas of both ways', () => {
    // 3.65 % on 10,000 for 10 days is 10: both ways at 5 are just not worth it.
    const settings = { carry_horizon_days: 10 };
    expect(strategy(settings).decide(view({ idle: 10_000, cost: 5 }))).toBe(HOLD);
    expect(amounts(strategy(settings).decide(view({ idle: 10_000, cost: 4.99 })))).toHaveLength(1);
    const open = { ...settings, carry_gate: false };
    expect(amounts(strategy(open).decide(view({ idle: 10_000, cost: 5 })))).toHaveLength(1);
  });

  it('leaves when risk is critical, as far as others let it', () => {
    const left = strategy().decide(
      view({ supplied: 10_000, withdrawable: 3_000, riskLevel: 'critical' }),
    );
    expect(left).toMatchObject({ action: 'exit_full', priority: 0 });
    expect(amounts(left)).toEqual([['withdraw', 3_000]]);
    expect(strategy().decide(view({ idle: 10_000, riskLevel: 'critical' }))).toBe(HOLD);
  });

  it('enters and leaves by shares', () => {
    const held = view({ idle: 1_000, supplied: 8_000 });
    expect(amounts(strategy().entryPartial(held, 0.25))).toEqual([['supply', 250]]);
    expect(amounts(strategy().exitPartial(held, 0.25))).toEqual([['withdraw', 2_000]]);
    expect(strategy().sellDust()).toBe(HOLD);
  });

  it('says what it needs where there is no lender', () => {
    const bare = { ...view({ idle: 1 }), chain: undefined };
    expect(() => strategy().decide(bare)).toThrow('a lending venue that takes USDT');
  });
});

describe('cash for investors', () => {
  const reserve = { reserve_ratio: 0.1 };

  it('is kept as the configured share of equity, and only the rest is lent', () => {
    expect(amounts(strategy(reserve).decide(view({ idle: 10_000 })))).toEqual([['supply', 9_000]]);
  });

  it('is filled again when what is missing is worth a move', () => {
    // A tenth of 10,000 is 1,000; a hundredth of it, 100, is worth a move.
    expect(strategy(reserve).decide(view({ idle: 901, supplied: 9_099 }))).toBe(HOLD);
    const filled = strategy(reserve).decide(view({ idle: 900, supplied: 9_100 }));
    expect(filled).toMatchObject({ action: 'exit_partial', reason: 'fill the cash reserve' });
    expect(amounts(filled)).toEqual([['withdraw', 100]]);
  });

  it('is freed for what is owed, with the reserve of those who stay', () => {
    const held = view({ idle: 1_000, supplied: 9_000, payable: 5_000 });
    const freed = strategy(reserve).decide(held);
    expect(freed).toMatchObject({ action: 'exit_partial', reason: 'pay withdrawals' });
    // Owed 5,000 and a tenth of the 5,000 left, less the 1,000 that lie there.
    expect(amounts(freed)).toEqual([['withdraw', 4_500]]);
  });

  it('is freed however little is owed', () => {
    expect(amounts(strategy().decide(view({ supplied: 10_000, payable: 1.5 })))).toEqual([
      ['withdraw', 1.5],
    ]);
  });

  it('comes as the lending reserve has it, in parts that are worth their gas', () => {
    const held = { supplied: 10_000, payable: 8_000, cost: 5 };
    expect(strategy().decide(view({ ...held, withdrawable: 9 }))).toBe(HOLD);
    expect(amounts(strategy().decide(view({ ...held, withdrawable: 11 })))).toEqual([
      ['withdraw', 11],
    ]);
  });

  it('is all there is where everything is owed', () => {
    const owed = view({ idle: 100, supplied: 900, payable: 1_200 });
    expect(amounts(strategy(reserve).decide(owed))).toEqual([['withdraw', 900]]);
    expect(strategy(reserve).decide(view({ idle: 100, payable: 1_200 }))).toBe(HOLD);
  });

  it('that is owed is not lent again', () => {
    expect(strategy().decide(view({ idle: 5_000, supplied: 5_000, payable: 5_000 }))).toBe(HOLD);
    const more = strategy().decide(view({ idle: 7_000, supplied: 5_000, payable: 5_000 }));
    expect(amounts(more)).toEqual([['supply', 2_000]]);
  });
});
