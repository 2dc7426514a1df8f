import {
  ComponentError,
  cashAccount,
  cashPlace,
  chainWallet,
  type CashPlace,
  type EpochMs,
} from '@basis/core-types';
import type { BacktestComponents } from '../parts/backtest-components.js';

const GAS_ASSET = 'ETH';

type Parts = Pick<
  BacktestComponents,
  'accounts' | 'config' | 'values' | 'world' | 'data_provider' | 'position_update_handler'
>;

/**
 * The capital comes in, as the share class that it is counted in: where the plan begins, at the spot venue or, without
 * one, in the wallet. A part of it is the gas reserve, which lies as ETH in the wallet, at the price of now.
 */
export function depositCapital(parts: Parts, t: EpochMs): void {
  const { config, world, data_provider, position_update_handler: updates } = parts;
  const { share_class: money, initial_capital: capital } = config;
  data_provider.getData(t);
  updates.moveTo(t);
  const wallet = chainWallet(config);
  const reserveEth = wallet?.gas_reserve_eth ?? 0;
  const reserve = reserveEth === 0 ? 0 : reserveEth * gasAssetPrice(parts);
  const rest = capital - reserve;
  if (!(rest > 0)) {
    throw new ComponentError('EDS-004', {
      message: `The gas reserve of ${reserveEth} ETH is worth ${reserve} ${money}, as much as the capital of ${capital}`,
      resolution: 'Raise initial_capital or lower gas_reserve_eth of the wallet.',
    });
  }
  const place = placeOfCapital(parts);
  const isReserveThere = place.venue === wallet?.venue && money === GAS_ASSET;
  if (reserveEth > 0 && !isReserveThere)
    world.deposit(wallet!.venue, 'wallet', GAS_ASSET, reserveEth, t, updates);
  world.deposit(place.venue, place.bucket, money, isReserveThere ? capital : rest, t, updates);
}

function placeOfCapital({ config, accounts }: Parts): CashPlace {
  const place = cashPlace(config);
  if (place === undefined) {
    throw new ComponentError('EDS-004', {
      message: 'The capital has nowhere to go: neither a spot venue nor a wallet is subscribed',
      resolution: 'Subscribe a venue under cex_spot or wallet.',
    });
  }
  const { venue, asset } = place;
  if (cashAccount(place, accounts) === undefined) {
    throw new ComponentError('EDS-004', {
      message: `The capital has nowhere to go: ${venue} holds no ${asset}`,
      resolution:
        place.bucket === 'wallet'
          ? `Add ${asset} to the assets of ${venue}.`
          : `Take a share_class that ${venue} holds: USDT, or the asset.`,
    });
  }
  return place;
}

function gasAssetPrice({ values: { tree } }: Parts): number {
  const price = tree.has(GAS_ASSET) ? tree.value(tree.node(GAS_ASSET)) : NaN;
  if (price > 0) return price;
  throw new ComponentError('DATA-001', {
    message: `A gas reserve needs a price of ${GAS_ASSET}, and the data have none`,
    resolution: 'Add an ETH spot series or the Aave series of WETH, or set gas_reserve_eth to 0.',
  });
}
