import { describe, expect, it } from 'vitest';
import { CHAIN_START_MS, chainView, type ChainConfigChange } from '../../testing/chain-view.js';

const WALLET = 'alchemy:wallet:';
const PLEDGED = 'aave_v3:supply:wstETH';
const OWED = 'aave_v3:debt:WETH';

// From the rows of the test data: ETH per token, what a share pledged has grown to, what a share owed has.
const RATE = 1.2024;
const SUPPLY_INDEX = 1.0007;
const DEBT_INDEX = 1.001;
/** ETH at the protocol's oracle: 2,400 over 2,000 dollars. */
const ORACLE_RATE = 1.2;
const LOOP = { [PLEDGED]: 10, [OWED]: -8 };
const WEEKS_PER_YEAR = 365 / 7;
const PRICE_OF_GAS = 20e-9;

const withoutCategory: ChainConfigChange = (config) => {
  config.venue_configs.aave_v3.emode = null;
  config.target_ltv = 0.5;
};

describe('the wallet', () => {
  it('keeps its reserve for gas, and what is beyond it is free', () => {
    const view = chainView({ [`${WALLET}ETH`]: 2, [`${WALLET}WETH`]: 0.75 });
    expect([view.freeEth, view.gasEth, view.wethHeld, view.quoteHeld]).toEqual([1.5, 0.5, 0.75, 0]);
  });

  it('has nothing free while some of the reserve is missing', () => {
    const view = chainView({ [`${WALLET}ETH`]: 0.2 });
    expect([view.freeEth, view.gasEth]).toEqual([0, 0.2]);
  });

  it('takes the reserve of its date', () => {
    const view = chainView({ [`${WALLET}ETH`]: 2 }, (config) => {
      const from = new Date(CHAIN_START_MS + 1).toISOString();
      config.venue_configs.alchemy.changes = [{ from, set: { gas_reserve_eth: 1.75 } }];
    });
    expect([view.freeEth, view.gasEth]).toEqual([0.25, 1.75]);
  });
});

describe('equity in ETH', () => {
  it('is everything on the chain that moves with ETH, gas and claims included, debt taken off', () => {
    const view = chainView({
      ...LOOP,
      [`${WALLET}ETH`]: 2,
      [`${WALLET}WETH`]: 1,
      [`${WALLET}wstETH`]: 3,
      'lido:queue:ETH': 4,
      'lido:claimable:ETH': 5,
      // Sold for ETH, but a market of its own.
      [`${WALLET}EIGEN`]: 1_000,
    });
    const expected = 2 + 1 + 3 * RATE + 10 * SUPPLY_INDEX * RATE - 8 * DEBT_INDEX + 4 + 5;
    expect(view.equityEth).toBeCloseTo(expected, 12);
  });
});

