import type { AssetSymbol, VenueId } from '@basis/core-types';
import type { ValueTree } from '@basis/maths';
import { debtNodeId, supplyNodeId } from './value-nodes.js';

/** Prices, indexes and conversions at the clock's moment: the one place where any component gets them by name. */
export class MathUtilities {
  readonly #tree: ValueTree;
  readonly #shareClass: AssetSymbol;

  constructor(tree: ValueTree, shareClass: AssetSymbol) {
    this.#tree = tree;
    this.#shareClass = shareClass;
  }

  convert(amount: number, from: AssetSymbol, to: AssetSymbol): number {
    return this.#tree.convert(amount, this.#tree.node(from), this.#tree.node(to));
  }

  toShareClass(amount: number, token: AssetSymbol): number {
    return this.convert(amount, token, this.#shareClass);
  }

  toUsd(amount: number, token: AssetSymbol): number {
    return this.convert(amount, token, 'USD');
  }

  /** Of one token, in US dollars. */
  marketPriceUsd(token: AssetSymbol): number {
    return this.toUsd(1, token);
  }

  /** Tokens in one share of a reserve's supply. */
  liquidityIndex(venue: VenueId, token: AssetSymbol): number {
    return this.#perShare(supplyNodeId(venue, token), token);
  }

  /** Tokens owed for one share of a reserve's debt. */
  borrowIndex(venue: VenueId, token: AssetSymbol): number {
    return this.#perShare(debtNodeId(venue, token), token);
  }

  #perShare(shares: string, token: AssetSymbol): number {
    return this.#tree.deltaTo(this.#tree.node(shares), this.#tree.node(token));
  }
}
