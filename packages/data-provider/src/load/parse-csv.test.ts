import { describe, expect, it } from 'vitest';
import { parseCsv } from './parse-csv.js';

const gas = (text: string | Buffer) =>
  parseCsv('gas/ethereum', 'gas', Buffer.from(text), 'gas.csv');
const HEAD = 'timestamp,base_fee_gwei,priority_fee_gwei';
const TIMES = [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2)];

const good = {
  id: 'gas/ethereum',
  timestampsMs: Float64Array.from(TIMES),
  columns: {
    base_fee_gwei: Float64Array.from([1.5, 2]),
    priority_fee_gwei: Float64Array.from([0.1, 0.2]),
  },
};

describe('parsing a CSV file', () => {
  it.each([
    ['plain', `${HEAD}\n2024-01-01,1.5,0.1\n2024-01-02,2,0.2\n`],
    ['no line feed at the end', `${HEAD}\n2024-01-01,1.5,0.1\n2024-01-02,2,0.2`],
    ['blank lines at the end', `${HEAD}\n2024-01-01,1.5,0.1\n2024-01-02,2,0.2\n\n\r\n`],
    ['carriage returns', `${HEAD}\r\n2024-01-01,1.5,0.1\r\n2024-01-02,2,0.2\r\n`],
    ['a byte order mark', `\uFEFF${HEAD}\n2024-01-01,1.5,0.1\n2024-01-02,2,0.2\n`],
    [
      'quotes',
      `"timestamp","base_fee_gwei","priority_fee_gwei"\n"2024-01-01","1.5","0.1"\n"2024-01-02",2,0.2\n`,
    ],
    [
      'spaces',
      `timestamp, base_fee_gwei , priority_fee_gwei\n2024-01-01, 1.5 ,0.1\n2024-01-02 ,2,0.2\n`,
    ],
    [
      'another order of columns',
      `priority_fee_gwei,timestamp,base_fee_gwei\n0.1,2024-01-01,1.5\n0.2,2024-01-02,2\n`,
    ],
    ['columns of others', `block,${HEAD}\nx,2024-01-01,1.5,0.1\n,2024-01-02,2,0.2\n`],
    ['epoch milliseconds', `${HEAD}\n${TIMES[0]},1.5,0.1\n${TIMES[1]},2,0.2\n`],
  ])('reads it with %s', (_, text) => {
    expect(gas(text)).toEqual({ series: good, errors: [] });
  });

  it('leaves out an optional column that the file does not have', () => {
    const text = 'timestamp,open,high,low,close,index\n2024-01-01,1,2,0.5,1,1\n';
    const { series } = parseCsv('perp/x/A-B', 'perp', Buffer.from(text), 'x.csv');
    expect(Object.keys(series!.columns)).not.toContain('volume');
  });

  it('reads text where the kind has text', () => {
    const text = 'timestamp,token,amount_per_unit\n2024-01-01,EIGEN,0.2\n2024-01-02,"KING",0.1\n';
    const { series } = parseCsv('rewards/weETH', 'rewards', Buffer.from(text), 'x.csv');
    expect(series!.columns['token']).toEqual(['EIGEN', 'KING']);
  });

  it('names line, column, value and what is allowed of every wrong cell', () => {
    const { series, errors } = gas(`${HEAD}\n2024-01-01,1.5,\nsoon,NaN,0.2\n2024-01-03,1e999,1\n`);
    expect(series).toBeUndefined();
    expect(errors).toMatchObject([
      { file: 'gas.csv', line: 2, column: 'priority_fee_gwei', value: '' },
      {
        line: 3,
        column: 'timestamp',
        value: 'soon',
        allowed: expect.stringContaining('ISO-8601') as string,
      },
      { line: 3, column: 'base_fee_gwei', value: 'NaN', allowed: 'a finite decimal number' },
      { line: 4, column: 'base_fee_gwei', value: '1e999' },
    ]);
  });

  it('finds lines with too few or too many cells, and blank lines between rows', () => {
    const { errors } = gas(`${HEAD}\n2024-01-01,1.5\n\n2024-01-02,2,0.2,7\n`);
    expect(errors).toMatchObject([
      { line: 2, allowed: '3 cells' },
      { line: 3, allowed: expect.stringContaining('blank') as string },
      { line: 4, allowed: '3 cells' },
    ]);
  });

  it('finds columns that are missing or there twice', () => {
    expect(gas('timestamp,base_fee_gwei\n').errors).toMatchObject([
      { line: 1, column: 'priority_fee_gwei' },
    ]);
    expect(gas('').errors).toHaveLength(3);
    expect(gas(`${HEAD},timestamp\n`).errors).toMatchObject([{ allowed: 'every column once' }]);
  });

  it('stops at twenty errors and shortens long values', () => {
    const { errors } = gas(`${HEAD}\n${`${'x'.repeat(100)},1,1\n`.repeat(50)}`);
    expect(errors).toHaveLength(20);
    expect(errors[0]!.value.length).toBeLessThan(70);
  });
});
