import { describe, expect, it } from 'vitest';
import { exampleRunConfig } from '../example-run-config.js';
import { checkRunConfig, type ParseRunConfigOptions } from '../parse-run-config.js';
import type { RunConfigInput } from '../schema.js';
import type { MarginTier } from '../venues/cex-schema.js';
import type { VenueRequirements } from '../venue-requirements.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Draft = Mutable<RunConfigInput>;

const TIERS: MarginTier[] = [
  { floor_notional: 0, cap_notional: 1000, maintenance_margin_rate: 0.01, max_leverage: 50 },
  { floor_notional: 1000, cap_notional: 2000, maintenance_margin_rate: 0.02, max_leverage: 25 },
];

/** `path: what is allowed` of every violation after a change to the example, which has none. */
function after(change: (config: Draft) => void, options: ParseRunConfigOptions = {}): string[] {
  const config: Draft = exampleRunConfig();
  change(config);
  const checked = checkRunConfig(config, options);
  return checked.ok ? [] : checked.violations.map(({ path, allowed }) => `${path}: ${allowed}`);
}

function futuresOf(config: Draft) {
  const venue = config.venue_configs['binance']!;
  if (venue.venue_type !== 'cex' || venue.futures === undefined)
    throw new Error('the example has futures');
  return venue.futures;
}

function perpOf(config: Draft) {
  return futuresOf(config).instruments['BTC-USDT']!;
}

function managerOf(config: Draft) {
  return config.component_config.venue_manager;
}

it('finds nothing wrong with the example', () => {
  expect(after(() => undefined)).toEqual([]);
});

describe('mode', () => {
  it('must be known where the modes are', () => {
    const knownModes = ['btc_basis', 'pure_lending'];
    expect(after((config) => (config.mode = 'btc_bais'), { knownModes })).toEqual([
      'mode: must be one of btc_basis, pure_lending; did you mean btc_basis?',
    ]);
    expect(after((config) => (config.mode = 'mine'))).toEqual([]);
  });

  it.each([
    ['pure_lending', 'USDT', 'USDT'],
    ['btc_basis', 'USDT', 'BTC'],
    ['eth_basis', 'USDT', 'ETH'],
    ['eth_staking_only', 'ETH', 'ETH'],
    ['eth_leveraged', 'ETH', 'ETH'],
    ['usdt_market_neutral_no_leverage', 'USDT', 'ETH'],
    ['usdt_market_neutral', 'USDT', 'ETH'],
  ])('%s must have share class %s and asset %s', (mode, shareClass, asset) => {
    const found = after((config) => {
      config.mode = mode;
      config.share_class = shareClass === 'ETH' ? 'USDT' : 'ETH';
      config.asset = 'SOL';
    });
    expect(found).toContain(`share_class: must be ${shareClass} for ${mode}`);
    expect(found).toContain(`asset: must be ${asset} for ${mode}`);
  });
});

describe('required venues', () => {
  const row: VenueRequirements['strategy_requirements'][string] = {
    required_venues: ['binance', 'alchemy'],
    optional_venues: ['okx'],
    one_of_venues: [],
  };
  const requirements = (changed: Partial<typeof row>) => ({
    requirements: { strategy_requirements: { btc_basis: { ...row, ...changed } } },
  });
  const nothing = () => undefined;

  it('are satisfied by the example', () => {
    expect(after(nothing, requirements({}))).toEqual([]);
  });

  it('must be there', () => {
    expect(
      after(nothing, requirements({ required_venues: ['binance', 'alchemy', 'morpho'] })),
    ).toEqual(['venues.execution_subscriptions: must have morpho: btc_basis requires it']);
  });

  it('are all that may be there, with the optional ones', () => {
    expect(after(nothing, requirements({ required_venues: ['binance'] }))).toEqual([
      'venues.execution_subscriptions: must not have alchemy: btc_basis uses binance, okx',
    ]);
  });

  it('may be one of several, but only one', () => {
    const message = (list: string) =>
      `venues.execution_subscriptions: must have exactly one of ${list}: btc_basis requires it`;
    expect(after(nothing, requirements({ one_of_venues: ['lido', 'etherfi'] }))).toEqual([
      message('lido, etherfi'),
    ]);
    expect(after(nothing, requirements({ one_of_venues: ['binance', 'alchemy'] }))).toEqual([
      message('binance, alchemy'),
    ]);
    expect(after(nothing, requirements({ one_of_venues: ['binance', 'lido'] }))).toEqual([]);
  });

  it('are not asked for where a mode has no row', () => {
    expect(
      after((config) => (config.mode = 'mine'), requirements({ required_venues: ['morpho'] })),
    ).toEqual([]);
  });
});

