/** A leveraged staking position, held against closed forms: identities 5, 6, 8 and 9 of docs/identities.md. */
import { BPS, YEAR_MS, type ContractCall } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { morpho, stake, unwrap, wrap } from '../testing/chain-calls.js';
import {
  BATCH_GAS_ETH,
  CALL_GAS_ETH,
  ETH_USD,
  RATE,
  chainWorld,
  reserveRow,
} from '../testing/chain-world.js';
import { borrow, flash, setEmode, supply } from '../testing/lending-world.js';
import { T0, done, type Rows, type TestWorld } from '../testing/test-world.js';

const EQUITY_ETH = 10;
const GAS_ETH = 50;
const ETH = 'alchemy:wallet:ETH';

function world(rows: Rows = {}): TestWorld {
  const test = chainWorld(rows, (venues) => {
    const wallet = venues['alchemy'] as { assets: string[] };
    // Without the rebasing token, staking gives the wrapped one.
    wallet.assets = wallet.assets.filter((asset) => asset !== 'stETH');
  });
  test.deposit('alchemy', 'wallet', 'ETH', EQUITY_ETH + GAS_ETH);
  done(test.transact([setEmode(1)]));
  return test;
}

const collateral = (test: TestWorld) => test.held('aave_v3:supply:wstETH') * RATE.wstETH;
const debt = (test: TestWorld) => 0 - test.held('aave_v3:debt:WETH');

/** Stakes what there is and pledges it; borrows a share of what was pledged last and goes on with that. */
function loop(test: TestWorld, share: number, borrows: number): void {
  let eth = EQUITY_ETH;
  for (let i = 0; i <= borrows; i++) {
    done(test.transact([stake('lido', eth)]));
    done(test.transact([supply('wstETH', test.held('alchemy:wallet:wstETH'))]));
    if (i === borrows) break;
    eth *= share;
    done(test.transact([borrow('WETH', eth)]));
    done(test.transact([unwrap('alchemy', 'WETH', eth)]));
  }
}

type Lender = 'morpho' | 'aave_v3';
const PREMIUM: Readonly<Record<Lender, number>> = { morpho: 0, aave_v3: 5 * BPS };

/** The same leverage in one transaction: the whole of the debt is lent first and paid back out of the loan. */
function build(test: TestWorld, leverage: number, lender: Lender = 'morpho'): void {
  const lent = (leverage - 1) * EQUITY_ETH;
  const call = lender === 'morpho' ? morpho : flash;
  const owed = lent * (1 + PREMIUM[lender]);
  const calls: ContractCall[] = [
    call('flash_borrow', 'WETH', lent),
    unwrap('alchemy', 'WETH', lent),
    stake('lido', EQUITY_ETH + lent),
    supply('wstETH', (EQUITY_ETH + lent) / RATE.wstETH),
    borrow('WETH', owed),
    call('flash_repay', 'WETH', owed),
  ];
  done(test.transact(calls));
}

const near = (amount: number, digits = 11) => expect.closeTo(amount, digits) as number;

