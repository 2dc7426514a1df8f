import {
  ATTRIBUTION_TERMS,
  QUOTE,
  fxSeries,
  perpSeries,
  spotSeries,
  type AccountTable,
  type AssetSymbol,
  type AttributionTerm,
  type DataProvider,
  type FieldIndex,
  type RunConfig,
} from '@basis/core-types';
import { ValueTree, type ValueNodeSpec } from '@basis/maths';

/** Number of a term in every table of terms. */
export function termIndex(term: AttributionTerm): number {
  return ATTRIBUTION_TERMS.indexOf(term);
}

export function perpNodeId(venue: string, symbol: string): string {
  return `perp:${venue}:${symbol}`;
}

export interface PortfolioValues {
  readonly tree: ValueTree;
  /** Value node of each account; -1 where there is no price, and then the account must stay empty. */
  readonly nodeOfAccount: Int32Array;
}

/**
 * The value tree of a portfolio counted in USDT: USD and USDC through fx series (1 to 1 where the dataset has none),
 * the asset by the spot market it is held at, perps as a spread over the asset.
 */
export function portfolioValues(
  config: RunConfig,
  accounts: AccountTable,
  data: DataProvider,
): PortfolioValues {
  const specs: ValueNodeSpec[] = [{ id: QUOTE, kind: 'root' }];
  const field = (series: string, column: string): { field: FieldIndex } | undefined =>
    data.find(series) === undefined ? undefined : { field: data.field(series, column) };

  specs.push({
    id: 'USD',
    kind: 'inverse',
    parent: QUOTE,
    term: termIndex('fx'),
    ...field(fxSeries(QUOTE, 'USD'), 'rate'),
  });
  const assets = new Set(accounts.accounts.map((account) => account.asset));
  for (const asset of assets) {
    const spec = asset === QUOTE ? undefined : assetNode(config, asset, field);
    if (spec !== undefined) specs.push(spec);
  }
  for (const account of accounts.accounts) {
    if (account.kind !== 'perp_position') continue;
    specs.push({
      id: perpNodeId(account.venue, account.symbol!),
      kind: 'spread',
      parent: account.asset,
      field: data.field(perpSeries(account.venue, account.symbol!), 'close'),
      quotedIn: account.symbol!.slice(account.symbol!.indexOf('-') + 1),
      term: termIndex('basis'),
    });
  }

  const tree = new ValueTree(specs);
  const nodeOfAccount = Int32Array.from(accounts.accounts, (account) => {
    const id =
      account.kind === 'perp_position' ? perpNodeId(account.venue, account.symbol!) : account.asset;
    return tree.has(id) ? tree.node(id) : -1;
  });
  return { tree, nodeOfAccount };
}

function assetNode(
  config: RunConfig,
  asset: AssetSymbol,
  field: (series: string, column: string) => { field: FieldIndex } | undefined,
): ValueNodeSpec | undefined {
  if (asset === 'USDC') {
    return {
      id: asset,
      kind: 'ratio',
      parent: 'USD',
      term: termIndex('fx'),
      ...field(fxSeries(asset, 'USD'), 'rate'),
    };
  }
  for (const venue of config.venues.execution_subscriptions.cex_spot) {
    const price = field(spotSeries(venue, `${asset}-${QUOTE}`), 'close');
    if (price !== undefined) {
      return { id: asset, kind: 'ratio', parent: QUOTE, term: termIndex('price_delta'), ...price };
    }
  }
  return undefined;
}
