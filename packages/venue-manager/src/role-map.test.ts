import { describe, expect, it } from 'vitest';
import { RoleMap } from './role-map.js';
import { benchConfig } from './testing/bench.js';

const roles = () => new RoleMap(benchConfig());

describe('roles', () => {
  it('are played by the venues that configuration names', () => {
    expect(roles().wallet('spot')).toEqual({ venue: 'binance', bucket: 'spot' });
    expect(roles().wallet('hedge[0]')).toEqual({ venue: 'binance', bucket: 'margin' });
    expect(roles().wallet('hedge[2]')).toEqual({ venue: 'okx', bucket: 'margin' });
    expect(
      roles()
        .hedgesOf('hedge')
        .map(({ venue }) => venue),
    ).toEqual(['binance', 'bybit', 'okx']);
  });

  it('carry the trading rules of their venue', () => {
    expect(roles().spotLotBase).toBe(0.001);
    expect(roles().hedgesOf('hedge[2]')).toEqual([
      {
        venue: 'okx',
        symbol: 'BTC-USDT',
        settlementAsset: 'USDT',
        allocation: 0.3,
        lotBase: 0.01,
        minNotionalQuote: 50,
      },
    ]);
  });

  it.each(['hedge[3]', 'hedge[-1]', 'hedge[]', 'hedge[0.5]', 'lst', 'collateral', ''])(
    'refuse the unknown name "%s"',
    (role) => {
      for (const ask of [
        () => roles().hedgesOf(role as never),
        () => roles().wallet(role as never),
      ])
        expect(ask).toThrowError(expect.objectContaining({ code: 'VM-003', context: { role } }));
    },
  );
});
