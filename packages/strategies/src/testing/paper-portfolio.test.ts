import type { Leg } from '@basis/core-types';
import { describe, expect, it } from 'vitest';
import { PaperPortfolio } from './paper-portfolio.js';

const apply =
  (view: PaperPortfolio, ...legs: Leg[]) =>
  () =>
    view.apply({ action: 'rebalance', priority: 1, reason: 'test', legs });
const move = (role: string, to: string): Leg =>
  ({ does: 'move', role, to, token: 'USDT', amount: 1_000 }) as Leg;
const buy = { does: 'buy', role: 'spot', token: 'BTC', amount: 1 } as Leg;

describe('a venue on paper that has stopped', () => {
  it('says so and refuses orders, at the spot wallet with the first place of the hedge', () => {
    const view = new PaperPortfolio();
    view.closed.add(0);
    expect(view.spot).toMatchObject({ takesOrders: false, paysOut: true });
    expect(view.hedges.map(({ takesOrders }) => takesOrders)).toEqual([false, true, true]);
    expect(apply(view, buy)).toThrow('a venue refuses an order');
    view.closed.clear();
    expect(apply(view, buy)).not.toThrow();
  });

  it('lets no money leave, and moves it between its own wallets', () => {
    const view = new PaperPortfolio();
    view.frozen.add(0);
    expect(view.spot.paysOut).toBe(false);
    expect(apply(view, move('spot', 'hedge[1]'))).toThrow(
      'a venue refuses a withdrawal',
    );
    expect(apply(view, move('spot', 'hedge[0]'))).not.toThrow();
  });
});
