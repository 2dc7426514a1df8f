import { DAY_MS, YEAR_MS } from '@basis/core-types';
import { roundTo } from '../maths/round-to.js';
import { Random } from '../random/random.js';
import { RevertingNoise } from '../random/reverting-noise.js';
import { stampsOf, type Timeline } from './timeline.js';

export const RESERVES = ['USDT', 'WETH', 'wstETH', 'weETH'] as const;
export type Reserve = (typeof RESERVES)[number];

interface ReserveModel {
  readonly base: number;
  readonly slope1: number;
  readonly slope2: number;
  readonly optimal: number;
  readonly reserveFactor: number;
  readonly utilisation: number;
  readonly utilisationSd: number;
  readonly largestUtilisation: number;
  readonly liquidityIndex: number;
  readonly borrowIndex: number;
  readonly totalSupplied: number;
  readonly supplyCap: number;
  readonly borrowCap: number;
  readonly ltv: number;
  readonly liquidationThreshold: number;
}

/** Shapes of the curves and sizes as on Aave V3 Ethereum in 2024, simplified: one curve for the whole time. */
const MODELS: Record<Reserve, ReserveModel> = {
  USDT: {
    ...{ base: 0, slope1: 0.065, slope2: 0.75, optimal: 0.92, reserveFactor: 0.1 },
    ...{
      utilisation: 0.85,
      utilisationSd: 0.04,
      largestUtilisation: 0.957,
      liquidityIndex: 1.0362,
      borrowIndex: 1.04944,
    },
    ...{
      totalSupplied: 1.1e9,
      supplyCap: 2.5e9,
      borrowCap: 2.25e9,
      ltv: 0.75,
      liquidationThreshold: 0.78,
    },
  },
  WETH: {
    ...{ base: 0, slope1: 0.027, slope2: 0.8, optimal: 0.9, reserveFactor: 0.15 },
    ...{
      utilisation: 0.84,
      utilisationSd: 0.03,
      largestUtilisation: 0.925,
      liquidityIndex: 1.01809,
      borrowIndex: 1.03287,
    },
    ...{
      totalSupplied: 1.6e6,
      supplyCap: 3.2e6,
      borrowCap: 2.9e6,
      ltv: 0.805,
      liquidationThreshold: 0.83,
    },
  },
  wstETH: {
    ...{ base: 0, slope1: 0.045, slope2: 0.8, optimal: 0.45, reserveFactor: 0.15 },
    ...{
      utilisation: 0.035,
      utilisationSd: 0.01,
      largestUtilisation: 0.1,
      liquidityIndex: 1.0005,
      borrowIndex: 1.0045,
    },
    ...{
      totalSupplied: 9e5,
      supplyCap: 1.3e6,
      borrowCap: 9.6e4,
      ltv: 0.785,
      liquidationThreshold: 0.81,
    },
  },
  weETH: {
    ...{ base: 0.01, slope1: 0.07, slope2: 0.3, optimal: 0.35, reserveFactor: 0.45 },
    ...{
      utilisation: 0.03,
      utilisationSd: 0.012,
      largestUtilisation: 0.1,
      liquidityIndex: 1,
      borrowIndex: 1,
    },
    ...{
      totalSupplied: 8e5,
      supplyCap: 1.1e6,
      borrowCap: 2e5,
      ltv: 0.725,
      liquidationThreshold: 0.75,
    },
  },
};

const MEMORY_HOURS = 120;
const APR_DECIMALS = 8;
const INDEX_DECIMALS = 12;
const LEAST_UTILISATION = 0.002;

export interface LendingReserve {
  readonly timestampsMs: Float64Array;
  readonly liquidity_index: Float64Array;
  readonly variable_borrow_index: Float64Array;
  readonly supply_apr: Float64Array;
  readonly borrow_apr: Float64Array;
  readonly total_supplied: Float64Array;
  readonly total_borrowed: Float64Array;
  readonly supply_cap: Float64Array;
  readonly borrow_cap: Float64Array;
  readonly ltv: Float64Array;
  readonly liquidation_threshold: Float64Array;
}

/**
 * One reserve, a row a day: utilisation wanders, the rate curve turns it into rates, and the indexes grow by exactly the
 * rates of the row before, as the contract accrues them.
 */
export function lendingReserve(seed: number, timeline: Timeline, token: Reserve): LendingReserve {
  const model = MODELS[token];
  const noise = new RevertingNoise(new Random(seed, `aave_v3/${token}`), {
    sd: model.utilisationSd,
    memoryHours: MEMORY_HOURS,
    stepHours: 24,
  });
  const timestampsMs = stampsOf(timeline, DAY_MS);
  const column = () => new Float64Array(timestampsMs.length);
  const reserve: LendingReserve = {
    timestampsMs,
    liquidity_index: column(),
    variable_borrow_index: column(),
    supply_apr: column(),
    borrow_apr: column(),
    total_supplied: column(),
    total_borrowed: column(),
    supply_cap: column().fill(model.supplyCap),
    borrow_cap: column().fill(model.borrowCap),
    ltv: column().fill(model.ltv),
    liquidation_threshold: column().fill(model.liquidationThreshold),
  };
  let liquidityIndex = model.liquidityIndex;
  let borrowIndex = model.borrowIndex;
  for (let day = 0; day < timestampsMs.length; day += 1) {
    if (day > 0) {
      liquidityIndex *= linearGrowth(reserve.supply_apr[day - 1]!);
      borrowIndex *= compoundGrowth(reserve.borrow_apr[day - 1]!);
    }
    const wanted = Math.min(
      Math.max(model.utilisation + noise.next(), LEAST_UTILISATION),
      model.largestUtilisation,
    );
    const supplied = roundTo(model.totalSupplied * (1 + (0.5 * day) / 366), 0);
    const borrowed = roundTo(supplied * wanted, 0);
    const utilisation = borrowed / supplied;
    const borrowApr = borrowRate(model, utilisation);
    reserve.total_supplied[day] = supplied;
    reserve.total_borrowed[day] = borrowed;
    reserve.borrow_apr[day] = roundTo(borrowApr, APR_DECIMALS);
    reserve.supply_apr[day] = roundTo(
      borrowApr * utilisation * (1 - model.reserveFactor),
      APR_DECIMALS,
    );
    reserve.liquidity_index[day] = roundTo(liquidityIndex, INDEX_DECIMALS);
    reserve.variable_borrow_index[day] = roundTo(borrowIndex, INDEX_DECIMALS);
  }
  return reserve;
}

/** Two straight lines, the second steep. */
function borrowRate({ base, slope1, slope2, optimal }: ReserveModel, utilisation: number): number {
  if (utilisation <= optimal) return base + (slope1 * utilisation) / optimal;
  return base + slope1 + (slope2 * (utilisation - optimal)) / (1 - optimal);
}

function linearGrowth(apr: number): number {
  return 1 + (apr * DAY_MS) / YEAR_MS;
}

function compoundGrowth(apr: number): number {
  const x = (apr * DAY_MS) / YEAR_MS;
  return 1 + x + (x * x) / 2 + (x * x * x) / 6;
}
