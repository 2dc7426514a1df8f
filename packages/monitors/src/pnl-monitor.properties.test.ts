/** Random sequences of price moves and postings, held against books that are kept apart from the monitor. */
import {
  ATTRIBUTION_TERMS,
  CAUSES,
  TERM_OF_CAUSE,
  type AttributionTerm,
  type Cause,
  type JsonObject,
} from '@basis/core-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MARGIN_USDC,
  MARGIN_USDT,
  PAR,
  PERP,
  PERP_USDC,
  PERP_VALUE,
  PERP_VALUE_USDC,
  SPOT_BTC,
  SPOT_USDT,
  TRANSIT_BTC,
  TestPortfolio,
  WALLET_ETH,
  type Prices,
} from './testing/test-portfolio.js';

type AllPrices = Required<Prices>;
type Event =
  | { readonly kind: 'move'; readonly prices: AllPrices }
  | {
      readonly kind: 'post';
      readonly account: string;
      readonly cause: Cause;
      readonly worth: number;
    };

const usdcValue = ({ usdc, usdt }: AllPrices) => usdc / usdt;

/** In USDT, by account; each also says how its value moves with prices, term by term. */
const ACCOUNTS: Readonly<
  Record<string, Partial<Record<AttributionTerm, (prices: AllPrices) => number>>>
> = {
  [SPOT_USDT]: {},
  [MARGIN_USDT]: {},
  [PERP_VALUE]: {},
  [SPOT_BTC]: { price_delta: ({ spot }) => spot },
  [TRANSIT_BTC]: { price_delta: ({ spot }) => spot },
  [WALLET_ETH]: { price_delta: ({ eth }) => eth },
  [PERP]: { price_delta: ({ spot }) => spot, basis: ({ perp, spot }) => perp - spot },
  [MARGIN_USDC]: { fx: usdcValue },
  [PERP_VALUE_USDC]: { fx: usdcValue },
  [PERP_USDC]: {
    price_delta: ({ spot }) => spot,
    basis: (prices) => prices.perpUsdc * usdcValue(prices) - prices.spot,
  },
};

function valueOf(account: string, prices: AllPrices): number {
  const parts = Object.values(ACCOUNTS[account]!);
  return parts.length === 0 ? 1 : parts.reduce((sum, part) => sum + part(prices), 0);
}

/** Double-entry in the plainest form: quantities, and what each term should have taken. */
class PlainBooks {
  readonly quantities = new Map<string, number>(Object.keys(ACCOUNTS).map((id) => [id, 0]));
  readonly terms = new Map<AttributionTerm | 'net_flow', number>();
  prices = PAR as AllPrices;
  /** Largest amounts ever in play: what rounding is relative to. */
  gross = 1;

  move(prices: AllPrices): void {
    for (const [account, quantity] of this.quantities)
      for (const [term, part] of Object.entries(ACCOUNTS[account]!))
        this.#add(term as AttributionTerm, quantity * (part(prices) - part(this.prices)));
    this.prices = prices;
  }

  post(account: string, cause: Cause, delta: number): void {
    this.#add(TERM_OF_CAUSE[cause], delta * valueOf(account, this.prices));
    this.quantities.set(account, this.quantities.get(account)! + delta);
  }

  #add(term: AttributionTerm | 'net_flow', amount: number): void {
    this.terms.set(term, this.term(term) + amount);
    this.gross += Math.abs(amount);
  }
  term(term: AttributionTerm | 'net_flow'): number {
    return this.terms.get(term) ?? 0;
  }
  get equity(): number {
    return [...this.quantities].reduce(
      (sum, [account, quantity]) => sum + quantity * valueOf(account, this.prices),
      0,
    );
  }
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const moves = fc.record({
  kind: fc.constant('move' as const),
  prices: fc.record({
    spot: between(20_000, 90_000),
    eth: between(1_000, 5_000),
    perp: between(20_000, 90_000),
    perpUsdc: between(20_000, 90_000),
    funding: between(-0.003, 0.003),
    fundingUsdc: between(-0.003, 0.003),
    usdt: between(0.95, 1.05),
    usdc: between(0.9, 1.02),
  }),
});
const posts = fc.record({
  kind: fc.constant('post' as const),
  account: fc.constantFrom(...Object.keys(ACCOUNTS)),
  cause: fc.constantFrom(...CAUSES),
  worth: between(-20_000, 20_000),
});
const histories = fc.array(fc.oneof(moves, posts), { maxLength: 60 });

