/** Leveraged stakes built and left at the simulated venues, held against closed forms. */
import {
  BPS,
  type Decision,
  type Leg,
  type LeverLeg,
  type UnleverLeg,
  type UnleverRound,
} from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOW, decision, errorOf } from './testing/bench.js';
import { CALL_GAS_ETH, KEPT, RATE, chainBench, chainConfig } from './testing/chain-bench.js';
import {
  THRESHOLD,
  leaveAtOnce,
  leaveByRounds,
  leverAtOnce,
  leverByRounds,
  lowerAtOnce,
  lowerByRounds,
} from './testing/leverage.js';

const [OWN, LTV, CEILING] = [10, 0.85, 0.9];
const START = 12;
const ETH = 'alchemy:wallet:ETH';
const WETH = 'alchemy:wallet:WETH';
const HELD = 'alchemy:wallet:wstETH';
const PLEDGED = 'aave_v3:supply:wstETH';
const OWED = 'aave_v3:debt:WETH';

type Bench = ReturnType<typeof chainBench>;

/** Transactions that a decision took; afterwards every venue holds what is expected, to the bit. */
function carryOut(one: Bench, action: Decision['action'], legs: readonly Leg[]): number {
  one.manager.submit(decision(action, legs), NOW);
  const sent = one.carryOut().filter((kind) => kind === 'execute').length;
  expect(one.manager.isIdle).toBe(true);
  expect(one.disagreements()).toEqual([]);
  return sent;
}

function built(leg: LeverLeg, config = chainConfig()): Bench {
  const one = chainBench(config, START);
  carryOut(one, 'entry_full', [leg]);
  return one;
}

const position = ({ held }: Bench) => ({ tokens: held(PLEDGED), owedEth: 0 - held(OWED) });
/** Calls that cost gas: paying a flash loan back is part of it, and a batch is one more. */
const callsOf = (one: Bench, after = 0) =>
  one.receipts.slice(after).reduce((sum, { receipt: { instruction, chained } }) => {
    const calls = [instruction, ...chained];
    const free = calls.filter((i) => 'call' in i && i.call.call === 'flash_repay').length;
    return sum + calls.length - free + (chained.length > 0 ? 1 : 0);
  }, 0);
const gasOf = (one: Bench) => callsOf(one) * CALL_GAS_ETH;
const near = (amount: number) => expect.closeTo(amount, 9) as number;

