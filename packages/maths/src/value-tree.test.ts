import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccruedIndex, type MomentReader } from './accrued-index.js';
import { ValueTree, type ValueNodeSpec } from './value-tree.js';

/** Columns by number, read at a moment (`timestampMs`) after their row had become visible at 0. */
const reader = (factors: readonly number[], timestampMs = 0): MomentReader => ({
  value: (field) => factors[field]!,
  timestampMs,
  visibleSince: () => 0,
});

class Terms {
  readonly byTerm = new Map<number, number>();
  add(term: number, amount: number): void {
    this.byTerm.set(term, this.of(term) + amount);
  }
  of(term: number): number {
    return this.byTerm.get(term) ?? 0;
  }
  get sum(): number {
    return [...this.byTerm.values()].reduce((sum, amount) => sum + amount, 0);
  }
}

function explained(tree: ValueTree, id: string, quantity: number): Terms {
  const terms = new Terms();
  tree.explain(tree.node(id), quantity, terms);
  return terms;
}

/** The definition of each kind, by recursion. */
function valueOf(specs: readonly ValueNodeSpec[], id: string, factors: readonly number[]): number {
  const spec = specs.find((one) => one.id === id)!;
  const factor = spec.field === undefined ? 1 : factors[spec.field]!;
  switch (spec.kind) {
    case 'root':
      return 1;
    case 'ratio':
      return factor * valueOf(specs, spec.parent!, factors);
    case 'inverse':
      return valueOf(specs, spec.parent!, factors) / factor;
    case 'spread':
      return factor * valueOf(specs, spec.quotedIn!, factors);
  }
}