describe('subscriptions', () => {
  it('must have static data', () => {
    const found = after((config) => {
      config.venues.execution_subscriptions.cex_spot = ['binanc'];
    });
    expect(found).toEqual([
      'venues.execution_subscriptions.cex_spot[0]: must be a venue with static data (binance, alchemy); did you mean binance?',
    ]);
  });

  it('must fit the capabilities of the venue', () => {
    expect(
      after((config) => (config.venues.execution_subscriptions.lending = ['binance'])),
    ).toEqual([
      'venues.execution_subscriptions.lending[0]: must be a venue with capability lending; it has spot, futures',
    ]);
  });

  it('must have the data of the market that they trade', () => {
    const found = after((config) => {
      const venue = config.venue_configs['binance']!;
      if (venue.venue_type === 'cex') delete venue.spot;
    });
    expect(found).toEqual([
      'venue_configs.binance.spot: must be given: binance is subscribed under cex_spot',
    ]);
  });

  it('must have the instrument of the mode', () => {
    const found = after((config) => {
      config.mode = 'eth_basis';
      config.asset = 'ETH';
    });
    expect(found).toEqual([
      'venue_configs.binance.spot.instruments: must have ETH-USDT, which the mode trades',
      'venue_configs.binance.futures.instruments: must have ETH-USDT, which the mode trades',
    ]);
  });

  it('need a perp against the currency that the venue settles in', () => {
    const found = after((config) => {
      const venue = config.venue_configs['binance']!;
      if (venue.venue_type === 'cex') venue.settlement_asset = 'USDC';
    });
    expect(found).toEqual([
      'venue_configs.binance.futures.instruments: must have BTC-USDC, which the mode trades',
    ]);
  });

  it('must not repeat a venue', () => {
    expect(
      after((config) => (config.venues.execution_subscriptions.wallet = ['alchemy', 'alchemy'])),
    ).toEqual(['venues.execution_subscriptions.wallet[1]: must be listed only once']);
  });

  it('must know a venue under its own name', () => {
    expect(after((config) => (config.venue_configs['binance']!.venue = 'okx'))).toEqual([
      'venue_configs.binance.venue: must be binance, the name it is listed under',
    ]);
  });
});

describe('hedge_allocation', () => {
  it.each([0.5, 0.999999998, 1])('must sum to 1: %d of 1', (share) => {
    const found = after((config) => (config.hedge_allocation = { binance: share }));
    expect(found).toEqual(
      share === 1 ? [] : [`hedge_allocation: must sum to 1; it sums to ${share}`],
    );
  });

  it('may miss 1 by what floating point does', () => {
    expect(after((config) => (config.hedge_allocation = { binance: 1 - 5e-10 }))).toEqual([]);
  });

  it('must name perp venues that are subscribed', () => {
    expect(after((config) => (config.hedge_allocation = { binance: 0.6, okx: 0.4 }))).toEqual([
      'hedge_allocation.okx: must be 0, or its venue be subscribed under cex_futures (binance)',
    ]);
  });

  it('may name a venue with 0, which skips it', () => {
    expect(after((config) => (config.hedge_allocation = { binance: 1, hyperliquid: 0 }))).toEqual(
      [],
    );
  });

  it('is not needed without perp venues', () => {
    const found = after((config) => {
      config.hedge_allocation = {};
      config.venues.execution_subscriptions.cex_futures = [];
    });
    expect(found).toEqual([]);
  });
});

