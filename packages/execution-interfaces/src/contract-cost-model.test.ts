import { describe, expect, it } from 'vitest';
import type { ContractCall, EstimatedDeltas } from '@basis/core-types';
import { ContractCostModel } from './contract-cost-model.js';
import {
  EIGEN_IN_WETH,
  ETH_PER_GAS,
  GAS,
  MARKET_RATE,
  RATE,
  chainConfig,
  chainMarket,
} from './testing/chain-fixtures.js';
import { NOW } from './testing/fixtures.js';

function estimate(call: ContractCall, config = chainConfig(), isFirst = false): EstimatedDeltas {
  return new ContractCostModel(config, chainMarket()).estimateDeltas(call, NOW, isFirst);
}
const gas = (units: number) => -units * ETH_PER_GAS;

describe('what a contract call should change', () => {
  const lent = { protocol: 'aave_v3', asset: 'WETH', amount: 5 } as const;

  it.each([
    ['supply', -5],
    ['repay', -5],
    ['withdraw', 5],
    ['borrow', 5],
  ] as const)('%s: the token in the wallet, and gas', (call, weth) => {
    expect(estimate({ call, ...lent })).toEqual({ alchemy: { WETH: weth, ETH: gas(GAS.lending) } });
  });

  it('everything there is: gas alone, for only the protocol knows how much that is', () => {
    const all = { call: 'withdraw', ...lent, amount: 'max' } as const;
    expect(estimate(all)).toEqual({ alchemy: { ETH: gas(GAS.lending) } });
    expect(estimate({ call: 'claim_withdrawals', protocol: 'lido' })).toEqual({
      alchemy: { ETH: gas(GAS.staking) },
    });
    const allWeth = { call: 'unwrap', protocol: 'alchemy', asset: 'WETH', amount: 'max' } as const;
    expect(estimate(allWeth)).toEqual({ alchemy: { ETH: gas(GAS.wallet) } });
    expect(estimate({ call: 'set_emode', protocol: 'aave_v3', category: 1 })).toEqual({
      alchemy: { ETH: gas(GAS.lending) },
    });
  });

  it('a flash loan: there and back, with gas for the loan alone', () => {
    const loan = { protocol: 'morpho', asset: 'WETH', amount: 7 };
    expect(estimate({ call: 'flash_borrow', ...loan })).toEqual({
      alchemy: { WETH: 7, ETH: gas(GAS.flashLoan) },
    });
    const back = estimate({ call: 'flash_repay', ...loan });
    expect(back['alchemy']!['WETH']).toBe(-7);
    expect(back['alchemy']!['ETH']).toBeCloseTo(0, 20);
  });

  it('WETH: ETH one to one', () => {
    const amount = 3;
    expect(estimate({ call: 'wrap', protocol: 'alchemy', asset: 'ETH', amount })).toEqual({
      alchemy: { ETH: -3 + gas(GAS.wallet), WETH: 3 },
    });
    expect(estimate({ call: 'unwrap', protocol: 'alchemy', asset: 'WETH', amount })).toEqual({
      alchemy: { ETH: 3 + gas(GAS.wallet), WETH: -3 },
    });
  });

  it('staking: the token that grows in number, or its wrapped form where the wallet takes no other', () => {
    const staked = (protocol: string) =>
      estimate({ call: 'stake', protocol, asset: 'ETH', amount: 10 })['alchemy'];
    const eth = -10 + gas(GAS.staking);
    expect(staked('lido')).toEqual({ ETH: eth, stETH: 10 });
    expect(staked('etherfi')).toEqual({ ETH: eth, weETH: 10 / RATE });
  });

  it('wrapping a staking token: at its rate', () => {
    const wrapped = { call: 'wrap', protocol: 'lido', asset: 'stETH', amount: 10 } as const;
    const unwrapped = { call: 'unwrap', protocol: 'lido', asset: 'wstETH', amount: 10 } as const;
    const ETH = gas(GAS.staking);
    expect(estimate(wrapped)).toEqual({ alchemy: { stETH: -10, wstETH: 10 / RATE, ETH } });
    expect(estimate(unwrapped)).toEqual({ alchemy: { wstETH: -10, stETH: 10 * RATE, ETH } });
  });

  it('a withdrawal: the token goes, and the queue owes ETH for it', () => {
    const requested = (asset: string) =>
      estimate({ call: 'request_withdrawal', protocol: 'lido', asset, amount: 4 });
    const ETH = gas(GAS.staking);
    expect(requested('wstETH')).toEqual({
      alchemy: { wstETH: -4, ETH },
      lido: { ETH: 4 * RATE },
    });
    expect(requested('stETH')).toEqual({ alchemy: { stETH: -4, ETH }, lido: { ETH: 4 } });
  });

  it('a swap: at the price of its pool, less slippage and fee, both ways', () => {
    const swap = { call: 'swap', protocol: 'uniswap', amount: 12, leastReceived: 0 } as const;
    const kept = (1 - 0.0005) * (1 - 0.001);
    const sold = estimate({ ...swap, sell: 'wstETH', buy: 'WETH' })['alchemy']!;
    expect(sold['wstETH']).toBe(-12);
    expect(sold['WETH']).toBeCloseTo(12 * MARKET_RATE * kept, 12);
    expect(sold['ETH']).toBeCloseTo(gas(GAS.swap), 18);
    const bought = estimate({ ...swap, sell: 'WETH', buy: 'wstETH' })['alchemy']!;
    expect(bought['wstETH']).toBeCloseTo((12 / MARKET_RATE) * kept, 12);
  });

  it('a large swap: with the impact of its size in the volume of a day', () => {
    // 10,000 of 1,000,000 a day: 0.04 x sqrt(0.01).
    const swap = { call: 'swap', protocol: 'uniswap', sell: 'EIGEN', buy: 'WETH' } as const;
    const { alchemy } = estimate({ ...swap, amount: 10_000, leastReceived: 0 });
    const kept = (1 - 0.04 * Math.sqrt(0.01)) * (1 - 0.003);
    expect(alchemy!['WETH']).toBeCloseTo(10_000 * EIGEN_IN_WETH * kept, 9);
  });

  it('the first of several in one transaction: what chaining costs on top', () => {
    const supply = { call: 'supply', ...lent } as const;
    const { alchemy } = estimate(supply, chainConfig(), true);
    expect(alchemy!['ETH']).toBeCloseTo(gas(GAS.lending + GAS.batch), 18);
  });

  it('follows the gas units in force on the day', () => {
    const dearer = chainConfig(({ venue_configs }) => {
      venue_configs['aave_v3']!.changes = [
        { from: '2023-01-01T00:00:00Z', set: { gas_units: { supply: 300_000 } } },
      ];
    });
    const { alchemy } = estimate({ call: 'supply', ...lent }, dearer);
    expect(alchemy!['ETH']).toBeCloseTo(gas(300_000), 18);
  });
});
