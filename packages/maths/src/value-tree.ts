import type { MomentReader } from './accrued-index.js';

/**
 * What one unit of every token or position is worth, as a tree hanging from the currency that results are counted in.
 *
 * Each node names its parent and how it is priced, so that a change of value can be walked down to its causes: a wrapped
 * staking token is a ratio of ETH (its growth is staking yield), ETH is a ratio of the quote (its change is price delta).
 * A perpetual is a spread over its base: what moves the base is price delta, what moves the spread is basis.
 *
 * Usage per moment: `refresh(view)`, then read `value` and `explain`. Nothing is allocated after construction.
 */
export interface FieldReader {
  value(field: number): number;
}

/** A factor that is more than one column says: an index between its samples. */
export interface FactorSource {
  value(reader: MomentReader): number;
}

export interface ValueNodeSpec {
  readonly id: string;
  /** The node whose change explains ours first. The root has none. */
  readonly parent?: string;
  /**
   * `ratio`: value = factor x parent. `inverse`: value = parent / factor. `spread`: value = factor x value(quotedIn),
   * explained as one parent plus a difference.
   */
  readonly kind: 'root' | 'ratio' | 'inverse' | 'spread';
  /** Column that holds the factor, or what works it out; a constant factor of 1 without either. */
  readonly field?: number;
  readonly source?: FactorSource;
  readonly quotedIn?: string;
  /** Number of the attribution term that takes what the parent does not explain. */
  readonly term?: number;
}

const KIND = { root: 0, ratio: 1, inverse: 2, spread: 3 } as const;
/** In place of the number of a column: the factor is 1, or comes from the node's source. */
const CONSTANT = -1;
const SOURCE = -2;

export class ValueTree {
  readonly ids: readonly string[];
  readonly #kind: Uint8Array;
  readonly #parent: Int32Array;
  readonly #field: Int32Array;
  /** By node; read only where the field says so. */
  readonly #source: readonly (FactorSource | undefined)[];
  readonly #quotedIn: Int32Array;
  readonly #term: Int32Array;
  readonly #value: Float64Array;
  readonly #before: Float64Array;
  /** Units of the parent in one unit of the node: what a change of the parent is scaled by. */
  readonly #scale: Float64Array;

  /** Parents come before their children. */
  constructor(specs: readonly ValueNodeSpec[]) {
    this.ids = specs.map((spec) => spec.id);
    const size = specs.length;
    this.#kind = new Uint8Array(size);
    this.#parent = new Int32Array(size).fill(-1);
    this.#field = new Int32Array(size);
    this.#source = specs.map((spec) => spec.source);
    this.#quotedIn = new Int32Array(size).fill(-1);
    this.#term = new Int32Array(size).fill(-1);
    this.#value = new Float64Array(size).fill(1);
    this.#before = new Float64Array(size).fill(1);
    this.#scale = new Float64Array(size).fill(1);
    specs.forEach((spec, node) => {
      this.#kind[node] = KIND[spec.kind];
      this.#field[node] = spec.source === undefined ? (spec.field ?? CONSTANT) : SOURCE;
      this.#term[node] = spec.term ?? -1;
      if (spec.parent !== undefined) this.#parent[node] = this.#earlier(spec.parent, node);
      if (spec.quotedIn !== undefined) this.#quotedIn[node] = this.#earlier(spec.quotedIn, node);
    });
  }

  #earlier(id: string, before: number): number {
    const node = this.ids.indexOf(id);
    if (node < 0 || node >= before)
      throw new Error(`value node ${id} must come before its children`);
    return node;
  }

  node(id: string): number {
    const node = this.ids.indexOf(id);
    if (node < 0) throw new Error(`no value node ${id}`);
    return node;
  }

  has(id: string): boolean {
    return this.ids.includes(id);
  }

  /** Takes the values of this moment; those of the last one stay for `explain`. */
  refresh(reader: MomentReader): void {
    this.#before.set(this.#value);
    for (let node = 0; node < this.#value.length; node++) {
      const kind = this.#kind[node]!;
      if (kind === KIND.root) continue;
      const field = this.#field[node]!;
      const factor =
        field >= 0
          ? reader.value(field)
          : field === CONSTANT
            ? 1
            : this.#source[node]!.value(reader);
      const parentValue = this.#value[this.#parent[node]!]!;
      if (kind === KIND.ratio) {
        this.#scale[node] = factor;
        this.#value[node] = factor * parentValue;
      } else if (kind === KIND.inverse) {
        this.#scale[node] = 1 / factor;
        this.#value[node] = parentValue / factor;
      } else {
        this.#value[node] = factor * this.#value[this.#quotedIn[node]!]!;
      }
    }
  }

  /** In the root's currency. */
  value(node: number): number {
    return this.#value[node]!;
  }

  /** Units of `ancestor` whose price moves one unit of `node` moves with; 0 if it is no ancestor. */
  deltaTo(node: number, ancestor: number): number {
    let units = 1;
    for (let at = node; at >= 0; at = this.#parent[at]!) {
      if (at === ancestor) return units;
      units *= this.#scale[at]!;
    }
    return 0;
  }

  isBelow(node: number, ancestor: number): boolean {
    for (let at = node; at >= 0; at = this.#parent[at]!) if (at === ancestor) return true;
    return false;
  }

  /** Adds the change of value of `quantity` units since the last refresh to the terms that explain it. */
  explain(node: number, quantity: number, sums: { add(term: number, amount: number): void }): void {
    let units = quantity;
    for (let at = node; ;) {
      const parent = this.#parent[at]!;
      if (parent < 0) return;
      const change = this.#value[at]! - this.#before[at]!;
      const byParent = this.#scale[at]! * (this.#value[parent]! - this.#before[parent]!);
      const own = change - byParent;
      if (own !== 0) sums.add(this.#term[at]!, units * own);
      units *= this.#scale[at]!;
      at = parent;
    }
  }

  /** `amount` of one token in units of another, at the prices of this moment. */
  convert(amount: number, from: number, to: number): number {
    return (amount * this.#value[from]!) / this.#value[to]!;
  }

  save(): { value: number[]; scale: number[] } {
    return { value: [...this.#value], scale: [...this.#scale] };
  }

  load(state: { readonly value: readonly number[]; readonly scale: readonly number[] }): void {
    this.#value.set(state.value);
    this.#scale.set(state.scale);
  }
}
