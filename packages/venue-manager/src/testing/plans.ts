/** Plans as an operator would make them, on the bench, and what is found of them. */
import type { Bucket, CexTrade, Instruction, RunConfig, WalletTransfer } from '@basis/core-types';
import { planFindings, type PlanContext } from '../live/check-plan.js';
import { RoleMap } from '../role-map.js';
import { NOW, SYMBOL, bench, benchConfig, block } from './bench.js';

type Bench = Pick<ReturnType<typeof bench>, 'config' | 'positions' | 'interfaces'>;

export function contextOf(one: Bench, change: Partial<PlanContext> = {}): PlanContext {
  return {
    config: one.config,
    roles: new RoleMap(one.config),
    held: one.positions,
    priceOf: (traded) => one.interfaces.arrivalPrice(traded, NOW),
    now: NOW,
    ...change,
  };
}

/** As the bench has it; dollars may leave every exchange, of which it keeps the fee. */
export function configOf(
  change: Parameters<typeof benchConfig>[0] = () => undefined,
  fee = 0,
): RunConfig {
  return benchConfig((settings, input) => {
    for (const [name, known] of Object.entries(input.venue_configs)) {
      const venue = structuredClone(known);
      if (venue.venue_type === 'cex')
        venue.withdrawals = { USDT: { fee, min_amount: 10, delay_seconds: 60 } };
      Object.assign(input.venue_configs, { [name]: venue });
    }
    change(settings, input);
  });
}

/** A million dollars in the spot wallet of Binance, and this much margin at each of the three. */
export function funded(config: RunConfig = configOf(), marginUsdt = 100_000) {
  const one = bench(config);
  for (const venue of ['binance', 'bybit', 'okx'])
    one.updates.post(NOW, one.accounts.index(`${venue}:margin:USDT`), 'deposit', marginUsdt);
  return one;
}

let made = 0;
export function order(
  tradeType: CexTrade['tradeType'],
  side: CexTrade['side'],
  amount: number,
  more: Partial<CexTrade> = {},
): CexTrade {
  made += 1;
  return {
    type: 'cex_trade',
    id: `o1-${made}`,
    action: 'cex_spot_buy',
    venue: 'binance',
    tradeType,
    side,
    symbol: SYMBOL,
    amount,
    reduceOnly: false,
    estimatedDeltas: {},
    ...more,
  };
}
export function transfer(from: string, to: string, amount: number, token = 'USDT'): WalletTransfer {
  const [fromVenue, fromBucket] = from.split(':') as [string, Bucket];
  const [toVenue, toBucket] = to.split(':') as [string, Bucket];
  const head = { type: 'wallet_transfer', id: 'o1-1', action: 'transfer' } as const;
  return { ...head, fromVenue, fromBucket, toVenue, toBucket, token, amount, estimatedDeltas: {} };
}
export const plan = (...instructions: Instruction[]) => ({ ...block('o1', 20), instructions });

export function findings(one: Bench, ...instructions: Instruction[]): string[] {
  return planFindings(plan(...instructions), contextOf(one));
}
