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

describe('on the chain a run needs', () => {
  type Venues = ReturnType<typeof exampleRunConfig>['venue_configs'];
  type Wallet = Extract<Venues[string], { venue_type: 'wallet' }>;
  const terms = {
    ltv: 0.7,
    liquidation_threshold: 0.8,
    liquidation_bonus: 0.05,
    reserve_factor: 0.1,
  };
  const gas = { supply: 1, withdraw: 1, borrow: 1, repay: 1, set_emode: 1, flash_loan: 1 };
  const venues: Venues = {
    aave_v3: {
      venue: 'aave_v3',
      venue_type: 'lending',
      capabilities: ['lending'],
      reserves: { USDT: terms, WETH: terms, wstETH: terms },
      gas_units: gas,
    },
    etherfi: {
      venue: 'etherfi',
      venue_type: 'staking',
      capabilities: ['staking'],
      rebasing: 'eETH',
      wrapped: 'weETH',
      queue: { delay_seconds: 1 },
      gas_units: { stake: 1, wrap: 1, unwrap: 1, request_withdrawal: 1, claim_withdrawals: 1 },
    },
    uniswap: {
      venue: 'uniswap',
      venue_type: 'dex',
      capabilities: ['swap'],
      pools: {
        'wstETH-WETH': { fee_bps: 1, price_series: 'lst/wstETH' },
        'weETH-WETH': { fee_bps: 5, price_series: 'lst/weETH' },
        'WETH-USDT': { fee_bps: 5, price_series: 'spot/uniswap/WETH-USDT' },
        'EIGEN-WETH': { fee_bps: 30, price_series: 'spot/uniswap/EIGEN-WETH' },
      },
      gas_units: { swap: 1 },
    },
  };
  const subscriptions = { lending: ['aave_v3'], staking: ['etherfi'], dex: ['uniswap'] };

  /** A wallet with these tokens and no exchange but for its data. */
  function onChain(assets: string[], used: Partial<typeof subscriptions> = {}) {
    return configWith((input) => {
      input.asset = 'ETH';
      Object.assign(input.venue_configs, venues);
      (input.venue_configs['alchemy'] as Wallet).assets = assets;
      input.hedge_allocation = {};
      input.venues = {
        data_subscriptions: [],
        execution_subscriptions: { wallet: ['alchemy'], ...used },
      };
    });
  }

  it('the reserves that its wallet can use', () => {
    const { lending } = subscriptions;
    expect(requiredSeries(onChain(['ETH', 'WETH', 'USDT'], { lending }))).toEqual([
      'aave_v3/USDT',
      'aave_v3/WETH',
      'gas/ethereum',
    ]);
  });

  it('the rate of the wrapped token, its rewards where there are any', () => {
    const { staking } = subscriptions;
    const config = onChain(['ETH', 'eETH'], { staking });
    expect(requiredSeries(config)).toEqual(['lst/weETH', 'aave_v3/WETH', 'gas/ethereum']);
    expect(optionalSeries(config)).toEqual(['fx/USDT-USD', 'rewards/weETH']);
    Object.assign(config.venue_configs['etherfi']!, { rewards: false });
    expect(optionalSeries(config)).toEqual(['fx/USDT-USD']);
  });

  it('the pools of two tokens that the wallet has, WETH counting as ETH', () => {
    const { dex } = subscriptions;
    expect(requiredSeries(onChain(['ETH', 'USDT'], { dex }))).toContain('spot/uniswap/WETH-USDT');
    expect(requiredSeries(onChain(['ETH', 'USDC'], { dex }))).not.toContain(
      'spot/uniswap/WETH-USDT',
    );
    expect(requiredSeries(onChain(['ETH', 'weETH'], subscriptions))).toContain('lst/weETH');
    expect(requiredSeries(onChain(['ETH', 'eETH'], { dex }))).not.toContain('lst/weETH');
  });

  it('no market for rewards, which may begin long after the run: it is used where it is', () => {
    const config = onChain(['ETH', 'weETH', 'EIGEN', 'USDC'], subscriptions);
    expect(requiredSeries(config)).toEqual(['lst/weETH', 'aave_v3/WETH', 'gas/ethereum']);
    expect(optionalSeries(config)).toEqual([
      'fx/USDT-USD',
      'fx/USDC-USD',
      'rewards/weETH',
      'spot/uniswap/EIGEN-WETH',
    ]);
  });

  it('a price of ETH as soon as ETH will be there, from an exchange before the oracle', () => {
    const binance = (change: (input: ReturnType<typeof exampleRunConfig>) => void) =>
      requiredSeries(
        configWith((input) => {
          const spot = (
            input.venue_configs['binance'] as Extract<Venues[string], { venue_type: 'cex' }>
          ).spot!;
          spot.instruments['ETH-USDT'] = spot.instruments['BTC-USDT']!;
          change(input);
        }),
      );
    const reserve = (input: ReturnType<typeof exampleRunConfig>) => {
      (input.venue_configs['alchemy'] as Wallet).gas_reserve_eth = 0.1;
    };
    expect(binance(() => undefined)).not.toContain('spot/binance/ETH-USDT');
    expect(binance(reserve)).toContain('spot/binance/ETH-USDT');
    expect(binance(reserve)).not.toContain('aave_v3/WETH');
    const listening = binance((input) => {
      reserve(input);
      input.hedge_allocation = {};
      input.venues.execution_subscriptions = { wallet: ['alchemy'] };
    });
    expect(listening).toEqual(['spot/binance/ETH-USDT', 'gas/ethereum']);
    expect(requiredSeries(onChain(['ETH'], {}))).toEqual(['gas/ethereum']);
    expect(requiredSeries(onChain(['ETH', 'weETH'], { staking: ['etherfi'] }))).toContain(
      'aave_v3/WETH',
    );
  });

  describe('counted in ETH', () => {
    const inEther = (config: ReturnType<typeof onChain>) => ({
      ...config,
      share_class: 'ETH' as const,
    });

    it('rates and gas alone, for staking', () => {
      const config = inEther(onChain(['ETH', 'eETH', 'weETH'], { staking: ['etherfi'] }));
      expect(requiredSeries(config)).toEqual(['lst/weETH', 'gas/ethereum']);
      expect(optionalSeries(config)).toEqual(['rewards/weETH']);
    });

    it('the reserves of what the wallet holds beside them, for leverage', () => {
      const used = { lending: ['aave_v3'], staking: ['etherfi'], dex: ['uniswap'] };
      const config = inEther(onChain(['ETH', 'WETH', 'weETH', 'wstETH', 'EIGEN'], used));
      expect(requiredSeries(config)).toEqual([
        'aave_v3/WETH',
        'aave_v3/wstETH',
        'lst/weETH',
        'lst/wstETH',
        'gas/ethereum',
      ]);
      expect(optionalSeries(config)).toEqual(['rewards/weETH', 'spot/uniswap/EIGEN-WETH']);
    });

    it('no price of dollars that a wallet only lists', () => {
      const config = inEther(onChain(['ETH', 'weETH', 'USDT', 'USDC'], { staking: ['etherfi'] }));
      expect(requiredSeries(config)).toEqual(['lst/weETH', 'gas/ethereum']);
      expect(optionalSeries(config)).toEqual(['rewards/weETH']);
    });

    it('a price of ETH where dollars can be lent, or paid by a pool', () => {
      const lent = inEther(onChain(['ETH', 'USDT'], { lending: ['aave_v3'] }));
      expect(requiredSeries(lent)).toEqual(['aave_v3/USDT', 'aave_v3/WETH', 'gas/ethereum']);
      expect(optionalSeries(lent)).toEqual(['fx/USDT-USD']);
      const swapped = inEther(onChain(['ETH', 'USDT'], { dex: ['uniswap'] }));
      expect(requiredSeries(swapped)).toContain('aave_v3/WETH');
      expect(requiredSeries(inEther(onChain(['ETH', 'wstETH'], { dex: ['uniswap'] })))).toEqual([
        'lst/wstETH',
        'gas/ethereum',
      ]);
    });

    it('a price of ETH where an exchange holds dollars, traded for or set aside as margin', () => {
      const spotOf = (input: ReturnType<typeof exampleRunConfig>) =>
        (input.venue_configs['binance'] as Extract<Venues[string], { venue_type: 'cex' }>).spot!;
      const atExchange = (change: (input: ReturnType<typeof exampleRunConfig>) => void) =>
        requiredSeries(
          configWith((input) => {
            input.share_class = 'ETH';
            const { instruments } = spotOf(input);
            instruments['ETH-USDT'] = instruments['BTC-USDT']!;
            change(input);
          }),
        );
      const both = ['spot/binance/BTC-USDT', 'spot/binance/ETH-USDT'];
      expect(atExchange(() => undefined)).toEqual(expect.arrayContaining(both));
      const hedgeAlone = atExchange((input) => {
        input.venues.execution_subscriptions.cex_spot = [];
      });
      expect(hedgeAlone).toContain('spot/binance/ETH-USDT');
    });
  });
});
