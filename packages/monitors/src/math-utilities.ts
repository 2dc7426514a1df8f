import type { AssetSymbol } from '@basis/core-types';
import type { ValueTree } from '@basis/maths';

/** Prices and conversions at the clock's moment: the one place where any component gets them. */
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
}