/** Any tree of up to eight nodes under the root; node `i` reads column `i` and has term `i`. */
const trees = fc
  .array(
    fc.record({
      kind: fc.constantFrom('ratio' as const, 'inverse' as const, 'spread' as const),
      parent: fc.nat(),
      quotedIn: fc.nat(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((nodes): ValueNodeSpec[] => [
    { id: 'n0', kind: 'root' },
    ...nodes.map(({ kind, parent, quotedIn }, i): ValueNodeSpec => ({
      id: `n${i + 1}`,
      kind,
      parent: `n${parent % (i + 1)}`,
      ...(kind === 'spread' ? { quotedIn: `n${quotedIn % (i + 1)}` } : {}),
      field: i + 1,
      term: i + 1,
    })),
  ]);
const factors = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), {
  minLength: 9,
  maxLength: 9,
});

describe('a tree of any shape', () => {
  it('values every node by its definition', () => {
    fc.assert(
      fc.property(trees, factors, (specs, now) => {
        const tree = new ValueTree(specs);
        tree.refresh(reader(now));
        for (const { id } of specs)
          expect(tree.value(tree.node(id)) / valueOf(specs, id, now)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('explains the whole change of value, node by node up to the root', () => {
    fc.assert(
      fc.property(
        trees,
        factors,
        factors,
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (specs, before, after, quantity) => {
          const tree = new ValueTree(specs);
          tree.refresh(reader(before));
          tree.refresh(reader(after));
          for (const { id } of specs) {
            const terms = explained(tree, id, quantity);
            const change = quantity * (valueOf(specs, id, after) - valueOf(specs, id, before));
            const size = [...terms.byTerm.values()].reduce((sum, one) => sum + Math.abs(one), 1);
            expect(Math.abs(terms.sum - change)).toBeLessThan(1e-9 * size);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('converts there and back', () => {
    fc.assert(
      fc.property(
        trees,
        factors,
        fc.nat(),
        fc.nat(),
        fc.double({ min: 0.001, max: 1e9, noNaN: true }),
        (specs, now, first, second, amount) => {
          const tree = new ValueTree(specs);
          tree.refresh(reader(now));
          const [from, to] = [first % specs.length, second % specs.length];
          const there = tree.convert(amount, from, to);
          expect(tree.convert(there, to, from) / amount).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it('explains after a save and load as if never interrupted', () => {
    fc.assert(
      fc.property(trees, factors, factors, (specs, before, after) => {
        const whole = new ValueTree(specs);
        whole.refresh(reader(before));
        const resumed = new ValueTree(specs);
        resumed.load(JSON.parse(JSON.stringify(whole.save())) as ReturnType<ValueTree['save']>);
        for (let node = 0; node < specs.length; node++)
          expect(resumed.deltaTo(node, 0)).toBe(whole.deltaTo(node, 0));
        whole.refresh(reader(after));
        resumed.refresh(reader(after));
        for (const { id } of specs)
          expect(explained(resumed, id, 3).byTerm).toEqual(explained(whole, id, 3).byTerm);
      }),
    );
  });
});

const [STAKING, PRICE, BASIS, FX] = [1, 2, 3, 4];
const [ETH_PRICE, RATE, PERP, USD_RATE] = [0, 1, 2, 3];
const SPECS: ValueNodeSpec[] = [
  { id: 'USDT', kind: 'root' },
  { id: 'USD', kind: 'inverse', parent: 'USDT', field: USD_RATE, term: FX },
  { id: 'USDC', kind: 'ratio', parent: 'USD', term: FX },
  { id: 'ETH', kind: 'ratio', parent: 'USDT', field: ETH_PRICE, term: PRICE },
  { id: 'wstETH', kind: 'ratio', parent: 'ETH', field: RATE, term: STAKING },
  { id: 'perp', kind: 'spread', parent: 'ETH', quotedIn: 'USDC', field: PERP, term: BASIS },
];

/** `[ETH price, wstETH per ETH rate, perp price in USDC, dollars per USDT]` */
type Market = readonly [number, number, number, number];

function between(before: Market, after: Market): ValueTree {
  const tree = new ValueTree(SPECS);
  tree.refresh(reader(before));
  tree.refresh(reader(after));
  return tree;
}

describe('a ratio', () => {
  it('books growth of the rate at the old price and the move of the price on the new rate', () => {
    const tree = between([2_000, 1.1, 2_000, 1], [2_500, 1.2, 2_500, 1]);
    const terms = explained(tree, 'wstETH', 10);
    expect(terms.of(STAKING)).toBeCloseTo(10 * 0.1 * 2_000, 9);
    expect(terms.of(PRICE)).toBeCloseTo(10 * 1.2 * 500, 9);
  });

  it('without a column stands one to one with its parent', () => {
    const tree = between([2_000, 1.1, 2_000, 0.8], [2_000, 1.1, 2_000, 0.8]);
    expect(tree.value(tree.node('USDC'))).toBe(1.25);
  });
});

describe('a ratio whose factor is worked out', () => {
  const YEAR_MS = 31_536_000_000;
  const [INDEX, RATE_APR, FLOOR, ETH_USDT] = [0, 1, 2, 3];
  const INTEREST = 5;
  const index = new AccruedIndex({
    series: 0,
    index: INDEX,
    rate: RATE_APR,
    floor: FLOOR,
    growth: 'linear',
  });
  const specs: ValueNodeSpec[] = [
    { id: 'USDT', kind: 'root' },
    { id: 'ETH', kind: 'ratio', parent: 'USDT', field: ETH_USDT, term: PRICE },
    { id: 'supply', kind: 'ratio', parent: 'ETH', source: index, term: INTEREST },
  ];

  it('takes it at every refresh, between two rows as well', () => {
    const tree = new ValueTree(specs);
    const supply = tree.node('supply');
    tree.refresh(reader([1.5, 0.1, 0, 2_000]));
    expect(tree.value(supply)).toBe(1.5 * 2_000);
    tree.refresh(reader([1.5, 0.1, 0, 2_500], YEAR_MS / 2));
    expect(tree.deltaTo(supply, tree.node('ETH'))).toBeCloseTo(1.5 * 1.05, 14);
    expect(explained(tree, 'supply', 4).of(INTEREST)).toBeCloseTo(4 * 1.5 * 0.05 * 2_000, 9);
    expect(explained(tree, 'supply', 4).of(PRICE)).toBeCloseTo(4 * 1.5 * 1.05 * 500, 9);
  });

  it('goes before a column of the same node', () => {
    const both: ValueNodeSpec = { ...specs[2]!, field: ETH_USDT };
    const tree = new ValueTree([specs[0]!, specs[1]!, both]);
    tree.refresh(reader([1.25, 0, 0, 2_000]));
    expect(tree.value(tree.node('supply'))).toBe(2_500);
  });
});

describe('an inverse', () => {
  it('is worth less as its rate rises', () => {
    const tree = between([2_000, 1.1, 2_000, 1], [2_000, 1.1, 2_000, 1.25]);
    expect(tree.value(tree.node('USD'))).toBe(0.8);
    expect(explained(tree, 'USDC', 100).of(FX)).toBeCloseTo(-20, 9);
  });

  it('books a change of its rate at the old price of its parent, the price on the new rate', () => {
    const specs: ValueNodeSpec[] = [
      { id: 'USDT', kind: 'root' },
      { id: 'ETH', kind: 'ratio', parent: 'USDT', field: ETH_PRICE, term: PRICE },
      { id: 'share', kind: 'inverse', parent: 'ETH', field: RATE, term: STAKING },
    ];
    const tree = new ValueTree(specs);
    tree.refresh(reader([2_000, 4]));
    tree.refresh(reader([3_000, 5]));
    const terms = explained(tree, 'share', 10);
    expect(terms.of(STAKING)).toBeCloseTo(10 * (1 / 5 - 1 / 4) * 2_000, 9);
    expect(terms.of(PRICE)).toBeCloseTo(10 * (1 / 5) * 1_000, 9);
    expect(tree.deltaTo(tree.node('share'), tree.node('ETH'))).toBe(0.2);
  });
});

describe('a spread', () => {
  it('books the move of its base as price, what is left as basis', () => {
    const tree = between([2_000, 1.1, 2_010, 1], [2_100, 1.1, 2_095, 1]);
    const terms = explained(tree, 'perp', -4);
    expect(terms.of(PRICE)).toBeCloseTo(-4 * 100, 9);
    expect(terms.of(BASIS)).toBeCloseTo(-4 * (-5 - 10), 9);
  });

  it('is priced in the currency it is quoted in', () => {
    const tree = between([2_000, 1.1, 2_000, 1], [2_000, 1.1, 2_000, 0.5]);
    expect(tree.value(tree.node('perp'))).toBe(4_000);
    expect(explained(tree, 'perp', 1).of(BASIS)).toBeCloseTo(2_000, 9);
  });

  it('moves with one unit of its base, a wrapped token with as many as it holds', () => {
    const tree = between([2_000, 1.1, 2_010, 1], [2_000, 1.2, 2_010, 1]);
    const delta = (from: string, to: string) => tree.deltaTo(tree.node(from), tree.node(to));
    expect(delta('perp', 'ETH')).toBe(1);
    expect(delta('wstETH', 'ETH')).toBe(1.2);
    expect(delta('wstETH', 'USDT')).toBe(2_400);
    expect(delta('ETH', 'ETH')).toBe(1);
    expect(delta('ETH', 'wstETH')).toBe(0);
    expect(delta('USDC', 'ETH')).toBe(0);
  });
});

describe('ValueTree', () => {
  it('knows who hangs below whom, everybody below itself', () => {
    const tree = new ValueTree(SPECS);
    const below = (node: string, ancestor: string) =>
      tree.isBelow(tree.node(node), tree.node(ancestor));
    expect(below('wstETH', 'ETH')).toBe(true);
    expect(below('perp', 'USDT')).toBe(true);
    expect(below('ETH', 'ETH')).toBe(true);
    expect(below('ETH', 'wstETH')).toBe(false);
    expect(below('perp', 'USDC')).toBe(false);
  });

  it('explains nothing for the root and for prices that stand still', () => {
    const market: Market = [2_000, 1.1, 2_010, 0.99];
    const tree = between(market, market);
    for (const { id } of SPECS) expect(explained(tree, id, 1e6).byTerm.size).toBe(0);
  });

  it('refuses a node before its parent and a name it does not have', () => {
    const orphan: ValueNodeSpec = { id: 'ETH', kind: 'ratio', parent: 'USDT' };
    expect(() => new ValueTree([orphan, { id: 'USDT', kind: 'root' }])).toThrow(/USDT/);
    expect(() => new ValueTree([orphan])).toThrow(/USDT/);
    expect(() => new ValueTree(SPECS).node('DOGE')).toThrow(/DOGE/);
    expect(new ValueTree(SPECS).has('DOGE')).toBe(false);
    expect(new ValueTree(SPECS).has('perp')).toBe(true);
  });
});
