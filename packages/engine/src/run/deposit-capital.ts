import { ComponentError, cashPlace, chainWallet, type EpochMs } from '@basis/core-types';
import type { EngineComponents } from '../parts/component-factory.js';

const GAS_ASSET = 'ETH';

type Parts = Pick<
  EngineComponents,
  'config' | 'values' | 'world' | 'data_provider' | 'position_update_handler'
>;

/**
 * The capital comes in: the gas reserve as ETH in the wallet, at the price of now, and the rest as cash where the
 * plan begins.
 */
export function depositCapital(parts: Parts, t: EpochMs): void {
  const { config, world, data_provider, position_update_handler: updates } = parts;
  data_provider.getData(t);
  updates.moveTo(t);
  const wallet = chainWallet(config);
  const reserveEth = wallet?.gas_reserve_eth ?? 0;
  const reserve = reserveEth === 0 ? 0 : reserveEth * gasAssetPrice(parts);
  const rest = config.initial_capital - reserve;
  if (!(rest > 0)) {
    throw new ComponentError('EDS-004', {
      message: `The gas reserve of ${reserveEth} ETH is worth ${reserve}, as much as the capital of ${config.initial_capital}`,
      resolution: 'Raise initial_capital or lower gas_reserve_eth of the wallet.',
    });
  }
  if (reserveEth > 0) world.deposit(wallet!.venue, 'wallet', GAS_ASSET, reserveEth, t, updates);
  const place = cashPlace(config);
  if (place === undefined) {
    throw new ComponentError('EDS-004', {
      message: 'The capital has nowhere to go: neither a spot venue nor a wallet is subscribed',
      resolution: 'Subscribe a venue under cex_spot or wallet.',
    });
  }
  world.deposit(place.venue, place.bucket, place.asset, rest, t, updates);
}

function gasAssetPrice({ values: { tree } }: Parts): number {
  const price = tree.has(GAS_ASSET) ? tree.value(tree.node(GAS_ASSET)) : NaN;
  if (price > 0) return price;
  throw new ComponentError('DATA-001', {
    message: `A gas reserve needs a price of ${GAS_ASSET}, and the data have none`,
    resolution: 'Add an ETH spot series or the Aave series of WETH, or set gas_reserve_eth to 0.',
  });
}
