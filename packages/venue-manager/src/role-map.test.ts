import { describe, expect, it } from 'vitest';
import { RoleMap } from './role-map.js';
import { NOW, benchConfig } from './testing/bench.js';

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

  it('carry the trading rules of their venue, as they are at the time', () => {
    expect(roles().hedgesOf('hedge[2]')).toEqual([
      { venue: 'okx', symbol: 'BTC-USDT', settlementAsset: 'USDT', allocation: 0.3 },
    ]);
    const set = { futures: { instruments: { 'BTC-USDT': { lot_size: 0.1 } } } };
    const dated = new RoleMap(
      benchConfig((_, config) =>
        Object.assign(config.venue_configs['okx']!, {
          changes: [{ from: '2024-06-01T00:00:00Z', set }],
        }),
      ),
    );
    const okx = { venue: 'okx', tradeType: 'perp', symbol: 'BTC-USDT' } as const;
    expect(dated.rules(okx, NOW).lot_size).toBe(0.01);
    expect(dated.rules(okx, Date.UTC(2024, 5, 1)).lot_size).toBe(0.1);
    expect(dated.rules({ ...okx, venue: 'binance', tradeType: 'spot' }, NOW).lot_size).toBe(0.001);
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
