import { builtInStrategies } from '@basis/strategies';
import { createDataProvider } from '@basis/data-provider';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../../event-driven-strategy-engine.js';
import { CALL_GAS_ETH, STAKING_START_MS, stakingConfig } from '../../testing/staking-market.js';

const NOW = STAKING_START_MS;
const ETH_USD = 2_500;
/** USDT owed to a supplier of one share. */
const INDEX = 1.05;

const row = (columns: Readonly<Record<string, number>>) => ({
  timestampsMs: [NOW],
  columns: Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, [value]])),
});
const reserve = (oracle_price_usd: number, liquidity_index: number) =>
  row({
    liquidity_index,
    variable_borrow_index: 1,
    supply_apr: 0,
    borrow_apr: 0,
    oracle_price_usd,
  });

/** A thousand shares of dollars at the lending venue and 20 dollars in the wallet, seen by a strategy. */
function view(shareClass: 'USDT' | 'ETH') {
  const config = stakingConfig();
  config.share_class = shareClass;
  config.venues.execution_subscriptions = { lending: ['aave_v3'], wallet: ['alchemy'] };
  const { alchemy, aave_v3 } = config.venue_configs;
  Object.assign(alchemy!, { assets: ['ETH', 'USDT'] });
  const { reserves } = aave_v3 as { reserves: Record<string, object> };
  reserves['USDT'] = reserves['WETH']!;
  const dataProvider = createDataProvider({
    name: 'dollars lent',
    series: [
      { id: 'aave_v3/USDT', ...reserve(1, INDEX) },
      { id: 'aave_v3/WETH', ...reserve(ETH_USD, 1) },
      { id: 'gas/ethereum', ...row({ base_fee_gwei: 20, priority_fee_gwei: 0 }) },
    ],
  });
  const strategies = builtInStrategies().register(config.mode, () => ({}) as never);
  const engine = new EventDrivenStrategyEngine({ config, dataProvider, strategies });
  const { accounts, position_update_handler: updates, view: seen } = engine.initializeEngine();
  updates.moveTo(NOW);
  updates.post(NOW, accounts.index('aave_v3:supply:USDT'), 'deposit', 1_000);
  updates.post(NOW, accounts.index('alchemy:wallet:USDT'), 'deposit', 20);
  updates.observe(NOW);
  return seen.refresh(NOW);
}

describe('what a strategy sees of dollars on the chain', () => {
  it.each(['USDT', 'ETH'] as const)('is counted in dollars, the share class being %s', (money) => {
    const { chain, equity } = view(money);
    expect(chain!.quoteHeld).toBe(20);
    expect(chain!.deposit!.suppliedQuote).toBe(1_000 * INDEX);
    expect(chain!.deposit!.withdrawableQuote).toBe(1_000 * INDEX);
    expect(chain!.deposit!.roundTripCostQuote).toBeCloseTo(2 * CALL_GAS_ETH * ETH_USD, 12);
    expect(equity).toBeCloseTo((20 + 1_000 * INDEX) / (money === 'ETH' ? ETH_USD : 1), 9);
  });
});
