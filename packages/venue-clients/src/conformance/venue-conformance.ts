/**
 * What every client of a venue must do, simulated and live alike. The cases know the port alone and throw where it is
 * not kept, so that any test runner can run them; each gets a funded venue of its own.
 */
import type { OrderRequest, Outcome, Side, TransferRequest } from '@basis/core-types';
import { accountedFor, check, isDone, isRefused, same } from './assertions.js';
import type { TradeUnderTest, TransferUnderTest, VenueUnderTest } from './venue-under-test.js';

export interface VenueCase {
  readonly name: string;
  run(venue: VenueUnderTest): Promise<void>;
}

type Market = 'spot' | 'perp';

function order(
  venue: VenueUnderTest,
  market: Market,
  side: Side,
  quantityBase: number,
  more: Partial<OrderRequest> = {},
): OrderRequest {
  return {
    kind: 'order',
    venue: venue.client.id,
    clientRef: venue.newRef(),
    market,
    symbol: tradeOf(venue, market).symbol,
    side,
    quantityBase,
    reduceOnly: false,
    ...more,
  };
}

function tradeOf(venue: VenueUnderTest, market: Market): TradeUnderTest {
  const trade = venue[market];
  check(trade !== undefined, `${venue.client.id} has no ${market} market under test`);
  return trade;
}

const send = (venue: VenueUnderTest, request: OrderRequest | TransferRequest) =>
  accountedFor(venue, () => venue.client.send(request));