describe('a leveraged stake', () => {
  it('with a flash loan is one transaction: E / (1 - l) pledged, E l / (1 - l) owed', () => {
    const one = chainBench(chainConfig(), START);
    expect(carryOut(one, 'entry_full', [leverAtOnce(OWN, LTV)])).toBe(1);
    expect(one.held(PLEDGED)).toEqual(near(OWN / (1 - LTV) / RATE));
    expect(one.held(OWED)).toEqual(near((-OWN * LTV) / (1 - LTV)));
    // The loan, unwrap, stake, supply, borrow, and the batch.
    expect(one.held(ETH)).toEqual(near(START - OWN - 6 * CALL_GAS_ETH));
    expect([one.held(HELD), one.held(WETH)]).toEqual([0, 0]);
  });

  it('by rounds comes to the same, but for gas', () => {
    const [atOnce, byRounds] = [
      built(leverAtOnce(OWN, LTV)),
      built(leverByRounds(OWN, LTV, CEILING)),
    ];
    // 0.9 + 0.81 + ... reaches 0.85 / 0.15 in the tenth term: eleven rounds of staking.
    expect(byRounds.receipts).toHaveLength(10 * 4 + 2);
    for (const id of [PLEDGED, OWED, HELD, WETH])
      expect([id, byRounds.held(id)]).toEqual([id, near(atOnce.held(id))]);
    for (const one of [atOnce, byRounds])
      expect(one.held(ETH) + gasOf(one)).toEqual(near(START - OWN));
  });

  it('pledges what staking gave to the bit, and of older tokens all but binary dust', () => {
    const one = chainBench(chainConfig(), START);
    carryOut(one, 'rebalance', [{ does: 'stake', role: 'chain', token: 'ETH', amount: 1.7 }]);
    const older = one.held(HELD);
    const { rounds, ...leg } = leverAtOnce(7, LTV);
    const [round] = rounds;
    const pledgeTokens = round!.pledgeTokens + older;
    carryOut(one, 'entry_full', [{ ...leg, rounds: [{ ...round!, pledgeTokens }] }]);
    expect(one.held(HELD)).toBeGreaterThanOrEqual(0);
    expect(one.held(HELD)).toBeLessThan(2e-12 * pledgeTokens);
  });

  it('never pledges more than there is, by whatever sum of old and new tokens it is planned', () => {
    const eth = fc.double({ min: 0.1, max: 50, noNaN: true });
    fc.assert(
      fc.property(eth, eth, (olderEth, ownEth) => {
        const one = chainBench(chainConfig(), olderEth + ownEth + 1);
        carryOut(one, 'rebalance', [
          { does: 'stake', role: 'chain', token: 'ETH', amount: olderEth },
        ]);
        const pledgeTokens = (olderEth + ownEth) / RATE;
        const round = { stakeEth: ownEth, pledgeTokens, borrowEth: 0 };
        const leg = { ...leverAtOnce(ownEth, LTV), flashEth: 0, rounds: [round] };
        carryOut(one, 'entry_full', [leg]);
        expect(one.held(HELD)).toBeLessThan(2e-12 * pledgeTokens);
      }),
      { numRuns: 60 },
    );
  });

  it('pays the premium of the flash loan out of what it borrows', () => {
    const byAave = chainConfig((config) => {
      Object.assign(config.venues.execution_subscriptions, { flash_loan: ['aave_v3'] });
      Object.assign(config.venue_configs['aave_v3']!, { capabilities: ['lending', 'flash_loan'] });
      delete config.venue_configs['morpho'];
    });
    const one = built(leverAtOnce(OWN, 0.8, 5 * BPS), byAave);
    expect(one.held(OWED)).toEqual(near(-40 * 1.0005));
    expect(one.held(WETH)).toBeCloseTo(0, 12);
    const before = one.held(ETH);
    const { tokens, owedEth } = position(one);
    carryOut(one, 'exit_full', [leaveAtOnce({ tokens, owedEth })]);
    expect(position(one)).toEqual({ tokens: 0, owedEth: 0 });
    const lent = owedEth * (1 + 1e-9);
    const premium = lent * 5 * BPS;
    const gained = tokens * RATE * KEPT - owedEth - premium;
    expect(one.held(ETH)).toBeCloseTo(before + gained - 6 * CALL_GAS_ETH, 9);
  });

  it('wraps what it has staked where the wallet takes the plain token too', () => {
    const both = chainConfig(({ venue_configs }) => {
      Object.assign(venue_configs['alchemy']!, { assets: ['ETH', 'WETH', 'stETH', 'wstETH'] });
    });
    for (const leg of [leverAtOnce(OWN, LTV), leverByRounds(OWN, LTV, CEILING)]) {
      const one = built(leg, both);
      expect(one.held(PLEDGED)).toEqual(near(OWN / (1 - LTV) / RATE));
      expect([one.held(HELD), one.held('alchemy:wallet:stETH')]).toEqual([0, 0]);
    }
  });

  it('whose health factor would be below its floor is undone and costs its gas alone', () => {
    // 0.95 / 0.85 is 1.1176.
    const floor = THRESHOLD / LTV;
    built({ ...leverAtOnce(OWN, LTV), leastHealthFactor: floor - 1e-6 });
    const one = chainBench(chainConfig(), START);
    const leg = { ...leverAtOnce(OWN, LTV), leastHealthFactor: floor + 1e-6 };
    one.manager.submit(decision('entry_full', [leg]), NOW);
    expect(errorOf(() => one.carryOut())).toMatchObject({
      code: 'VM-001',
      message: expect.stringContaining('health factor'),
    });
    expect(one.held(ETH)).toBeCloseTo(START - 6 * CALL_GAS_ETH, 12);
    expect(position(one)).toEqual({ tokens: 0, owedEth: 0 });
    expect(one.disagreements()).toEqual([]);
  });

  it('by rounds keeps the floor at each borrowing', () => {
    // After the first round debt over collateral is 0.9.
    const leg = leverByRounds(OWN, LTV, CEILING);
    built({ ...leg, leastHealthFactor: THRESHOLD / CEILING - 1e-6 });
    const one = chainBench(chainConfig(), START);
    const floor = THRESHOLD / CEILING + 1e-6;
    one.manager.submit(decision('entry_full', [{ ...leg, leastHealthFactor: floor }]), NOW);
    expect(errorOf(() => one.carryOut())).toMatchObject({ context: { instruction_id: 'b1-3' } });
  });
});

