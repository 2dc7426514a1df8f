/** ETH staked, lent and borrowed on the chain alone, counted in ETH: configuration and market, for tests of the engine. */
import { exampleRunConfig, type ContractCall, type RunConfigInput } from '@basis/core-types';
import { createDataProvider } from '@basis/data-provider';

export const DAY_MS = 86_400_000;
export const STAKING_START_MS = Date.UTC(2024, 0, 1);
/** ETH per wstETH on the first day. */
export const RATE = 1.25;
const GAS_UNITS = 100_000;
const GWEI = 20;
export const CALL_GAS_ETH = GAS_UNITS * GWEI * 1e-9;
export const MODE = 'eth_by_hand';

const gasOf = <Call extends string>(...calls: readonly Call[]) =>
  Object.fromEntries(calls.map((call) => [call, GAS_UNITS])) as Record<Call, number>;
const terms = {
  ltv: 0.8,
  liquidation_threshold: 0.83,
  liquidation_bonus: 0.05,
  reserve_factor: 0.1,
};

/** A hundred ETH in a wallet, in front of Lido and Aave. */
export function stakingConfig(): RunConfigInput {
  return {
    ...exampleRunConfig(),
    mode: MODE,
    share_class: 'ETH',
    asset: 'ETH',
    initial_capital: 100,
    interval: '1d',
    hedge_allocation: {},
    venues: {
      data_subscriptions: ['aave_v3', 'lido'],
      execution_subscriptions: { lending: ['aave_v3'], staking: ['lido'], wallet: ['alchemy'] },
    },
    component_config: {
      venue_manager: {
        supported_actions: ['lido_stake', 'aave_supply', 'aave_borrow', 'aave_withdraw'],
        action_mapping: { entry_partial: ['aave_supply'], exit_partial: ['aave_withdraw'] },
      },
    },
    venue_configs: {
      alchemy: {
        venue: 'alchemy',
        venue_type: 'wallet',
        capabilities: ['wallet'],
        // Without the rebasing token, staking gives the wrapped one.
        assets: ['ETH', 'WETH', 'wstETH'],
        gas_reserve_eth: 0.5,
        gas_units: gasOf('transfer', 'wrap', 'unwrap'),
        confirmation_seconds: 180,
      },
      aave_v3: {
        venue: 'aave_v3',
        venue_type: 'lending',
        capabilities: ['lending'],
        reserves: { WETH: terms, wstETH: terms },
        gas_units: gasOf('supply', 'withdraw', 'borrow', 'repay', 'set_emode', 'flash_loan'),
      },
      lido: {
        venue: 'lido',
        venue_type: 'staking',
        capabilities: ['staking'],
        rebasing: 'stETH',
        wrapped: 'wstETH',
        rewards: false,
        queue: { delay_seconds: 300_000 },
        gas_units: gasOf('stake', 'wrap', 'unwrap', 'request_withdrawal', 'claim_withdrawals'),
      },
    },
  };
}

/** Gross growth of one unit from the first day to `day`. */
export interface Growth {
  readonly staking: (day: number) => number;
  readonly debt: (day: number) => number;
}

/** One row a day; `prices` of ETH in dollars. `market`: whether an exchange tells them too, beside the oracle. */
export function stakingMarket(growth: Growth, prices: readonly number[], market = true) {
  const timestampsMs = prices.map((_, day) => STAKING_START_MS + day * DAY_MS);
  const still = prices.map(() => 1);
  const none = prices.map(() => 0);
  const rate = prices.map((_, day) => RATE * growth.staking(day));
  const reserve = (oracle: readonly number[], debt: readonly number[]) => ({
    timestampsMs,
    columns: {
      liquidity_index: still,
      variable_borrow_index: debt,
      supply_apr: none,
      borrow_apr: none,
      oracle_price_usd: oracle,
    },
  });
  const [open, high, low, close] = [prices, prices, prices, prices];
  const candles = { open, high, low, close, volume: still };
  return createDataProvider({
    name: 'staking',
    synthetic: true,
    series: [
      {
        id: 'aave_v3/WETH',
        ...reserve(
          prices,
          prices.map((_, day) => growth.debt(day)),
        ),
      },
      {
        id: 'aave_v3/wstETH',
        ...reserve(
          prices.map((price, day) => price * rate[day]!),
          still,
        ),
      },
      {
        id: 'lst/wstETH',
        timestampsMs,
        columns: { exchange_rate: rate, market_price_eth: rate },
      },
      {
        id: 'gas/ethereum',
        timestampsMs,
        columns: { base_fee_gwei: prices.map(() => GWEI), priority_fee_gwei: none },
      },
      ...(market
        ? [
            {
              id: 'spot/binance/ETH-USDT',
              timestampsMs: timestampsMs.map((time) => time - DAY_MS),
              intervalMs: DAY_MS,
              columns: candles,
            },
          ]
        : []),
    ],
  });
}

/** 50 ETH staked and pledged, 20 WETH borrowed against them. */
export const STAKED_ETH = 50;
export const BORROWED_ETH = 20;
export const LOAN: readonly ContractCall[] = [
  { call: 'stake', protocol: 'lido', asset: 'ETH', amount: STAKED_ETH },
  { call: 'supply', protocol: 'aave_v3', asset: 'wstETH', amount: STAKED_ETH / RATE },
  { call: 'borrow', protocol: 'aave_v3', asset: 'WETH', amount: BORROWED_ETH },
];
