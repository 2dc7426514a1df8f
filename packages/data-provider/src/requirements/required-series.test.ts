import { exampleRunConfig, runConfigSchema } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { optionalSeries, requiredSeries } from './required-series.js';

function configWith(change: (config: ReturnType<typeof exampleRunConfig>) => void) {
  const input = exampleRunConfig();
  change(input);
  return runConfigSchema.parse(input);
}

function addHyperliquid(input: ReturnType<typeof exampleRunConfig>): void {
  const binance = input.venue_configs['binance']!;
  input.venue_configs['hyperliquid'] = {
    ...(binance as Extract<typeof binance, { venue_type: 'cex' }>),
    venue: 'hyperliquid',
    settlement_asset: 'USDC',
  };
  input.venues.execution_subscriptions.cex_futures = ['binance', 'hyperliquid'];
}

describe('the series a run needs', () => {
  it('follow its subscriptions', () => {
    expect(requiredSeries(configWith(() => undefined))).toEqual([
      'spot/binance/BTC-USDT',
      'perp/binance/BTC-USDT',
      'funding/binance/BTC-USDT',
      'gas/ethereum',
    ]);
  });

  it('do not include gas without a wallet, nor a venue without a part of the hedge', () => {
    const config = configWith((input) => {
      addHyperliquid(input);
      input.hedge_allocation = { binance: 1, hyperliquid: 0 };
      input.venues.execution_subscriptions.wallet = [];
    });
    expect(requiredSeries(config)).toEqual([
      'spot/binance/BTC-USDT',
      'perp/binance/BTC-USDT',
      'funding/binance/BTC-USDT',
    ]);
    expect(optionalSeries(config)).toEqual(['fx/USDT-USD']);
  });

  it('are quoted as the venue settles, and its currency is optional', () => {
    const config = configWith((input) => {
      addHyperliquid(input);
      input.asset = 'ETH';
      input.hedge_allocation = { binance: 0.5, hyperliquid: 0.5 };
    });
    expect(requiredSeries(config)).toContain('perp/hyperliquid/ETH-USDC');
    expect(requiredSeries(config)).toContain('funding/hyperliquid/ETH-USDC');
    expect(requiredSeries(config)).toContain('spot/binance/ETH-USDT');
    expect(optionalSeries(config)).toEqual(['fx/USDT-USD', 'fx/USDC-USD']);
  });
});