describe('what is staked', () => {
  it('is told by where it lies', () => {
    const { stake } = chainView({
      [PLEDGED]: 10,
      [`${WALLET}wstETH`]: 3,
      'lido:queue:ETH': 4,
      'lido:claimable:ETH': 5,
    });
    expect(stake).toMatchObject({
      token: 'wstETH',
      heldTokens: 3,
      pledgedTokens: 10 * SUPPLY_INDEX,
      rateEth: RATE,
      queuedEth: 4,
      claimableEth: 5,
      leastRequestEth: 0,
    });
    expect(stake!.stakingApr).toBeCloseTo(0.002 * WEEKS_PER_YEAR, 12);
  });

  it('sells for the market price less slippage and fee of its pool', () => {
    const rows = { 'lst/wstETH': { market_price_eth: [1.2, 1.19] } } as const;
    expect(chainView({}, undefined, rows).stake!.saleRateEth).toBeCloseTo(1.19 * 0.9999 ** 2, 14);
  });

  it('sells by the terms of its date, for nothing without a pool or a price', () => {
    const dear: ChainConfigChange = (config) => {
      const set = { pools: { 'wstETH-WETH': { fee_bps: 100, slippage_bps: 200 } } };
      const from = new Date(CHAIN_START_MS + 1).toISOString();
      config.venue_configs.uniswap.changes = [{ from, set }];
    };
    expect(chainView({}, dear).stake!.saleRateEth).toBeCloseTo(1.2 * 0.98 * 0.99, 14);
    const none: ChainConfigChange = (config) => {
      delete config.venue_configs.uniswap.pools['wstETH-WETH'];
    };
    expect(chainView({}, none).stake!.saleRateEth).toBe(0);
  });

  it('is kept in the form that the wallet lists, wrapped before rebasing', () => {
    const listing = (...assets: string[]) =>
      chainView({}, (config) => {
        config.venue_configs.alchemy.assets = ['ETH', 'WETH', ...assets];
        config.target_ltv = null;
      });
    expect(listing('stETH', 'wstETH').stake!.token).toBe('wstETH');
    const rebasing = listing('stETH');
    expect([rebasing.stake!.token, rebasing.stake!.rateEth]).toEqual(['stETH', 1]);
    // The lending venue does not take it.
    expect(rebasing.loan).toBeUndefined();
  });

  it('is no part of a run that stakes nothing', () => {
    const view = chainView({}, (config) => {
      config.target_ltv = null;
      Object.assign(config.venues.execution_subscriptions, { staking: [] });
      config.lst_type = null;
    });
    expect([view.stake, view.loan, view.dust, view.roundTripGasEth]).toEqual([
      undefined,
      undefined,
      [],
      0,
    ]);
  });
});

