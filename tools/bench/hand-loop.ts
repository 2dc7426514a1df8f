import type { SeriesInput } from '@basis/data-provider';

/**
 * What somebody would write who needs this one strategy and nothing else: spot long, perps short, funding, equity, one
 * row per step. The yardstick for what the engine's generality costs; it must end at the same equity.
 */
export interface HandPosition {
  readonly cash: number;
  readonly spotBase: number;
  readonly perps: readonly {
    readonly venue: string;
    readonly margin: number;
    readonly base: number;
    readonly openValue: number;
  }[];
  /** First step at which the position is held. */
  readonly fromMs: number;
}

const COLUMNS = 8;

export function handLoop(
  series: readonly SeriesInput[],
  position: HandPosition,
  steps: number,
): Float64Array {
  const column = (id: string, name: string) => {
    const found = series.find((one) => one.id === id)!;
    return found.columns[name] as Float64Array;
  };
  const times = series.find((one) => one.id === 'spot/binance/BTC-USDT')!;
  const opened = times.timestampsMs as Float64Array;
  const intervalMs = times.intervalMs!;
  const spot = column('spot/binance/BTC-USDT', 'close');
  const perps = position.perps.map(({ venue, base, margin, openValue }) => ({
    mark: column(`perp/${venue}/BTC-USDT`, 'close'),
    rate: column(`funding/${venue}/BTC-USDT`, 'rate'),
    stamps: series.find((one) => one.id === `funding/${venue}/BTC-USDT`)!
      .timestampsMs as Float64Array,
    next: 0,
    base,
    margin,
    openValue,
  }));
  const rows = new Float64Array(steps * COLUMNS);
  let funding = 0;
  for (let i = 0; i < steps; i++) {
    const t = opened[i]! + intervalMs;
    let equity = position.cash + position.spotBase * spot[i]!;
    let delta = position.spotBase;
    for (const perp of perps) {
      const mark = perp.mark[i]!;
      while (perp.next < perp.stamps.length && perp.stamps[perp.next]! <= t) {
        if (perp.stamps[perp.next]! > position.fromMs) {
          const paid = -perp.base * mark * perp.rate[perp.next]!;
          perp.margin += paid;
          funding += paid;
        }
        perp.next += 1;
      }
      equity += perp.margin + perp.base * mark + perp.openValue;
      delta += perp.base;
    }
    const at = i * COLUMNS;
    rows[at] = t;
    rows[at + 1] = equity;
    rows[at + 2] = funding;
    rows[at + 3] = delta;
    rows[at + 4] = spot[i]!;
    for (let k = 0; k < perps.length; k++) rows[at + 5 + k] = perps[k]!.margin;
  }
  return rows;
}
