import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunConfig } from '@basis/core-types';
import { neutralConfig, withSettings } from '../testing/config.js';
import { PaperChain } from '../testing/paper-chain.js';
import { PaperPortfolio } from '../testing/paper-portfolio.js';
import { PaperRun } from '../testing/paper-run.js';
import { NeutralStrategyManager } from './neutral-strategy.js';

const MARGIN_LOW = neutralConfig().component_config.risk_monitor.margin_ratio_low;

const plans = {
  targetLtv: fc.constantFrom(null, 0.6, 0.85),
  unwindMode: fc.constantFrom<RunConfig['unwind_mode']>('fast', 'slow'),
  byFlashLoan: fc.boolean(),
  reserveRatio: fc.constantFrom(0, 0.05),
};
const venues = {
  cash: fc.double({ min: 50_000, max: 1e7, noNaN: true }),
  feeRate: fc.constantFrom(0, 0.0005, 0.001),
  withdrawalFeeQuote: fc.constantFrom(0, 4),
  withdrawalFeeBase: fc.constantFrom(0, 0.002),
  allocations: fc.constantFrom([1], [0.4, 0.3, 0.3]),
  /** The grids of prices and of transfers, as fine as venues have them and coarser. */
  tickQuote: fc.constantFrom(0.01, 0.5, 2.5),
  transferStepQuote: fc.constantFrom(0, 0.01),
};
/** Every two days the price moves, an investor asks, the pool pays less, or dust comes. */
const event = fc.oneof(
  fc.record({ price: fc.double({ min: 0.85, max: 1.15, noNaN: true }) }),
  fc.record({ paid: fc.double({ min: 0.0001, max: 0.2, noNaN: true }) }),
  fc.record({ discount: fc.constantFrom(0.0005, 0.005, 0.02) }),
  fc.record({ dust: fc.double({ min: 0, max: 500, noNaN: true }) }),
  fc.record({ funding: fc.constantFrom(-0.3, 0, 0.1) }),
  fc.record({ borrowApr: fc.constantFrom(0.01, 0.03, 0.08) }),
);
const scenario = fc.record({ ...plans, ...venues, events: fc.array(event, { maxLength: 12 }) });

type Happening =
  | { readonly price: number }
  | { readonly paid: number }
  | { readonly discount: number }
  | { readonly dust: number }
  | { readonly funding: number }
  | { readonly borrowApr: number };
interface Scenario {
  readonly targetLtv: number | null;
  readonly unwindMode: RunConfig['unwind_mode'];
  readonly byFlashLoan: boolean;
  readonly reserveRatio: number;
  readonly cash: number;
  readonly feeRate: number;
  readonly withdrawalFeeQuote: number;
  readonly withdrawalFeeBase: number;
  readonly allocations: readonly number[];
  readonly tickQuote: number;
  readonly transferStepQuote: number;
  readonly events: readonly Happening[];
}

function start(terms: Omit<Scenario, 'events'>) {
  const { targetLtv, unwindMode, byFlashLoan, reserveRatio, ...paper } = terms;
  const config = {
    ...neutralConfig(withSettings({ reserve_ratio: reserveRatio })),
    target_ltv: targetLtv,
    use_flash_loan: byFlashLoan && targetLtv !== null,
    unwind_mode: unwindMode,
  };
  const gas = { gasPerLegEth: 0.0005, roundTripGasEth: 0.02, borrowApr: 0.015 };
  const chain = new PaperChain({ eth: 0.5, ...gas, queueHours: 36 });
  const ether = { price: 2_500, lotBase: 0.001 };
  const view = new PaperPortfolio({ ...ether, ...paper }, chain);
  const trial = new PaperRun(new NeutralStrategyManager(config), view);
  return { chain, view, trial };
}

