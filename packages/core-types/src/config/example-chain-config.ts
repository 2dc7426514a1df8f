import { exampleRunConfig } from './example-run-config.js';
import type { RunConfigInput } from './schema.js';

/**
 * A small, valid configuration of `eth_leveraged`, with one contract of each kind and no exchange, new on every call: a
 * start for tests and examples of what is done on the chain.
 */
export function exampleChainConfig(): RunConfigInput {
  const { component_config } = exampleRunConfig();
  return {
    mode: 'eth_leveraged',
    share_class: 'ETH',
    asset: 'ETH',
    initial_capital: 100,
    use_flash_loan: true,
    lst_type: 'lido',
    target_ltv: 0.85,
    on_chain_leverage_venue: 'aave_v3',
    venues: {
      data_subscriptions: ['lido', 'aave_v3', 'alchemy'],
      execution_subscriptions: {
        lending: ['aave_v3'],
        staking: ['lido'],
        flash_loan: ['morpho'],
        dex: ['uniswap'],
        atomic: ['instadapp'],
        wallet: ['alchemy'],
      },
    },
    component_config: {
      ...component_config,
      venue_manager: {
        ...component_config.venue_manager,
        supported_actions: [...STAKING_ACTIONS],
        action_mapping: {
          entry_full: [...STAKING_ACTIONS],
          entry_partial: [...STAKING_ACTIONS],
          exit_full: [...UNWINDING_ACTIONS],
          exit_partial: [...UNWINDING_ACTIONS],
          rebalance: [...STAKING_ACTIONS],
          sell_dust: ['sell_dust'],
        },
      },
    },
    venue_configs: protocols(),
  };
}

/** Tokens are released before they are unstaked or sold, and what that brings pays back. */
const UNWINDING_ACTIONS = [
  'aave_withdraw',
  'lido_unstake',
  'swap',
  'aave_repay',
  'flash_loan',
] as const;
const STAKING_ACTIONS = [
  ...UNWINDING_ACTIONS,
  'lido_stake',
  'aave_supply',
  'aave_borrow',
  'sell_dust',
] as const;

function protocols(): RunConfigInput['venue_configs'] {
  const terms = { ltv: 0.8, liquidation_threshold: 0.83, liquidation_bonus: 0.05 };
  return {
    alchemy: {
      venue: 'alchemy',
      venue_type: 'wallet',
      capabilities: ['wallet'],
      assets: ['ETH', 'WETH', 'wstETH', 'EIGEN'],
      gas_reserve_eth: 0.5,
      gas_units: { transfer: 65_000 },
      confirmation_seconds: 180,
    },
    aave_v3: {
      venue: 'aave_v3',
      venue_type: 'lending',
      capabilities: ['lending'],
      reserves: {
        WETH: { ...terms, reserve_factor: 0.15 },
        wstETH: { ...terms, reserve_factor: 0.15, can_borrow: false },
      },
      emodes: {
        '1': {
          ltv: 0.93,
          liquidation_threshold: 0.95,
          liquidation_bonus: 0.01,
          collateral: ['WETH', 'wstETH'],
          borrowable: ['WETH'],
        },
      },
      emode: '1',
      gas_units: {
        supply: 255_000,
        withdraw: 225_000,
        borrow: 315_000,
        repay: 180_000,
        set_emode: 175_000,
        flash_loan: 165_000,
      },
    },
    lido: {
      venue: 'lido',
      venue_type: 'staking',
      capabilities: ['staking'],
      rebasing: 'stETH',
      wrapped: 'wstETH',
      queue: { delay_seconds: 302_400, max_request_eth: 1000 },
      gas_units: {
        stake: 110_000,
        wrap: 90_000,
        unwrap: 90_000,
        request_withdrawal: 250_000,
        claim_withdrawals: 130_000,
      },
    },
    morpho: {
      venue: 'morpho',
      venue_type: 'flash_loan',
      capabilities: ['flash_loan'],
      liquidity: { WETH: 50_000 },
      gas_units: { flash_loan: 80_000 },
    },
    uniswap: {
      venue: 'uniswap',
      venue_type: 'dex',
      capabilities: ['swap'],
      pools: {
        'wstETH-WETH': { fee_bps: 1, slippage_bps: 1, price_series: 'lst/wstETH' },
        'EIGEN-WETH': { fee_bps: 30, slippage_bps: 10, price_series: 'spot/uniswap/EIGEN-WETH' },
      },
      gas_units: { swap: 140_000 },
    },
    instadapp: {
      venue: 'instadapp',
      venue_type: 'atomic',
      capabilities: ['atomic'],
      gas_units: { batch: 100_000 },
    },
  };
}
