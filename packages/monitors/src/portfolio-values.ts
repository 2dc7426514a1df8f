import type { AccountTable, DataProvider, RunConfig } from '@basis/core-types';
import { ValueTree } from '@basis/maths';
import { ValueNodes, nodeIdOf } from './value-nodes.js';

export interface PortfolioValues {
  readonly tree: ValueTree;
  /** Value node of each account; -1 where there is no price, and then the account must stay empty. */
  readonly nodeOfAccount: Int32Array;
  /** By account: node of the token whose market price its value moves with; -1 where there is no price. */
  readonly underlyingOfAccount: Int32Array;
}

/** The value tree of a portfolio, counted in its share class, with the place of every account in it. */
export function portfolioValues(
  config: RunConfig,
  accounts: AccountTable,
  data: DataProvider,
): PortfolioValues {
  const nodes = new ValueNodes(config, data);
  for (const account of accounts.accounts) nodes.account(account);
  const tree = new ValueTree(nodes.specs);
  const ids = accounts.accounts.map(nodeIdOf);
  return {
    tree,
    nodeOfAccount: Int32Array.from(ids, (id) => (tree.has(id) ? tree.node(id) : -1)),
    underlyingOfAccount: Int32Array.from(ids, (id) => {
      const underlying = nodes.underlying.get(id);
      return underlying === undefined ? -1 : tree.node(underlying);
    }),
  };
}