describe('a loop of loans', () => {
  it.each([
    [0.9, 0],
    [0.9, 1],
    [0.9, 7],
    [0.5, 12],
    [0.93, 40],
  ])('at a share of %d after %d borrows is (1 - l^(n+1)) / (1 - l)', (l, n) => {
    const test = world();
    loop(test, l, n);
    const multiple = (1 - l ** (n + 1)) / (1 - l);
    expect(collateral(test) / EQUITY_ETH).toBeCloseTo(multiple, 11);
    expect(debt(test) / EQUITY_ETH).toBeCloseTo(multiple - 1, 11);
    const transactions = 1 + 2 + 4 * n;
    expect(test.held(ETH)).toBeCloseTo(GAS_ETH - transactions * CALL_GAS_ETH, 11);
  });

  it('nears 1 / (1 - l), which one transaction with a flash loan reaches, up to gas', () => {
    const [looped, built] = [world(), world()];
    // 0.9^200 is below 1e-9.
    loop(looped, 0.9, 200);
    build(built, 10);
    expect(collateral(looped)).toBeCloseTo(collateral(built), 6);
    expect(debt(looped)).toBeCloseTo(debt(built), 6);
    expect(collateral(built)).toEqual(near(10 * EQUITY_ETH));
    expect(debt(built)).toEqual(near(9 * EQUITY_ETH));
    // The category, then unwrap, stake, supply, borrow and the loan, and the batch around them.
    expect(built.held(ETH)).toEqual(near(GAS_ETH - 6 * CALL_GAS_ETH - BATCH_GAS_ETH));
  });

  it('after n borrows is what a flash loan of the same multiple builds, account by account', () => {
    const [looped, built] = [world(), world()];
    loop(looped, 0.9, 12);
    build(built, (1 - 0.9 ** 13) / (1 - 0.9));
    const [left, right] = [looped.everything(), built.everything()];
    for (const [id, held] of Object.entries(right))
      if (id !== ETH) expect([id, left[id]]).toEqual([id, near(held)]);
  });
});

describe('a flash build', () => {
  it.each(['morpho', 'aave_v3'] as const)('owes (L - 1) x E x (1 + p) to %s', (lender) => {
    const test = world();
    build(test, 8, lender);
    expect(collateral(test)).toEqual(near(8 * EQUITY_ETH));
    expect(debt(test)).toEqual(near(7 * EQUITY_ETH * (1 + PREMIUM[lender])));
    expect(test.held('alchemy:wallet:WETH')).toBeCloseTo(0, 12);
  });

  it('reaches no more than the loan-to-value allows: L = 1 / (1 - 0.93)', () => {
    expect(() => build(world(), 1 / (1 - 0.93) + 1e-6)).toThrow('VEN-011');
    build(world(), 1 / (1 - 0.93) - 1e-6);
  });
});

describe('held for a year', () => {
  const [STAKING, BORROWING, LEVERAGE] = [0.03, 0.025, 10];
  const grown: Rows = {
    'lst/wstETH': [0, STAKING].map((growth, i) => ({
      at: T0 + i * YEAR_MS,
      exchange_rate: RATE.wstETH * (1 + growth),
      market_price_eth: RATE.wstETH * (1 + growth),
    })),
    'aave_v3/WETH': [0, BORROWING].map((growth, i) =>
      reserveRow(ETH_USD, { at: T0 + i * YEAR_MS, variable_borrow_index: 1 + growth }),
    ),
    'aave_v3/wstETH': [0, STAKING].map((growth, i) =>
      reserveRow(ETH_USD * RATE.wstETH * (1 + growth), { at: T0 + i * YEAR_MS }),
    ),
  };

  it('equity grows by L x s - (L - 1) x b', () => {
    const test = world(grown);
    build(test, LEVERAGE);
    test.moveTo(T0 + YEAR_MS);
    const worth = test.held('aave_v3:supply:wstETH') * RATE.wstETH * (1 + STAKING);
    const owed = debt(test) * (1 + BORROWING);
    const growth = (worth - owed) / EQUITY_ETH - 1;
    expect(growth).toBeCloseTo(LEVERAGE * STAKING - (LEVERAGE - 1) * BORROWING, 12);
  });

  it('unlevered stETH grows by the same rate as its wrapped form', () => {
    const test = chainWorld(grown);
    test.deposit('alchemy', 'wallet', 'ETH', 2 * EQUITY_ETH + 1);
    done(test.transact([stake('lido', 2 * EQUITY_ETH)]));
    done(test.transact([wrap('lido', 'stETH', EQUITY_ETH)]));
    test.moveTo(T0 + YEAR_MS);
    const wrapped = test.held('alchemy:wallet:wstETH') * RATE.wstETH * (1 + STAKING);
    expect(wrapped).toBeCloseTo(EQUITY_ETH * (1 + STAKING), 12);
    expect(test.held('alchemy:wallet:stETH')).toBeCloseTo(EQUITY_ETH * (1 + STAKING), 12);
  });
});
