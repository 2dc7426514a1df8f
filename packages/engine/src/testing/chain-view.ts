/** The chain's part of a strategy's view over small hand-written data: two rows of everything, a week apart. */
import {
  DAY_MS,
  HOUR_MS,
  accountsFor,
  chainWallet,
  exampleChainConfig,
  parseRunConfig,
  type RunConfigInput,
} from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';
import {
  ExposureMonitor,
  MathUtilities,
  PositionMonitor,
  RiskMonitor,
  portfolioValues,
} from '@basis/monitors';
import { ChainRole } from '../parts/view/chain-role.js';

export const CHAIN_START_MS = Date.UTC(2024, 0, 1);
export const WEEK_LATER_MS = CHAIN_START_MS + 7 * DAY_MS;

type Columns = Record<string, readonly [number, number]>;
export type ChainRows = Record<string, Columns>;
export type ChainConfigChange = (config: Draft) => void;

type Venue<Type> = Extract<RunConfigInput['venue_configs'][string], { venue_type: Type }>;
/** The example's document, with its venues as what they are. */
type Draft = Omit<RunConfigInput, 'venue_configs'> & {
  venue_configs: {
    alchemy: Venue<'wallet'>;
    aave_v3: Venue<'lending'>;
    lido: Venue<'staking'>;
    morpho: Venue<'flash_loan'>;
    uniswap: Venue<'dex'>;
  };
};

const reserve = { liquidity_index: [1, 1], variable_borrow_index: [1, 1] } as const;
const rates = { supply_apr: [0.03, 0.03], borrow_apr: [0.05, 0.05] } as const;
const candle = (price: number) =>
  Object.fromEntries(
    ['open', 'high', 'low', 'close', 'volume'].map((name) => [name, [price, price] as const]),
  );

const ROWS: ChainRows = {
  'aave_v3/WETH': {
    ...reserve,
    ...rates,
    variable_borrow_index: [1, 1.001],
    oracle_price_usd: [2_000, 2_000],
  },
  'aave_v3/wstETH': {
    ...reserve,
    ...rates,
    liquidity_index: [1, 1.0007],
    oracle_price_usd: [2_400, 2_400],
  },
  'lst/wstETH': { exchange_rate: [1.2, 1.2024], market_price_eth: [1.2, 1.2] },
  'gas/ethereum': { base_fee_gwei: [9, 19], priority_fee_gwei: [1, 1] },
  'spot/uniswap/EIGEN-WETH': candle(0.001),
};

/** Holding `amounts` at `now`, a week after the start as a rule; `rows` add columns to series or replace them. */
export function chainView(
  amounts: Readonly<Record<string, number>>,
  change: ChainConfigChange = () => undefined,
  rows: ChainRows = {},
  now = WEEK_LATER_MS,
): ChainRole {
  const document = exampleChainConfig() as unknown as Draft;
  change(document);
  const config = parseRunConfig(document);
  const data = createDataProvider({
    name: 'chain',
    synthetic: true,
    maxGapMs: Infinity,
    series: Object.entries({ ...ROWS, ...rows }).map(([id, columns]) => ({
      id,
      // A candle is seen when it closes.
      timestampsMs: [CHAIN_START_MS, WEEK_LATER_MS].map((at) =>
        id.startsWith('spot') ? at - HOUR_MS : at,
      ),
      ...(id.startsWith('spot') ? { intervalMs: HOUR_MS } : {}),
      columns: { ...ROWS[id], ...columns },
    })),
  });
  const accounts = accountsFor(config);
  const values = portfolioValues(config, accounts, data);
  const positions = new PositionMonitor(accounts, 'backtest');
  for (const [id, amount] of Object.entries(amounts)) positions.apply(accounts.index(id), amount);
  const utilities = new MathUtilities(values.tree, config.share_class);
  const exposure = new ExposureMonitor(config, accounts, positions, values, utilities);
  const risk = new RiskMonitor(config, { accounts, positions, values, exposure, data });
  const view = new ChainRole(config, chainWallet(config)!, { accounts, data, values, risk });
  const market = data.getData(now);
  values.tree.refresh(market);
  exposure.updateState(now);
  risk.updateState(now);
  view.refresh(now, market, positions.quantities);
  return view;
}
