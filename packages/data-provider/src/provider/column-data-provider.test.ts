import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesInput } from '../series/series-input.js';
import { createDataProvider } from './create-data-provider.js';

interface Drawn {
  readonly input: SeriesInput;
  readonly visibleMs: readonly number[];
}

const SPOT = 'spot/binance/BTC-USDT';
const FX = 'fx/USDT-USD';
const GAS = 'gas/ethereum';
const INTERVAL = 10;

const prices = (rows: number) =>
  fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: rows, maxLength: rows });

const spotSeries: fc.Arbitrary<Drawn> = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: -20, max: 100 }))
  .chain(([rows, first]) =>
    prices(rows).map((close) => {
      const timestampsMs = close.map((_, row) => (first + row) * INTERVAL);
      const columns = { open: close, high: close, low: close, close, volume: close };
      return {
        input: { id: SPOT, timestampsMs, columns, intervalMs: INTERVAL },
        visibleMs: timestampsMs.map((opened) => opened + INTERVAL),
      };
    }),
  );

const spaced = (id: string, names: readonly string[]): fc.Arbitrary<Drawn> =>
  fc
    .uniqueArray(fc.integer({ min: -300, max: 1500 }), { minLength: 1, maxLength: 30 })
    .chain((times) =>
      prices(times.length).map((values) => {
        const timestampsMs = [...times].sort((a, b) => a - b);
        const columns = Object.fromEntries(names.map((name) => [name, values]));
        return { input: { id, timestampsMs, columns }, visibleMs: timestampsMs };
      }),
    );

const dataset = fc.tuple(
  spotSeries,
  spaced(FX, ['rate']),
  spaced(GAS, ['base_fee_gwei', 'priority_fee_gwei']),
);
const askedTimes = fc.array(fc.integer({ min: -400, max: 1600 }), { minLength: 1, maxLength: 40 });

const providerOf = (drawn: readonly Drawn[]) =>
  createDataProvider({ name: 'drawn', series: drawn.map((one) => one.input) });

/** Looks through all rows, every time. */
function naiveRow(visibleMs: readonly number[], t: number): number {
  let found = -1;
  visibleMs.forEach((time, row) => {
    if (time <= t) found = row;
  });
  return found;
}

describe('getData', () => {
  it('shows in any order of times what a search through all rows finds', () => {
    fc.assert(
      fc.property(dataset, askedTimes, (drawn, times) => {
        const provider = providerOf(drawn);
        for (const t of times) {
          const view = provider.getData(t);
          expect(view.timestampMs).toBe(t);
          let next = Infinity;
          for (const { input, visibleMs } of drawn) {
            const row = naiveRow(visibleMs, t);
            expect(view.visibleSince(provider.find(input.id)!.index)).toBe(
              visibleMs[row] ?? -Infinity,
            );
            for (const [name, column] of Object.entries(input.columns)) {
              expect(view.value(provider.field(input.id, name))).toBe(column[row] ?? NaN);
            }
            next = Math.min(next, visibleMs[row + 1] ?? Infinity);
          }
          expect(provider.nextChangeAt()).toBe(next);
        }
      }),
    );
  });

  it('shows nothing that depends on rows visible later: corrupting them changes nothing up to then', () => {
    fc.assert(
      fc.property(dataset, askedTimes, (drawn, times) => {
        const ascending = [...times].sort((a, b) => a - b);
        const t = ascending.at(-1)!;
        const corrupted = drawn.map(({ input, visibleMs }): Drawn => {
          const columns = Object.fromEntries(
            Object.entries(input.columns).map(([name, column]) => [
              name,
              Array.from<unknown, number>(column, (value, row) =>
                visibleMs[row]! > t ? 7 * Number(value) + 1 : Number(value),
              ),
            ]),
          );
          return { input: { ...input, columns }, visibleMs };
        });
        const honest = providerOf(drawn);
        const spoiled = providerOf(corrupted);
        for (const moment of ascending) {
          const before = honest.getData(moment);
          const after = spoiled.getData(moment);
          expect(after.copy()).toEqual(before.copy());
          expect(spoiled.nextChangeAt()).toBe(honest.nextChangeAt());
          for (const { input } of drawn) {
            for (const name of Object.keys(input.columns)) {
              const field = honest.field(input.id, name);
              expect(after.value(field)).toBe(before.value(field));
            }
          }
        }
      }),
    );
  });

  it('tells of later rows nothing but when the next change is: leaving them out changes no value', () => {
    fc.assert(
      fc.property(dataset, fc.integer({ min: -100, max: 1600 }), (drawn, t) => {
        const kept = drawn.flatMap(({ input, visibleMs }): Drawn[] => {
          const rows = naiveRow(visibleMs, t) + 1;
          if (rows === 0) return [];
          const columns = Object.fromEntries(
            Object.entries(input.columns).map(([name, column]) => [
              name,
              Array.from<unknown, number>(column, Number).slice(0, rows),
            ]),
          );
          const timestampsMs = Array.from(input.timestampsMs).slice(0, rows);
          return [
            { input: { ...input, timestampsMs, columns }, visibleMs: visibleMs.slice(0, rows) },
          ];
        });
        const short = providerOf(kept);
        const view = providerOf(drawn).getData(t);
        expect(short.getData(t).copy()).toEqual(view.copy());
        expect(short.nextChangeAt()).toBe(Infinity);
      }),
    );
  });

  it('reuses one view', () => {
    const provider = createDataProvider({
      name: 'x',
      series: [{ id: FX, timestampsMs: [0, 1], columns: { rate: [1, 2] } }],
    });
    expect(provider.getData(0)).toBe(provider.getData(1));
  });

  it('steps from change to change through every distinct moment', () => {
    fc.assert(
      fc.property(dataset, (drawn) => {
        const provider = providerOf(drawn);
        const visited: number[] = [];
        for (let t = provider.nextChangeAt(); t < Infinity; t = provider.nextChangeAt()) {
          visited.push(t);
          provider.getData(t);
        }
        const all = new Set(drawn.flatMap((one) => one.visibleMs));
        expect(visited).toEqual([...all].sort((a, b) => a - b));
      }),
    );
  });
});
