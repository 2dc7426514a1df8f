import { describe, expect, it } from 'vitest';
import { chooseVenue, type Errand } from './venue-choice.js';
import { chainConfig } from './testing/chain-fixtures.js';
import { threeVenues } from './testing/fixtures.js';

const of = (lst_type: 'lido' | 'etherfi' | null) =>
  chainConfig((config) => Object.assign(config, { lst_type }));
const trade = (does: 'buy' | 'sell', token: string, inAtomic = false): Errand => ({
  does,
  token,
  inAtomic,
});

describe('the choice of a venue', () => {
  it.each<[string, Errand, string]>([
    ['spot is traded at the exchange', trade('buy', 'BTC'), 'binance'],
    ['so is ETH', trade('sell', 'ETH'), 'binance'],
    ['inside a transaction at the DEX', trade('buy', 'ETH', true), 'uniswap'],
    ['a staking token is bought by staking', trade('buy', 'weETH'), 'etherfi'],
    ['with the protocol that it comes from', trade('buy', 'wstETH'), 'lido'],
    ['and sold at the DEX', trade('sell', 'weETH'), 'uniswap'],
    ['whichever it is', trade('sell', 'stETH'), 'uniswap'],
    ['inside a transaction bought at the DEX too', trade('buy', 'wstETH', true), 'uniswap'],
    ['staking goes by lst_type', { does: 'stake' }, 'etherfi'],
    ['as does unstaking', { does: 'unstake' }, 'etherfi'],
    ['lending is at the lending venue', { does: 'lend' }, 'aave_v3'],
    ['flash loans come from their lender', { does: 'flash_loan' }, 'morpho'],
    ['several calls go through the atomic venue', { does: 'chain_calls' }, 'instadapp'],
    ['transfers are the wallet’s', { does: 'transfer' }, 'alchemy'],
  ])('%s', (_, errand, venue) => {
    expect(chooseVenue(errand, of('etherfi'))).toBe(venue);
  });

  it('stakes at the other protocol where lst_type says so', () => {
    expect(chooseVenue({ does: 'stake' }, of('lido'))).toBe('lido');
  });

  it('takes the only staking protocol; between two configuration has to say', () => {
    expect(() => of(null)).toThrow(/lst_type = null: must name one of lido, etherfi/);
    const only = chainConfig((config) => {
      config.lst_type = null;
      Object.assign(config.venues.execution_subscriptions, { staking: ['lido'] });
      delete config.venue_configs['etherfi'];
    });
    expect(chooseVenue({ does: 'stake' }, only)).toBe('lido');
  });

  it('is nothing where nothing is subscribed', () => {
    for (const does of ['stake', 'unstake', 'lend', 'flash_loan', 'chain_calls'] as const)
      expect(chooseVenue({ does }, threeVenues())).toBeUndefined();
    expect(chooseVenue(trade('buy', 'BTC', true), threeVenues())).toBeUndefined();
  });
});