async function positionOf({ client, accounts }: VenueUnderTest): Promise<number> {
  const { quantities } = await client.holdings();
  return quantities
    .filter(({ account }) => accounts.accounts[account]!.kind === 'perp_position')
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Cases that hold for orders of both markets. */
function orderCases(market: Market, tooLargeCode: string): VenueCase[] {
  const refusal = (
    what: string,
    code: string,
    quantity: (trade: TradeUnderTest) => number,
    more: Partial<OrderRequest> = {},
  ): VenueCase => ({
    name: `${market}: refuses ${what} with ${code}, and nothing happens`,
    async run(venue) {
      const size = quantity(tradeOf(venue, market));
      isRefused(await send(venue, order(venue, market, 'buy', size, more)), code);
    },
  });
  return [
    refusal('more than the account carries', tooLargeCode, ({ tooLarge }) => tooLarge),
    refusal('a quantity between two lots', 'VEN-003', ({ brokenLot }) => brokenLot),
    refusal('less than the least notional', 'VEN-004', (trade) => trade.belowMinNotional),
    refusal('an unknown symbol', 'VEN-006', ({ quantity }) => quantity, { symbol: 'NO-SUCH' }),
    {
      name: `${market}: a fill's postings are the change of holdings and exchange base for quote at its price`,
      async run(venue) {
        const { quantity, feeRate } = tradeOf(venue, market);
        for (const side of ['buy', 'sell'] as const) {
          // Half of what was bought: a fee may have been taken from it.
          const size = side === 'buy' ? quantity : quantity / 2;
          const { fills, postings } = isDone(await send(venue, order(venue, market, side, size)));
          const filled = fills.reduce((sum, fill) => sum + fill.quantityBase, 0);
          const value = fills.reduce((sum, fill) => sum + fill.quantityBase * fill.priceQuote, 0);
          const fee = fills.reduce((sum, fill) => sum + fill.feeAmount, 0);
          const sign = side === 'buy' ? 1 : -1;
          same(filled, size, 'filled quantity');
          const exchanged = postings.filter(({ cause }) => cause === 'fill');
          const base = (account: number) => {
            const { kind, asset } = venue.accounts.accounts[account]!;
            return (
              kind !== 'perp_open_value' && tradeOf(venue, market).symbol.startsWith(`${asset}-`)
            );
          };
          const sum = (ofBase: boolean) =>
            exchanged
              .filter(({ account }) => base(account) === ofBase)
              .reduce((total, { delta }) => total + delta, 0);
          same(sum(true), sign * filled, 'base exchanged');
          same(sum(false), -sign * value, 'quote exchanged');
          const charged = postings
            .filter(({ cause }) => cause === 'fee')
            .reduce((total, { delta }) => total - delta, 0);
          same(charged, fee, 'fee posted');
          const inBase = fills.every(({ feeAsset }) =>
            tradeOf(venue, market).symbol.startsWith(`${feeAsset}-`),
          );
          same(fee, (inBase ? filled : value) * feeRate, 'fee charged');
        }
      },
    },
  ];
}

const perpCases: VenueCase[] = [
  {
    name: 'perp: opens short and closes whole, leaving no position',
    async run(venue) {
      const { quantity } = tradeOf(venue, 'perp');
      isDone(await send(venue, order(venue, 'perp', 'sell', quantity)));
      same(await positionOf(venue), -quantity, 'position');
      const close = order(venue, 'perp', 'buy', quantity, { reduceOnly: true });
      isDone(await send(venue, close));
      check((await positionOf(venue)) === 0, 'a position is left');
    },
  },
  {
    name: 'perp: reduce-only never opens, adds to or turns a position',
    async run(venue) {
      const { quantity } = tradeOf(venue, 'perp');
      const reduce = (side: Side, size: number) =>
        send(venue, order(venue, 'perp', side, size, { reduceOnly: true }));
      isRefused(await reduce('buy', quantity), 'VEN-005');
      isDone(await send(venue, order(venue, 'perp', 'sell', quantity / 2)));
      isRefused(await reduce('sell', quantity / 2), 'VEN-005');
      isRefused(await reduce('buy', quantity), 'VEN-005');
      same(await positionOf(venue), -quantity / 2, 'position');
    },
  },
];

/** About references, with an order of whichever market there is. */
const referenceCases: VenueCase[] = [
  {
    name: 'the same client reference sent twice has one effect and one outcome',
    async run(venue) {
      const request = anyOrder(venue);
      const first = isDone(await send(venue, request));
      const before = await venue.client.holdings();
      const second = isDone(await venue.client.send(request));
      const after = await venue.client.holdings();
      check(second.ref === first.ref, `another venue reference: ${second.ref}, ${first.ref}`);
      check(sameText(second.fills, first.fills), 'other fills than the first time');
      check(sameText(after.quantities, before.quantities), 'the second sending had an effect');
    },
  },
  {
    name: 'two client references have two effects, however alike the requests are',
    async run(venue) {
      const request = anyOrder(venue);
      isDone(await send(venue, request));
      const { postings } = isDone(await send(venue, { ...request, clientRef: venue.newRef() }));
      check(postings.length > 0, 'the second request had no effect');
    },
  },
  {
    name: 'find() returns the outcome of what was sent',
    async run(venue) {
      const request = anyOrder(venue);
      const outcome = isDone(await venue.client.send(request));
      const found = await venue.client.find(request.clientRef);
      check(found.kind === 'found', `not found: ${found.kind}`);
      check(sameText(isDone(found.outcome), outcome), 'found another outcome');
    },
  },
  {
    name: 'find() finds nothing of what was never sent',
    async run(venue) {
      const found = await venue.client.find(venue.newRef());
      check(found.kind !== 'found', 'found what was never sent');
    },
  },
  {
    name: 'what was refused is not found as done, and may be sent again with the same reference',
    async run(venue) {
      const request: OrderRequest = { ...anyOrder(venue), symbol: 'NO-SUCH' };
      isRefused(await send(venue, request), 'VEN-006');
      const found = await venue.client.find(request.clientRef);
      check(found.kind !== 'found' || found.outcome.kind === 'refused', 'found as done');
      isRefused(await send(venue, request), 'VEN-006');
    },
  },
  {
    name: 'what was called off before it left is not_sent and has no effect',
    async run(venue) {
      const request = anyOrder(venue);
      const outcome = await accountedFor(venue, () =>
        venue.client.send(request, { signal: AbortSignal.abort() }),
      );
      check(outcome.kind === 'not_sent', `not not_sent: ${outcome.kind}`);
      const found = await venue.client.find(request.clientRef);
      check(found.kind !== 'found', 'found what was not sent');
    },
  },
  {
    name: 'a request for another venue is not sent',
    async run(venue) {
      const request: OrderRequest = { ...anyOrder(venue), venue: 'elsewhere' };
      const outcome = await accountedFor(venue, () => venue.client.send(request));
      check(outcome.kind === 'not_sent', `not not_sent: ${outcome.kind}`);
    },
  },
];

function anyOrder(venue: VenueUnderTest): OrderRequest {
  const market = venue.spot === undefined ? 'perp' : 'spot';
  return order(venue, market, 'buy', tradeOf(venue, market).quantity / 2);
}

const sameText = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

function transferOf(venue: VenueUnderTest, amount: (terms: TransferUnderTest) => number) {
  const terms = venue.transfer;
  check(terms !== undefined, `${venue.client.id} has no transfer under test`);
  const { fromBucket, toVenue, toBucket, asset } = terms;
  return {
    kind: 'transfer',
    venue: venue.client.id,
    clientRef: venue.newRef(),
    ...{ fromBucket, toVenue, toBucket, asset },
    amount: amount(terms),
  } satisfies TransferRequest;
}

const transferCases: VenueCase[] = [
  {
    name: 'transfer: takes the amount, fee included, and puts the rest in transit',
    async run(venue) {
      const request = transferOf(venue, ({ amount }) => amount);
      const { postings } = isDone(await send(venue, request));
      const moved = (kind: 'in_transit' | 'balance', cause: 'transfer' | 'transfer_fee') =>
        postings
          .filter((posting) => {
            const account = venue.accounts.accounts[posting.account]!;
            return (
              account.kind === kind && account.asset === request.asset && posting.cause === cause
            );
          })
          .reduce((sum, { delta }) => sum + delta, 0);
      const fee = -moved('balance', 'transfer_fee');
      check(fee >= 0 && fee < request.amount, `a fee of ${fee}`);
      same(moved('balance', 'transfer'), fee - request.amount, 'taken from the source');
      same(moved('in_transit', 'transfer'), request.amount - fee, 'put in transit');
    },
  },
  {
    name: 'transfer: refuses more than is free with VEN-001, and nothing happens',
    async run(venue) {
      isRefused(
        await send(
          venue,
          transferOf(venue, ({ tooLarge }) => tooLarge),
        ),
        'VEN-001',
      );
    },
  },
  {
    name: 'transfer: refuses less than the least amount with VEN-007, and nothing happens',
    async run(venue) {
      isRefused(
        await send(
          venue,
          transferOf(venue, ({ tooSmall }) => tooSmall),
        ),
        'VEN-007',
      );
    },
  },
  {
    name: 'transfer: refuses a target that does not take it with VEN-006, and nothing happens',
    async run(venue) {
      const request = { ...transferOf(venue, ({ amount }) => amount), toVenue: 'elsewhere' };
      isRefused(await send(venue, request), 'VEN-006');
    },
  },
  {
    name: 'transfer: the same client reference sent twice moves once',
    async run(venue) {
      const request = transferOf(venue, ({ amount }) => amount);
      isDone(await send(venue, request));
      const before = await venue.client.holdings();
      const again: Outcome = await venue.client.send(request);
      isDone(again);
      const after = await venue.client.holdings();
      check(sameText(after.quantities, before.quantities), 'the second sending had an effect');
    },
  },
];

const holdingsCases: VenueCase[] = [
  {
    name: 'holdings() names every account of the venue once, and asking changes nothing',
    async run({ client, accounts }) {
      const first = await client.holdings();
      const named = first.quantities.map(({ account }) => account).sort((a, b) => a - b);
      const own = accounts.ofVenue(client.id).map(({ index }) => index);
      check(first.venue === client.id, `holdings of ${first.venue}`);
      check(sameText(named, own), `accounts ${named.join(', ')} instead of ${own.join(', ')}`);
      check(sameText((await client.holdings()).quantities, first.quantities), 'asking changed it');
    },
  },
];

export interface Offered {
  readonly spot: boolean;
  readonly perp: boolean;
  readonly transfer: boolean;
}

/** The cases for a venue that offers this. */
export function venueConformance({ spot, perp, transfer }: Offered): readonly VenueCase[] {
  return [
    ...holdingsCases,
    ...(spot ? orderCases('spot', 'VEN-001') : []),
    ...(perp ? [...orderCases('perp', 'VEN-002'), ...perpCases] : []),
    ...(spot || perp ? referenceCases : []),
    ...(transfer ? transferCases : []),
  ];
}
