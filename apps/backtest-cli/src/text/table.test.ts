import { expect, it } from 'vitest';
import { alignRows } from './table.js';

it('pads every column to its widest cell, on the side that was asked for', () => {
  const rows = [
    ['funding', '+1,000.00'],
    ['gas', '-1.50'],
  ];
  expect(alignRows(rows, ['left', 'right'])).toEqual(['funding  +1,000.00', 'gas          -1.50']);
});

it('leaves no spaces at the end of a line, and makes nothing of nothing', () => {
  expect(alignRows([['a', 'b'], ['a']], ['left', 'left'])).toEqual(['a  b', 'a']);
  expect(alignRows([], ['left'])).toEqual([]);
});