function play(portfolio: TestPortfolio, books: PlainBooks, event: Event): void {
  if (event.kind === 'move') {
    portfolio.move(event.prices);
    books.move(event.prices);
  } else {
    const delta = event.worth / valueOf(event.account, books.prices);
    portfolio.post(event.account, event.cause, delta);
    books.post(event.account, event.cause, delta);
  }
  // Throws where the residual is above a billionth of the capital.
  portfolio.look();
}

function started(): { portfolio: TestPortfolio; books: PlainBooks } {
  const [portfolio, books] = [new TestPortfolio(), new PlainBooks()];
  portfolio.move(PAR);
  portfolio.post(SPOT_USDT, 'deposit', 1e6);
  books.post(SPOT_USDT, 'deposit', 1e6);
  return { portfolio, books };
}

describe('over any sequence of price moves and postings', () => {
  it('equity, flows and every term are those of books kept by hand, and the residual is rounding', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { portfolio, books } = started();
        const { pnl } = portfolio;
        for (const event of history) {
          play(portfolio, books, event);
          const tolerance = 1e-12 * books.gross + 1e-6;
          const near = (actual: number, expected: number) =>
            expect(Math.abs(actual - expected)).toBeLessThan(tolerance);
          near(pnl.equity, books.equity);
          near(pnl.netFlows, books.term('net_flow'));
          let sum = pnl.netFlows;
          for (const term of ATTRIBUTION_TERMS) {
            const amount = pnl.getAttribution()[term];
            sum += amount;
            near(amount, books.term(term));
          }
          near(sum, pnl.equity);
          expect(Math.abs(pnl.getAttribution().residual)).toBeLessThanOrEqual(1e-9 * 1e6);
        }
      }),
    );
  });

  it('a run that was saved and resumed shows the same numbers, bit for bit', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, cut) => {
        const { portfolio, books } = started();
        const at = cut % (history.length + 1);
        for (const event of history.slice(0, at)) play(portfolio, books, event);
        portfolio.look();

        const resumed = new TestPortfolio();
        const saved = JSON.stringify({
          pnl: portfolio.pnl.save(),
          positions: portfolio.positions.save(),
          values: portfolio.values.tree.save(),
        });
        const state = JSON.parse(saved) as {
          pnl: JsonObject;
          positions: number[];
          values: ReturnType<typeof portfolio.values.tree.save>;
        };
        resumed.market.writePrices(portfolio.now, books.prices);
        resumed.pnl.load(state.pnl);
        resumed.positions.load(state.positions);
        resumed.values.tree.load(state.values);
        const again = new PlainBooks();
        again.prices = books.prices;
        for (const event of history.slice(at)) {
          play(portfolio, books, event);
          play(resumed, again, event);
        }
        resumed.look();
        expect(resumed.pnl.getLatestPnl()).toEqual(portfolio.pnl.getLatestPnl());
      }),
      { numRuns: 50 },
    );
  });

  it('a deposit or withdrawal in mid-run does not change the value of a unit', () => {
    fc.assert(
      fc.property(
        moves,
        between(-0.9, 5),
        fc.constantFrom(SPOT_USDT, SPOT_BTC),
        (move, share, account) => {
          const { portfolio, books } = started();
          play(portfolio, books, { kind: 'post', account: SPOT_BTC, cause: 'fill', worth: 2e5 });
          play(portfolio, books, move);
          const before = portfolio.pnl.unitValue;
          const worth = share * portfolio.pnl.equity;
          const cause = worth < 0 ? 'withdrawal' : 'deposit';
          play(portfolio, books, { kind: 'post', account, cause, worth });
          expect(portfolio.pnl.unitValue / before).toBeCloseTo(1, 12);
          expect(portfolio.pnl.unitValue * portfolio.pnl.units).toBeCloseTo(books.equity, 4);
        },
      ),
    );
  });

  it('units go on at their last value when money comes back after all was withdrawn', () => {
    fc.assert(
      fc.property(between(1, 1e6), between(-0.5, 5), between(1, 1e6), (first, gain, second) => {
        const portfolio = new TestPortfolio();
        portfolio.move(PAR);
        portfolio.post(SPOT_USDT, 'deposit', first);
        portfolio.post(SPOT_USDT, 'funding', gain * first);
        portfolio.post(SPOT_USDT, 'withdrawal', -portfolio.positions.quantity(SPOT_USDT));
        portfolio.look();
        expect(portfolio.pnl.equity).toBe(0);
        portfolio.post(SPOT_USDT, 'deposit', second);
        portfolio.look();
        expect(portfolio.pnl.unitValue).toBeCloseTo(1 + gain, 9);
        expect(portfolio.pnl.units / (second / (1 + gain))).toBeCloseTo(1, 9);
      }),
    );
  });
});