describe('the loan', () => {
  it('is counted at the oracle of its venue, by the category that was entered', () => {
    const { loan } = chainView(LOOP);
    const [owed, collateral] = [8 * DEBT_INDEX, 10 * SUPPLY_INDEX * ORACLE_RATE];
    expect(loan!.owedEth).toBeCloseTo(owed, 12);
    expect(loan!.collateralEth).toBeCloseTo(collateral, 12);
    expect(loan!.healthFactor).toBeCloseTo((collateral * 0.95) / owed, 12);
    expect([loan!.mostLoanToValue, loan!.liquidationThreshold]).toEqual([0.93, 0.95]);
  });

  it('costs and brings what it did over seven days', () => {
    const { loan } = chainView(LOOP);
    expect(loan!.borrowApr).toBeCloseTo(0.001 * WEEKS_PER_YEAR, 12);
    expect(loan!.pledgeApr).toBeCloseTo(0.0007 * WEEKS_PER_YEAR, 12);
  });

  it('costs what it does now while there is no history; what staking earns is not known then', () => {
    const { loan, stake } = chainView(LOOP, undefined, {}, CHAIN_START_MS);
    expect([loan!.borrowApr, loan!.pledgeApr, stake!.stakingApr]).toEqual([0.05, 0.03, NaN]);
  });

  it('of nothing has nothing to fear, and no bounds where none are known', () => {
    const { loan } = chainView({});
    expect(loan).toMatchObject({
      owedEth: 0,
      collateralEth: 0,
      healthFactor: Infinity,
      availableEth: Infinity,
      roomTokens: Infinity,
    });
  });

  it.each<[string, readonly [number, number], ChainConfigChange, number]>([
    ['as configured', [1, 1], withoutCategory, 1],
    ['as recorded where it is', [0.8, 0.6], withoutCategory, 0.6],
    ['by the category, whatever is recorded', [0.8, 0.6], () => undefined, 0.93],
    ['nothing once the token was closed, in every category', [0.8, 0], () => undefined, 0],
  ])('may be %s', (_, ltv, change, expected) => {
    const rows = { 'aave_v3/wstETH': { ltv } };
    expect(chainView(LOOP, change, rows).loan!.mostLoanToValue).toBe(expected);
  });

  it('may be what the reserve says where nothing is recorded', () => {
    expect(chainView(LOOP, withoutCategory).loan!.mostLoanToValue).toBe(0.8);
    expect(chainView(LOOP, withoutCategory).loan!.liquidationThreshold).toBe(0.83);
  });

  it.each<[string, Record<string, unknown>]>([
    ['the borrowed token is frozen', { reserves: { WETH: { frozen: true } } }],
    ['it is not lent', { reserves: { WETH: { can_borrow: false } } }],
    ['the pledged token is frozen', { reserves: { wstETH: { frozen: true } } }],
    ['the category does not lend it', { emodes: { '1': { borrowable: ['wstETH'] } } }],
  ])('may be nothing once %s', (_, set) => {
    const { loan } = chainView(LOOP, (config) => {
      const from = new Date(CHAIN_START_MS + 1).toISOString();
      config.venue_configs.aave_v3.changes = [{ from, set }];
    });
    expect(loan!.mostLoanToValue).toBe(0);
    // What is owed already is liquidated where it was.
    expect(loan!.liquidationThreshold).toBe(0.95);
  });

  // 1,000 WETH supplied by others and 900 borrowed; 450 wstETH supplied.
  const totals = {
    'aave_v3/WETH': { total_supplied: [1_000, 1_000], total_borrowed: [900, 900] },
    'aave_v3/wstETH': { total_supplied: [450, 450], total_borrowed: [0, 0] },
  } as const;

  it('is bounded by what others left in the reserve, less what is owed', () => {
    const { loan } = chainView(LOOP, undefined, totals);
    expect(loan!.availableEth).toBeCloseTo(100 - 8 * DEBT_INDEX, 12);
    expect(loan!.roomTokens).toBe(Infinity);
  });

  it('is bounded by caps, those recorded before those configured, and by none of 0', () => {
    const configured: ChainConfigChange = (config) => {
      config.venue_configs.aave_v3.reserves['WETH']!.borrow_cap = 930;
      config.venue_configs.aave_v3.reserves['wstETH']!.supply_cap = 480;
    };
    const byConfiguration = chainView(LOOP, configured, totals).loan!;
    expect(byConfiguration.availableEth).toBeCloseTo(30 - 8 * DEBT_INDEX, 12);
    expect(byConfiguration.roomTokens).toBeCloseTo(30 - 10 * SUPPLY_INDEX, 12);
    const recorded = (borrow_cap: number, supply_cap: number) =>
      chainView(LOOP, configured, {
        'aave_v3/WETH': { ...totals['aave_v3/WETH'], borrow_cap: [1, borrow_cap] },
        'aave_v3/wstETH': { ...totals['aave_v3/wstETH'], supply_cap: [1, supply_cap] },
      }).loan!;
    expect(recorded(950, 500).availableEth).toBeCloseTo(50 - 8 * DEBT_INDEX, 12);
    expect(recorded(950, 500).roomTokens).toBeCloseTo(50 - 10 * SUPPLY_INDEX, 12);
    expect(recorded(905, 455)).toMatchObject({ availableEth: 0, roomTokens: 0 });
    expect(recorded(0, 0).availableEth).toBeCloseTo(100 - 8 * DEBT_INDEX, 12);
    expect(recorded(0, 0).roomTokens).toBe(Infinity);
  });

  it('may be taken for a transaction from the flash lender, at its premium', () => {
    const { loan } = chainView(LOOP, (config) => {
      config.venue_configs.morpho.premium_bps = 2;
    });
    expect([loan!.flashEth, loan!.flashPremiumRate]).toEqual([50_000, 2e-4]);
    const change: ChainConfigChange = (config) => {
      config.venues.execution_subscriptions.flash_loan = ['aave_v3'];
      config.venue_configs.aave_v3.capabilities = ['lending', 'flash_loan'];
    };
    const own = chainView(LOOP, change, totals).loan!;
    expect(own.flashEth).toBeCloseTo(100 - 8 * DEBT_INDEX, 12);
    expect(own.flashPremiumRate).toBe(5e-4);
    const none = chainView(LOOP, (config) => {
      config.use_flash_loan = false;
      config.venues.execution_subscriptions.flash_loan = [];
    }).loan!;
    expect([none.flashEth, none.flashPremiumRate]).toEqual([0, 0]);
  });
});

