/** The bench at simulated exchanges, with their fees, slippage, margin and transfers that take time; prices stand still. */
import { createDataProvider } from '@basis/data-provider';
import { SimWorld } from '@basis/venue-sim';
import { NOW, PRICE, bench, benchConfig } from './bench.js';

const HOUR_MS = 3_600_000;
const candle = { open: [PRICE], high: [PRICE], low: [PRICE], close: [PRICE] };

/** The same prices as the bench, as real data. */
function oneCandle() {
  const opened = { timestampsMs: [NOW - HOUR_MS], intervalMs: HOUR_MS };
  return createDataProvider({
    name: 'one candle',
    series: [
      { id: 'spot/binance/BTC-USDT', ...opened, columns: { ...candle, volume: [1] } },
      {
        id: 'gas/ethereum',
        timestampsMs: [NOW],
        columns: { base_fee_gwei: [20], priority_fee_gwei: [1] },
      },
      ...['binance', 'bybit', 'okx'].flatMap((venue) => [
        { id: `perp/${venue}/BTC-USDT`, ...opened, columns: { ...candle, index: [PRICE] } },
        { id: `funding/${venue}/BTC-USDT`, timestampsMs: [NOW], columns: { rate: [0] } },
      ]),
    ],
  });
}

export function simBench(config = benchConfig(), marginUsdt = 100_000) {
  const one = bench(config);
  const world = new SimWorld(one.config, one.accounts, oneCandle());
  const silent = { post: () => undefined };
  world.deposit('binance', 'spot', 'USDT', 1_000_000, NOW, silent);
  for (const venue of ['binance', 'bybit', 'okx']) {
    world.deposit(venue, 'margin', 'USDT', marginUsdt, NOW, silent);
    one.updates.post(NOW, one.accounts.index(`${venue}:margin:USDT`), 'deposit', marginUsdt);
  }
  let now = NOW;

  /** Until nothing is left to do, over the times that transfers take. */
  function carryOut(): void {
    for (;;) {
      for (let r = one.ask(now); r !== undefined; r = one.ask(now)) {
        if (r.kind !== 'execute' && r.kind !== 'read_holdings')
          throw new Error(`no ${r.kind} here`);
        const answer =
          r.kind === 'execute' ? world.handle(r.request, now) : world.holdings(r.venue, now);
        one.manager.settle(r.id, answer, now);
      }
      if (one.manager.isIdle) return;
      playNext();
    }
  }

  function playNext(): void {
    now = world.nextEventAt();
    world.play(now, one.updates);
  }

  /** Until nothing is under way. */
  function letArrive(): void {
    while (world.nextEventAt() < Infinity) playNext();
  }
  return { ...one, world, carryOut, letArrive };
}