/** Two days after each event, and as long at the end as the queue may take: no hour and no count beyond its bounds. */
function happens({ events, ...terms }: Scenario) {
  const { chain, view, trial } = start(terms);
  let hoursApart = 0;
  const look = () => {
    view.pay();
    view.riskLevel = Math.min(...view.marginRatios) < 0.08 ? 'critical' : 'ok';
    const gas = view.hedged === 0 ? chain.gasEth : 0;
    const apart = Math.abs(view.netDeltaBase - gas);
    // Half a percent, what is not worth an order, and what is too little to be brought back.
    const tolerated = 0.0055 * view.heldBase + 60 / view.price + 0.05;
    // A loan that is paid back by a sale loses a little ETH at once: and dust brings some:
    // the hedge follows with the next decision, after what is under way has arrived.
    // A margin that is low carries no larger short: what a queue takes days for waits unhedged as far as it grew.
    const isMarginLow = Math.min(...view.marginRatios) < MARGIN_LOW;
    hoursApart = apart < tolerated || isMarginLow ? 0 : hoursApart + 1;
    expect(hoursApart).toBeLessThan(6);
  };
  trial.days(2, look);
  for (const what of events) {
    if ('price' in what) view.price *= what.price;
    if ('paid' in what) view.payable += what.paid * Math.max(0, view.equity);
    if ('discount' in what) chain.set({ saleDiscount: what.discount });
    if ('dust' in what) chain.dustHeld += what.dust;
    if ('funding' in what) view.fundingApr = what.funding;
    if ('borrowApr' in what) chain.set({ borrowApr: what.borrowApr });
    expect(trial.days(2, look).length).toBeLessThan(40);
    expect(chain.lowestHealth).toBeGreaterThan(1);
  }
  // The pool pays well again: what waited is done, and then nothing is.
  chain.set({ saleDiscount: 0.0005 });
  trial.days(terms.unwindMode === 'slow' ? 60 : 4, look);
  expect(view.payable).toBeLessThan(0.02);
  // Or what yield has grown to in two months is due by then: a short, and a reserve that is filled through the queue, in
  // eight decisions with the loan built up again.
  expect(trial.days(4, look).length).toBeLessThan(10);
}

describe('whatever happens', () => {
  it('no venue refuses anything, the hedge fits what is held, and it comes to rest', () => {
    fc.assert(fc.property(scenario, happens), { numRuns: 25 });
  });
});