describe('the gas of building the position and leaving it', () => {
  const gas = (change?: ChainConfigChange) => chainView({}, change).roundTripGasEth;
  // Staking at 110,000; out again by a swap at 140,000 and 35,000 for WETH into ETH.
  const FAST = 110_000 + 140_000 + 35_000;
  // Or by a request at 250,000 and a claim at 130,000.
  const SLOW = 110_000 + 250_000 + 130_000;
  const LOAN = 255_000 + 315_000 + 180_000 + 225_000;

  it('with a flash loan is that of one transaction each way', () => {
    expect(gas()).toBeCloseTo((FAST + LOAN + 2 * (100_000 + 80_000)) * PRICE_OF_GAS, 15);
  });

  it('without one is that of as many rounds each way as the loan takes', () => {
    const rounds = gas((config) => (config.use_flash_loan = false));
    // 0.97 x 0.93 = 0.9021 a round: 5.67 = 0.9021 (1 - 0.9021^n) / 0.0979 gives n = 9.27, and the last borrows nothing.
    expect(rounds).toBeCloseTo(11 * (FAST + LOAN) * PRICE_OF_GAS, 15);
  });

  it('through the queue counts as many requests as it takes', () => {
    const slow: ChainConfigChange = (config) => {
      Object.assign(config, { target_ltv: null, unwind_mode: 'slow' });
      config.venue_configs.lido.queue.max_request_eth = 3;
    };
    const { equityEth, roundTripGasEth } = chainView(LOOP, slow);
    const requests = Math.ceil(equityEth / 3);
    expect(requests).toBeGreaterThan(1);
    const units = SLOW + (requests - 1) * 250_000;
    expect(roundTripGasEth).toBeCloseTo(units * PRICE_OF_GAS, 15);
  });

  it('without a loan is that of staking and of the way out that is configured', () => {
    expect(gas((config) => (config.target_ltv = null))).toBeCloseTo(FAST * PRICE_OF_GAS, 15);
    const slow = gas((config) => Object.assign(config, { target_ltv: null, unwind_mode: 'slow' }));
    expect(slow).toBeCloseTo(SLOW * PRICE_OF_GAS, 15);
  });

  it('has the wrapping of a wallet that gets the rebasing form', () => {
    const wrapping = gas((config) => {
      config.target_ltv = null;
      config.venue_configs.alchemy.assets.push('stETH');
    });
    expect(wrapping).toBeCloseTo((FAST + 90_000) * PRICE_OF_GAS, 15);
  });

  it('is that of the terms of their date', () => {
    const changed = gas((config) => {
      config.target_ltv = null;
      const from = new Date(CHAIN_START_MS + 1).toISOString();
      config.venue_configs.lido.changes = [{ from, set: { gas_units: { stake: 200_000 } } }];
    });
    expect(changed).toBeCloseTo((FAST + 90_000) * PRICE_OF_GAS, 15);
  });
});

describe('reward tokens', () => {
  it('are told with what their pool should give for them', () => {
    const { dust } = chainView({ [`${WALLET}EIGEN`]: 1_000 });
    expect(dust).toHaveLength(1);
    expect(dust[0]).toMatchObject({ token: 'EIGEN', held: 1_000 });
    // 0.001 ETH each, 10 bps of slippage, 30 of fee.
    expect(dust[0]!.saleEth).toBeCloseTo(1 * 0.999 * 0.997, 14);
  });

  it('bring nothing where no pool takes them', () => {
    const { dust } = chainView({ [`${WALLET}EIGEN`]: 1_000 }, (config) => {
      delete config.venue_configs.uniswap.pools['EIGEN-WETH'];
    });
    expect(dust[0]!.saleEth).toBe(0);
  });
});