describe('leverage', () => {
  const risk = { margin_ratio_low: 0.1, margin_ratio_critical: 0.05 };

  it('must not be planned above what the account is set to', () => {
    const found = after((config) => {
      config.hedge_leverage = 6;
      config.component_config.risk_monitor = risk;
    });
    expect(found).toEqual([
      'hedge_leverage: must be at most 5, the leverage set on the account at binance',
    ]);
  });

  it('is not what is wrong where a share of the hedge is too small to be sent', () => {
    const tiny = after((config) => {
      config.hedge_leverage = 1;
      config.component_config.risk_monitor = { margin_ratio_high: 1.5 };
      config.hedge_allocation = { binance: 0.01, bybit: 0.99 };
    });
    expect(tiny.join()).toContain('hedge_allocation.binance: must be 0 or larger');
    expect(tiny.join()).not.toContain('hedge_leverage = ');
  });

  it('must leave room for costs, and for margin that is not worth moving', () => {
    const planned = (leverage: number, change: (config: Draft) => void = () => undefined) =>
      after((config) => {
        config.hedge_leverage = leverage;
        config.component_config.risk_monitor = {
          margin_ratio_low: 0.1,
          margin_ratio_critical: 0.05,
        };
        change(config);
      });
    // c = (1/5 + 6 bps) x 1.003, e = 0.01 / 0.997: at most (1 - e) / (c + e) = 4.6867.
    expect(planned(4.68)).toEqual([]);
    const why = 'or the margin at binance would not carry the hedge at leverage 5 after its costs';
    for (const leverage of [4.69, 5])
      expect(planned(leverage)).toEqual([`hedge_leverage: must be at most 4.68, ${why}`]);
    // Without either: 1 / (0.2 x 1.003) = 4.985.
    const costless = (config: Draft) => {
      config.component_config.strategy_manager = { min_move_ratio: 0 };
      const venue = config.venue_configs['binance']!;
      if (venue.venue_type === 'cex')
        Object.assign(venue.futures!, { taker_fee_bps: 0, slippage_bps: 0 });
    };
    expect(planned(4.98, costless)).toEqual([]);
    expect(planned(4.99, costless)).toEqual([`hedge_leverage: must be at most 4.98, ${why}`]);
  });

  it('leaves more room at a venue with a small share', () => {
    // e = 0.01 / (0.3 x 0.997): at most 4.1196 at a venue with 30 %.
    const shared = (leverage: number) =>
      after((config) => {
        config.hedge_leverage = leverage;
        config.component_config.risk_monitor = {
          margin_ratio_low: 0.1,
          margin_ratio_critical: 0.05,
        };
        const binance = config.venue_configs['binance']!;
        config.venue_configs['okx'] = { ...structuredClone(binance), venue: 'okx' };
        config.venues.execution_subscriptions.cex_futures = ['binance', 'okx'];
        config.hedge_allocation = { binance: 0.7, okx: 0.3 };
      }).map((text) => text.slice(0, 38));
    expect(shared(4.11)).toEqual([]);
    expect(shared(4.12)).toEqual(['hedge_leverage: must be at most 4.11, ']);
  });

  it('must not be planned or set above what the instrument allows', () => {
    const found = after((config) => {
      config.hedge_leverage = 4;
      config.component_config.risk_monitor = risk;
      perpOf(config).max_leverage = 3;
    });
    expect(found).toEqual([
      'hedge_leverage: must be at most 3, the max_leverage of BTC-USDT at binance',
      'venue_configs.binance.futures.leverage: must be at most 3, the max_leverage of BTC-USDT',
    ]);
  });

  it('does not matter at a venue without a share', () => {
    const found = after((config) => {
      config.venue_configs['okx'] = {
        ...structuredClone(config.venue_configs['binance']!),
        venue: 'okx',
      };
      const okx = config.venue_configs['okx'];
      if (okx.venue_type === 'cex') okx.futures!.leverage = 1;
      config.venues.execution_subscriptions.cex_futures = ['binance', 'okx'];
      config.hedge_allocation = { binance: 1, okx: 0 };
    });
    expect(found).toEqual([]);
  });
});

describe('deleveraging', () => {
  it('must name an instrument of the venue', () => {
    const found = after((config) => {
      const venue = config.venue_configs['binance']!;
      if (venue.venue_type !== 'cex') return;
      const event = { at: '2024-08-05T06:00:00Z', share: 0.5 };
      venue.futures!.deleveraging = [
        { ...event, symbol: 'BTC-USDT' },
        { ...event, symbol: 'BTC-USDC' },
      ];
    });
    expect(found).toEqual([
      'venue_configs.binance.futures.deleveraging[1].symbol: must be one of BTC-USDT',
    ]);
  });
});

