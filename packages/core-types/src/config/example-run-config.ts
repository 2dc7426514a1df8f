import type { RunConfigInput } from './schema.js';

/** A small, valid configuration of `btc_basis` on one exchange, new on every call: a start for tests and examples. */
export function exampleRunConfig(): RunConfigInput {
  const market = { tick_size: 0.1, lot_size: 0.001, min_size: 0.001, min_notional: 50 };
  const fees = { maker_fee_bps: 2, taker_fee_bps: 5, slippage_bps: 1 };
  return {
    mode: 'btc_basis',
    share_class: 'USDT',
    asset: 'BTC',
    initial_capital: 100_000,
    hedge_allocation: { binance: 1 },
    venues: {
      data_subscriptions: ['binance'],
      execution_subscriptions: {
        cex_spot: ['binance'],
        cex_futures: ['binance'],
        wallet: ['alchemy'],
      },
    },
    component_config: {
      venue_manager: {
        supported_actions: [
          'transfer',
          'cex_spot_buy',
          'cex_spot_sell',
          'cex_perp_short',
          'cex_perp_close',
        ],
        action_mapping: {
          entry_full: ['transfer', 'cex_spot_buy', 'cex_perp_short'],
          entry_partial: ['transfer', 'cex_spot_buy', 'cex_perp_short'],
          exit_full: ['cex_perp_close', 'cex_spot_sell', 'transfer'],
          exit_partial: ['cex_perp_close', 'cex_spot_sell', 'transfer'],
          rebalance: [
            'cex_perp_close',
            'cex_spot_sell',
            'transfer',
            'cex_spot_buy',
            'cex_perp_short',
          ],
          sell_dust: ['cex_spot_sell'],
        },
      },
    },
    venue_configs: {
      binance: {
        venue: 'binance',
        venue_type: 'cex',
        capabilities: ['spot', 'futures'],
        wallets: 'split',
        spot: { ...fees, instruments: { 'BTC-USDT': market } },
        futures: {
          ...fees,
          funding_interval_hours: 8,
          liquidation_fee_bps: 125,
          leverage: 5,
          instruments: {
            'BTC-USDT': {
              ...market,
              max_leverage: 125,
              margin_tiers: [
                {
                  floor_notional: 0,
                  cap_notional: 50_000,
                  maintenance_margin_rate: 0.004,
                  max_leverage: 125,
                },
                {
                  floor_notional: 50_000,
                  cap_notional: null,
                  maintenance_margin_rate: 0.005,
                  max_leverage: 100,
                },
              ],
            },
          },
        },
      },
      alchemy: {
        venue: 'alchemy',
        venue_type: 'wallet',
        capabilities: ['wallet'],
        assets: ['USDT', 'ETH'],
        gas_units: { transfer: 65_000 },
        confirmation_seconds: 180,
      },
    },
  };
}
