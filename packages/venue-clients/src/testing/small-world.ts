/** A small simulated world for tests: an exchange and a wallet, prices that stand still. */
import {
  HOUR_MS,
  accountsFor,
  exampleRunConfig,
  parseRunConfig,
  type AccountTable,
  type DataProvider,
  type RunConfig,
} from '@basis/core-types';
import { SimWorld } from '@basis/venue-sim';

export const NOW = Date.UTC(2024, 0, 1);
export const PRICE = 40_000;

export function smallConfig(): RunConfig {
  const config = exampleRunConfig();
  Object.assign(config.venue_configs['binance']!, {
    withdrawals: { USDT: { fee: 2, min_amount: 10, delay_seconds: 600 } },
  });
  return parseRunConfig(config);
}

/** Rows for a provider that a test makes: candles that closed at `NOW`, funding and gas. */
export function stillMarket() {
  const timestampsMs = [NOW - HOUR_MS];
  const one = [PRICE];
  const candle = { open: one, high: one, low: one, close: one };
  return [
    {
      id: 'spot/binance/BTC-USDT',
      timestampsMs,
      intervalMs: HOUR_MS,
      columns: { ...candle, volume: [1] },
    },
    {
      id: 'perp/binance/BTC-USDT',
      timestampsMs,
      intervalMs: HOUR_MS,
      columns: { ...candle, index: one },
    },
    { id: 'funding/binance/BTC-USDT', timestampsMs, columns: { rate: [0] } },
    {
      id: 'gas/ethereum',
      timestampsMs,
      columns: { base_fee_gwei: [18], priority_fee_gwei: [2] },
    },
  ];
}

export interface SmallWorld {
  readonly world: SimWorld;
  readonly accounts: AccountTable;
}

/** 10,000 USDT in each wallet of the exchange and on the chain, with ETH for gas. */
export function smallWorld(data: DataProvider): SmallWorld {
  const config = smallConfig();
  const accounts = accountsFor(config);
  const world = new SimWorld(config, accounts, data);
  const nowhere = { post: () => undefined };
  world.deposit('binance', 'spot', 'USDT', 10_000, NOW, nowhere);
  world.deposit('binance', 'margin', 'USDT', 10_000, NOW, nowhere);
  world.deposit('alchemy', 'wallet', 'USDT', 10_000, NOW, nowhere);
  world.deposit('alchemy', 'wallet', 'ETH', 1, NOW, nowhere);
  return { world, accounts };
}