describe('a leveraged stake that is left', () => {
  const ways: readonly [string, (one: Bench) => UnleverLeg][] = [
    ['with a flash loan', (one) => leaveAtOnce(position(one))],
    ['by rounds', (one) => leaveByRounds(position(one), 0.94)],
  ];

  it.each(ways)('%s is ETH again: nothing is lost but gas and what the pool takes', (_, leave) => {
    for (const leg of [leverAtOnce(OWN, LTV), leverByRounds(OWN, LTV, CEILING)]) {
      const one = built(leg);
      const sold = one.held(PLEDGED);
      carryOut(one, 'exit_full', [leave(one)]);
      expect(position(one)).toEqual({ tokens: 0, owedEth: 0 });
      expect(one.held(WETH)).toBe(0);
      expect(one.held(HELD)).toBeLessThan(2e-12 * sold);
      expect(one.held(ETH)).toEqual(near(START - gasOf(one) - sold * RATE * (1 - KEPT)));
    }
  });

  it('by rounds sells no more than the lender gave, however its parts add up', () => {
    const own = fc.double({ min: 1, max: 50, noNaN: true });
    fc.assert(
      fc.property(own, fc.integer({ min: 2, max: 9 }), (ownEth, parts) => {
        const one = chainBench(chainConfig(), ownEth + 1);
        const round = { stakeEth: ownEth, pledgeTokens: ownEth / RATE, borrowEth: 0 };
        const lever = { ...leverAtOnce(ownEth, LTV), flashEth: 0, rounds: [round] };
        carryOut(one, 'entry_full', [lever]);
        // Equal parts of the whole: the last may be more than is left.
        const part = one.held(PLEDGED) / parts;
        const parting = { releaseTokens: part, sellTokens: part, repayEth: 0 };
        const rounds = Array<UnleverRound>(parts).fill(parting);
        carryOut(one, 'exit_full', [{ ...leaveAtOnce(position(one)), flashEth: 0, rounds }]);
        expect(one.held(PLEDGED)).toBeCloseTo(0, 12);
      }),
      { numRuns: 60 },
    );
  });

  it('by rounds keeps the floor whenever tokens are released', () => {
    const one = built(leverAtOnce(OWN, LTV));
    const leg = leaveByRounds(position(one), 0.94);
    const leastHealthFactor = THRESHOLD / 0.94 + 1e-6;
    one.manager.submit(decision('exit_full', [{ ...leg, leastHealthFactor }]), NOW);
    expect(errorOf(() => one.carryOut())).toMatchObject({
      message: expect.stringContaining('health factor'),
      context: { instruction_id: 'b2-1' },
    });
  });

  it('with a flash loan is one transaction', () => {
    const one = built(leverAtOnce(OWN, LTV));
    expect(carryOut(one, 'exit_full', [leaveAtOnce(position(one))])).toBe(1);
    // The loan, repay, withdraw, swap, unwrap, and the batch.
    expect(callsOf(one, 1)).toBe(6);
  });

  it('in part comes to the lower loan-to-value, either way', () => {
    const [atOnce, byRounds] = [built(leverAtOnce(OWN, LTV)), built(leverAtOnce(OWN, LTV))];
    carryOut(atOnce, 'exit_partial', [lowerAtOnce(position(atOnce), 0.7)]);
    carryOut(byRounds, 'exit_partial', [lowerByRounds(position(byRounds), 0.7, 7)]);
    for (const one of [atOnce, byRounds]) {
      const { tokens, owedEth } = position(one);
      expect(owedEth / (tokens * RATE)).toBeCloseTo(0.7, 8);
      expect(one.held(WETH)).toBe(0);
    }
    expect(position(byRounds)).toEqual({
      tokens: near(position(atOnce).tokens),
      owedEth: near(position(atOnce).owedEth),
    });
    expect(byRounds.held(ETH) + gasOf(byRounds)).toEqual(near(atOnce.held(ETH) + gasOf(atOnce)));
  });

  it('is not sold for less than it should bring, but for the slippage that is allowed', () => {
    const one = built(leverAtOnce(OWN, LTV));
    const leg = leaveAtOnce(position(one));
    const { instructions } = one.manager.submit(decision('exit_full', [leg]), NOW);
    const swap = instructions.map((i) => 'call' in i && i.call).find((c) => c && c.call === 'swap');
    expect(swap).toMatchObject({ sell: 'wstETH', buy: 'WETH', protocol: 'uniswap' });
    const least = leg.amount * RATE * KEPT * (1 - 0.005);
    expect((swap as { leastReceived: number }).leastReceived).toBeCloseTo(least, 9);
  });
});
