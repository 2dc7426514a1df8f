import { venueConformance, type VenueUnderTest } from '@basis/venue-clients/conformance';
import { describe, expect, it } from 'vitest';
import { SmallModel } from '../testing/small-model.js';

/** 10,000 USDT at 40,000 buy less than 0.251 BTC, or carry 1.25 at leverage 5 and no fee. The least notional is 50. */
const TRADE = {
  symbol: 'BTC-USDT',
  quantity: 0.1,
  tooLarge: 0.251,
  belowMinNotional: 0.001,
  brokenLot: 0.0105,
  feeRate: 0,
};

function venueUnderTest(id: string, offers: Partial<VenueUnderTest>): VenueUnderTest {
  const { model, accounts } = new SmallModel({ rules: { idRule: 'answered_again' } });
  let refs = 0;
  return { client: model.client(id), accounts, newRef: () => `test-${++refs}`, ...offers };
}

const toChain = { toVenue: 'alchemy', toBucket: 'wallet' } as const;
const toExchange = { toVenue: 'binance', toBucket: 'spot' } as const;
const money = { asset: 'USDT', amount: 500, tooLarge: 10_000.01 };

describe('a venue of the model without faults', () => {
  it.each([...venueConformance({ spot: true, perp: true, transfer: true })])(
    'as an exchange: $name',
    ({ run }) =>
      run(
        venueUnderTest('binance', {
          spot: TRADE,
          perp: { ...TRADE, tooLarge: 1.251 },
          transfer: { ...toChain, ...money, fromBucket: 'spot', tooSmall: 9.99 },
        }),
      ),
  );

  it.each([...venueConformance({ spot: false, perp: false, transfer: true })])(
    'as a wallet: $name',
    ({ run }) =>
      run(
        venueUnderTest('alchemy', {
          transfer: { ...toExchange, ...money, fromBucket: 'wallet', tooSmall: 0 },
        }),
      ),
  );

  it('fails the cases that its rule for references breaks', async () => {
    const [wrong] = venueConformance({ spot: true, perp: false, transfer: false }).filter(
      ({ name }) => name.startsWith('the same client reference'),
    );
    const { model, accounts } = new SmallModel({ rules: { idRule: 'open_only' } });
    const venue = { client: model.client('binance'), accounts, newRef: () => 'a', spot: TRADE };
    await expect(wrong!.run(venue)).rejects.toThrow();
  });
});