describe('outages', () => {
  const outages = (...list: object[]) =>
    after((config) => {
      config.venue_configs['binance'] = {
        ...config.venue_configs['binance']!,
        outages: list,
      } as (typeof config.venue_configs)[string];
    });
  const day = { from: '2024-08-05T00:00:00Z', until: '2024-08-06T00:00:00Z' };

  it('stop orders, withdrawals or both for a time', () => {
    expect(
      outages({ ...day, stops: ['orders'] }, { ...day, stops: ['orders', 'withdrawals'] }),
    ).toEqual([]);
  });

  it('must end after they begin, and stop something that can be stopped', () => {
    const stops = ['orders'];
    expect(
      outages(
        { from: day.until, until: day.from, stops },
        { from: day.from, until: day.from, stops },
      ),
    ).toEqual([
      'venue_configs.binance.outages[0].until: must be later than 2024-08-06T00:00:00Z',
      'venue_configs.binance.outages[1].until: must be later than 2024-08-05T00:00:00Z',
    ]);
    expect(outages({ ...day, stops: [] })).toEqual([
      'venue_configs.binance.outages[0].stops: must be a list that is not empty',
    ]);
    expect(outages({ ...day, stops: ['deposits'] })).toEqual([
      'venue_configs.binance.outages[0].stops[0]: must be one of orders, withdrawals',
    ]);
  });

  it('have dates of their own and are not changed by date', () => {
    const found = after((config) => {
      config.venue_configs['binance']!.changes = [
        { from: day.from, set: { outages: [{ ...day, stops: ['orders'] }] } },
      ];
    });
    expect(found).toEqual([
      'venue_configs.binance.changes[0].set.outages: must not be changed by date',
    ]);
  });
});

describe('margin tiers', () => {
  const tiers = (...changes: Partial<MarginTier>[]) =>
    after((config) => {
      perpOf(config).margin_tiers = TIERS.map((tier, index) => ({ ...tier, ...changes[index] }));
    }).map((text) => text.replace('venue_configs.binance.futures.instruments.BTC-USDT.', ''));

  it('may end with a number or be open', () => {
    expect(tiers()).toEqual([]);
    expect(tiers({}, { cap_notional: null })).toEqual([]);
  });

  it('must begin at 0', () => {
    expect(tiers({ floor_notional: 1 })).toEqual([
      'margin_tiers[0].floor_notional: must be 0, where the tier before it ends',
    ]);
  });

  it('must follow each other without gap or overlap', () => {
    for (const floor_notional of [999, 1001]) {
      expect(tiers({}, { floor_notional })).toEqual([
        'margin_tiers[1].floor_notional: must be 1000, where the tier before it ends',
      ]);
    }
  });

  it('must not be open but at the end', () => {
    expect(tiers({ cap_notional: null })).toEqual([
      'margin_tiers[0].cap_notional: must be a number: only the last tier is open',
    ]);
  });

  it('must end above where they begin', () => {
    expect(tiers({}, { cap_notional: 1000 })).toEqual([
      'margin_tiers[1].cap_notional: must be above 1000, the floor of its tier',
    ]);
  });

  it('must have rising rates and falling leverage', () => {
    expect(tiers({}, { maintenance_margin_rate: 0.01, max_leverage: 50 })).toEqual([
      'margin_tiers[1].maintenance_margin_rate: must be above 0.01, the rate of the tier before it',
      'margin_tiers[1].max_leverage: must be below 50, the leverage of the tier before it',
    ]);
  });
});

