import { DAY_MS, type InstructionBlock } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { errorOf } from './testing/bench.js';
import { liveBench } from './testing/live-bench.js';

/** Buys a little. */
const block = (blockId: string, priority: number): InstructionBlock => ({
  ...{ blockId, action: 'rebalance', priority, reason: 'by hand' },
  instructions: [
    {
      ...{ type: 'cex_trade', id: `${blockId}-1`, action: 'cex_spot_buy', venue: 'binance' },
      ...{ tradeType: 'spot', side: 'buy', symbol: 'BTC-USDT', amount: 0.1, reduceOnly: false },
      estimatedDeltas: {},
    },
  ],
});

describe('a block by hand', () => {
  const submit = (one: ReturnType<typeof liveBench>, made: InstructionBlock) =>
    one.manager.command(
      { id: `c-${made.blockId}-${made.priority}`, kind: 'submit', block: made },
      one.now,
    );

  it('is refused where its names were used before: the venue would tell of what was sent first', () => {
    const one = liveBench();
    submit(one, block('mine', 1));
    one.goOn();
    expect(errorOf(() => submit(one, block('mine', 2)))).toMatchObject({ code: 'VM-003' });
    const other = { ...block('other', 3), instructions: block('mine', 1).instructions };
    expect(errorOf(() => submit(one, other))).toMatchObject({ code: 'VM-003' });
  });

  it('is refused however long ago its names were used', () => {
    const one = liveBench();
    submit(one, block('mine', 1));
    one.goOn();
    one.wait(30 * DAY_MS);
    submit(one, block('other', 2));
    expect(errorOf(() => submit(one, block('mine', 3)))).toMatchObject({ code: 'VM-003' });
  });

  it('is refused where one waits under its name, or names are like those of decisions', () => {
    const one = liveBench((settings) => void (settings.approve_blocks = true));
    submit(one, block('mine', 1));
    expect(errorOf(() => submit(one, block('mine', 2)))).toMatchObject({ code: 'VM-003' });
    expect(errorOf(() => submit(one, block('b7', 2)))).toMatchObject({ code: 'VM-003' });
  });

  it('is refused where two of its instructions have one name', () => {
    const one = liveBench();
    const made = block('mine', 1);
    const twice = { ...made, instructions: [...made.instructions, ...made.instructions] };
    expect(errorOf(() => submit(one, twice))).toMatchObject({ code: 'VM-003' });
  });
});
