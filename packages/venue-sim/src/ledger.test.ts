import { AccountTable } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { Ledger, PostingList } from './ledger.js';

const account = (venue: string, asset: string) => ({
  id: `${venue}:spot:${asset}`,
  venue,
  bucket: 'spot' as const,
  kind: 'balance' as const,
  asset,
});
const ACCOUNTS = new AccountTable([account('a', 'BTC'), account('b', 'BTC'), account('b', 'USDT')]);

describe('a ledger', () => {
  it('posts every move with its time, account, cause and amount', () => {
    const ledger = new Ledger(ACCOUNTS, 'b');
    const out = new PostingList();
    ledger.move(5, 2, 'deposit', 1.5, out);
    ledger.move(6, 2, 'fee', -0.5, out);
    expect(ledger.get(2)).toBe(1);
    expect(out.postings).toEqual([
      { timeMs: 5, account: 2, cause: 'deposit', delta: 1.5 },
      { timeMs: 6, account: 2, cause: 'fee', delta: -0.5 },
    ]);
  });

  it('posts nothing where nothing moves', () => {
    const out = new PostingList();
    new Ledger(ACCOUNTS, 'b').move(5, 2, 'fee', -0, out);
    expect(out.postings).toEqual([]);
  });

  it('shows and saves the accounts of its own venue only', () => {
    const ledger = new Ledger(ACCOUNTS, 'b');
    ledger.move(5, 1, 'deposit', 0.25, new PostingList());
    expect(ledger.holdings()).toEqual([
      { account: 1, quantity: 0.25 },
      { account: 2, quantity: 0 },
    ]);
    const other = new Ledger(ACCOUNTS, 'b');
    other.load(ledger.save());
    expect(other.holdings()).toEqual(ledger.holdings());
  });
});