describe('risk thresholds', () => {
  const risk = (change: object, more: (config: Draft) => void = () => undefined) =>
    after((config) => {
      config.component_config.risk_monitor = change;
      more(config);
    }).map((text) => text.replace('component_config.risk_monitor.', ''));

  it('must stand in order', () => {
    expect(risk({ margin_ratio_critical: 0.3, margin_ratio_low: 0.3 })).toEqual([
      'margin_ratio_critical: must be below margin_ratio_low, which is 0.3',
    ]);
    expect(risk({ delta_drift_warning: 0.1 })).toEqual([
      'delta_drift_warning: must be below delta_drift_critical, which is 0.1',
    ]);
    expect(risk({ health_factor_critical: 1.05, lst_discount_warning: 0.03 })).toEqual([
      'health_factor_critical: must be below health_factor_warning, which is 1.05',
      'lst_discount_warning: must be below lst_discount_critical, which is 0.03',
    ]);
    expect(
      risk({ margin_ratio_low: 0.9 }, (config) => {
        config.venues.execution_subscriptions.cex_futures = [];
        config.hedge_allocation = {};
      }),
    ).toEqual(['margin_ratio_low: must be below margin_ratio_high, which is 0.9']);
  });

  it('must leave a fresh hedge between low and high', () => {
    expect(risk({ margin_ratio_low: 0.5 })).toEqual([
      'margin_ratio_low: must be below 0.5, the margin ratio of a fresh hedge (1 / hedge_leverage)',
    ]);
    expect(risk({ margin_ratio_high: 0.5 })).toEqual([
      'margin_ratio_high: must be above 0.5, the margin ratio of a fresh hedge (1 / hedge_leverage)',
    ]);
    expect(risk({}, (config) => (config.hedge_leverage = 4))).toEqual([
      'margin_ratio_low: must be below 0.25, the margin ratio of a fresh hedge (1 / hedge_leverage)',
    ]);
  });
});

describe('action_mapping', () => {
  it('must use supported actions only', () => {
    const found = after(
      (config) => (managerOf(config).supported_actions = ['transfer', 'cex_spot_sell']),
    );
    expect(found).toContain(
      'component_config.venue_manager.action_mapping.entry_full[1]: must be one of supported_actions (transfer, cex_spot_sell)',
    );
    expect(found.every((text) => text.includes('action_mapping'))).toBe(true);
  });
});

describe('safeguards', () => {
  const off = (config: Draft) => {
    managerOf(config).enable_reconciliation = false;
    config.component_config.execution_interface_manager = { enable_atomic_chaining: false };
  };

  it('may be off in a backtest', () => {
    expect(after(off)).toEqual([]);
  });

  it('must be on in live execution', () => {
    const found = after((config) => {
      off(config);
      config.execution_mode = 'live';
    });
    expect(found).toEqual([
      'component_config.venue_manager.enable_reconciliation: must be true in live execution',
      'component_config.execution_interface_manager.enable_atomic_chaining: must be true in live execution',
    ]);
  });
});

describe('the spot wallet', () => {
  const unify = (config: Draft) => {
    const venue = config.venue_configs['binance']!;
    if (venue.venue_type === 'cex') (venue as { wallets: string }).wallets = 'unified';
  };

  it('must not be the margin wallet of a short', () => {
    expect(after(unify)).toEqual([
      'venues.execution_subscriptions.cex_spot[0]: must be a venue with wallets: split, or take no part of the hedge: set hedge_allocation.binance to 0',
    ]);
  });

  it('may be unified where the venue takes no part of the hedge', () => {
    const found = after((config) => {
      unify(config);
      const binance = config.venue_configs['binance']!;
      config.venue_configs['bybit'] = { ...binance, venue: 'bybit' };
      config.venues.execution_subscriptions.cex_futures = ['bybit'];
      config.hedge_allocation = { bybit: 1 };
    });
    expect(found).toEqual([]);
  });
});

describe('the bound on what lies at one exchange', () => {
  const bounded = (bound: number, change: (config: Draft) => void = () => undefined) =>
    after((config) => {
      config.component_config.strategy_manager = { max_venue_share: bound };
      change(config);
    });

  it('is kept by the plan: one exchange has all of it, and then only no bound will do', () => {
    expect(bounded(1)).toEqual([]);
    expect(bounded(0.9)).toEqual([
      'component_config.strategy_manager.max_venue_share: must be at least 1: the plan keeps 1 of the capital at binance',
    ]);
  });

  it('counts what is bought and its part of the margins: (2 + 0.4) / 3 at leverage 2, with room for prices', () => {
    const spread = (config: Draft) => {
      const binance = config.venue_configs['binance']!;
      config.venue_configs['bybit'] = { ...binance, venue: 'bybit' };
      (config.venues.execution_subscriptions.cex_futures ??= []).push('bybit');
      config.hedge_allocation = { binance: 0.4, bybit: 0.6 };
    };
    expect(bounded(0.82, spread)).toEqual([]);
    expect(bounded(0.81, spread)).toEqual([
      'component_config.strategy_manager.max_venue_share: must be at least 0.82: the plan keeps 0.8 of the capital at binance',
    ]);
  });
});