/** Each was found by the property above, which draws it too rarely to hold what was mended for it. */
describe('what has happened once', () => {
  const usual: Scenario = {
    targetLtv: 0.85,
    unwindMode: 'slow',
    byFlashLoan: false,
    reserveRatio: 0,
    cash: 1e6,
    feeRate: 0,
    withdrawalFeeQuote: 0,
    withdrawalFeeBase: 0.002,
    allocations: [1],
    tickQuote: 0.025,
    transferStepQuote: 0,
    events: [],
  };
  const three = { allocations: [0.4, 0.3, 0.3] };
  const nothing: Happening = { discount: 0.0005 };

  it('a margin just above its bound carries no larger short: it is relieved before the yield has drifted away', () => {
    const events = [{ price: 1.14944 }, { borrowApr: 0.01 }];
    happens({ ...usual, reserveRatio: 0.05, feeRate: 0.0005, cash: 514_933.55, events });
    const shares = [{ price: 1.15 }, { funding: 0 }];
    happens({ ...usual, reserveRatio: 0.05, withdrawalFeeQuote: 4, cash: 1e7, events: shares });
  });

  it('reward tokens that the margin cannot carry are sold, not sent back and forth', () => {
    const events = [
      ...[{ price: 0.85 }, { price: 0.8904255167675871 }, { price: 1.15 }, { dust: 500 }],
      ...[{ funding: 0 }, { paid: 0.0001 }, { funding: 0.1 }],
    ];
    happens({
      ...{ ...usual, ...three, targetLtv: null, reserveRatio: 0.05 },
      ...{ cash: 50_000, feeRate: 0.001, events: [{ paid: 0.0083 }, ...events] },
    });
  });

  it('reward tokens that the margin cannot carry do not pay a loan back first', () => {
    const events = [{ price: 1.15 }, { dust: 500 }, { paid: 0.03909751282287125 }];
    happens({ ...usual, cash: 79_708.04534120095, feeRate: 0.0005, events });
    const queued = [{ price: 1.15 }, { paid: 0.2 }, { dust: 500 }];
    happens({
      ...{ ...usual, byFlashLoan: true, reserveRatio: 0.05, feeRate: 0.001, tickQuote: 0.5 },
      ...{ cash: 194_987.73013249703, withdrawalFeeQuote: 4, withdrawalFeeBase: 0, events: queued },
    });
    const dear = [
      { borrowApr: 0.08 },
      nothing,
      nothing,
      { paid: 0.2 },
      { price: 1.145804933577486 },
    ];
    happens({
      ...{
        ...usual,
        ...three,
        byFlashLoan: true,
        reserveRatio: 0.05,
        feeRate: 0.0005,
        cash: 50_000,
      },
      events: [
        { paid: 0.0001 },
        { price: 0.85 },
        nothing,
        { funding: 0.1 },
        ...dear,
        { dust: 500 },
      ],
    });
    // Less than would be moved otherwise, but not less than is tolerated.
    const less = [{ price: 1.15 }, { borrowApr: 0.03 }, { dust: 500 }, { funding: 0 }];
    happens({ ...usual, cash: 166_316.93924878552, feeRate: 0.001, events: less });
  });

  it('a loan is not paid back by what the gas of it, or the interest of an hour, is', () => {
    const small = [{ paid: 0.015879162872766448 }, { funding: 0 }, { funding: 0.1 }];
    happens({
      ...usual,
      cash: 70_414.3401671348,
      events: [...Array<Happening>(4).fill(nothing), ...small],
    });
    const dear = [{ paid: 0.12279049645558135 }, { borrowApr: 0.08 }, { funding: 0.1 }];
    happens({
      ...{ ...usual, ...three, cash: 1_056_355.1327151335, feeRate: 0.0005 },
      events: [nothing, ...dear],
    });
  });

  it('what a loan costs in the queue is covered once it has come together', () => {
    const events = [{ borrowApr: 0.03 }, { funding: -0.3 }, { dust: 500 }, { borrowApr: 0.08 }];
    happens({
      ...{ ...usual, byFlashLoan: true, reserveRatio: 0.05, cash: 9_745_521.124662723 },
      events: [...events, { funding: -0.3 }, ...Array<Happening>(3).fill({ discount: 0.005 })],
    });
  });

  it('a withdrawal smaller than what is worth its gas is paid', () => {
    const cash = 50_000;
    const first = [{ paid: 0.030758836071107805 }, nothing, nothing, nothing];
    happens({
      ...{ ...usual, targetLtv: null, unwindMode: 'fast', feeRate: 0.001, cash },
      ...{ withdrawalFeeQuote: 4, events: [nothing, { funding: 0 }, ...first, { paid: 0.0034 }] },
    });
    const lots = [
      { paid: 0.0169 },
      ...Array<Happening>(3).fill(nothing),
      { paid: 0.0001 },
      { paid: 0.0001 },
    ];
    happens({
      ...{ ...usual, ...three, targetLtv: null, unwindMode: 'fast', feeRate: 0.0005, cash },
      events: [...lots, { paid: 0.0026 }],
    });
  });

  it('while a queue is waited for, no venue gives up a share that it would be given again', () => {
    const before = [nothing, nothing, { borrowApr: 0.03 }, nothing, nothing];
    happens({
      ...{ ...usual, ...three, cash: 64_451.694170833616, feeRate: 0.0005 },
      ...{ withdrawalFeeBase: 0, tickQuote: 0.5 },
      events: [...before, { paid: 0.0001 }, { paid: 0.00402694560090774 }],
    });
  });

  it('while a queue is waited for, yield is hedged as it always is', () => {
    happens({
      ...{ ...usual, ...three, byFlashLoan: true, feeRate: 0.001, cash: 1e7 },
      ...{ tickQuote: 2.5, transferStepQuote: 0.01, events: [nothing, { paid: 0.002357 }] },
    });
  });

  it('a reserve at half of what it should be is filled, whatever the first sale costs', () => {
    const events = [{ borrowApr: 0.01 }, { paid: 0.02840052123789985 }, nothing, nothing];
    happens({
      ...{ ...usual, ...three, targetLtv: null, unwindMode: 'fast', reserveRatio: 0.05 },
      ...{ cash: 3_707_720.44025348, feeRate: 0.0005, withdrawalFeeQuote: 4, tickQuote: 0.01 },
      events: [...events, { funding: 0 }],
    });
  });

  it('a reserve that has become too small by growth is filled in the last days', () => {
    const events = [{ funding: 0.1 }, { paid: 0.028542921734079806 }, nothing, { funding: 0.1 }];
    happens({
      ...{ ...usual, targetLtv: 0.6, byFlashLoan: true, reserveRatio: 0.05 },
      ...{ cash: 1_324_283.3119637428, withdrawalFeeBase: 0, tickQuote: 0.01, events },
    });
  });

  it('a loan is built up again by a wallet that is short of gas', () => {
    const rise = [nothing, { funding: 0 }, { price: 1.085518073441902 }, { borrowApr: 0.08 }];
    const paid = [{ price: 1.0224552224404264 }, { paid: 0.06122783947881043 }];
    happens({
      ...{ ...usual, targetLtv: 0.6, reserveRatio: 0.05, feeRate: 0.001, cash: 2_510_033.28 },
      ...{ withdrawalFeeBase: 0, tickQuote: 2.5 },
      events: [...rise, ...paid, { borrowApr: 0.01 }, { price: 0.9146176514911812 }],
    });
  });

  it('a loan that went into the queue while sales were dear is sold when they are not', () => {
    const events = [
      ...[{ funding: -0.3 }, { price: 0.8748065476510677 }, { price: 0.9809190909445362 }],
      ...[{ borrowApr: 0.08 }, nothing, { discount: 0.02 }, { funding: 0.1 }],
      ...[{ paid: 0.12165462124530337 }, { paid: 0.09225174766515414 }],
    ];
    happens({
      ...{ ...usual, ...three, unwindMode: 'fast', byFlashLoan: true, feeRate: 0.001 },
      ...{ cash: 176_042.07446278766, withdrawalFeeQuote: 4, events },
    });
  });
});
