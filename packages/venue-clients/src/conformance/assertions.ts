/** Checks that throw, for a suite that runs under any test runner or none. */
import type { Outcome, VenueHoldings } from '@basis/core-types';
import type { VenueUnderTest } from './venue-under-test.js';

export type Done = Extract<Outcome, { kind: 'done' }>;

/** Amounts of live venues are decimals; what differs less than this is the same. */
const RELATIVE = 1e-9;

export function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}

export function same(actual: number, expected: number, what: string): void {
  const scale = Math.max(1, Math.abs(actual), Math.abs(expected));
  check(
    Math.abs(actual - expected) <= RELATIVE * scale,
    `${what}: ${actual} instead of ${expected}`,
  );
}

export function isDone(outcome: Outcome): Done {
  check(outcome.kind === 'done', `not done: ${JSON.stringify(outcome)}`);
  return outcome;
}

export function isRefused(outcome: Outcome, code: string): void {
  check(
    outcome.kind === 'refused' && outcome.code === code,
    `not refused with ${code}: ${JSON.stringify(outcome)}`,
  );
}

/** The change of holdings between two readings, by account. */
function changes(before: VenueHoldings, after: VenueHoldings): Map<number, number> {
  const found = new Map<number, number>();
  for (const { account, quantity } of after.quantities) found.set(account, quantity);
  for (const { account, quantity } of before.quantities)
    found.set(account, (found.get(account) ?? 0) - quantity);
  return found;
}

/** Carries out and says by how much holdings differ from what the postings of the outcome explain. */
export async function accountedFor(
  { client, accounts }: VenueUnderTest,
  act: () => Promise<Outcome>,
): Promise<Outcome> {
  const before = await client.holdings();
  const outcome = await act();
  const moved = changes(before, await client.holdings());
  const postings = outcome.kind === 'done' ? outcome.postings : [];
  for (const { id, index, venue } of accounts.accounts) {
    if (venue !== client.id) continue;
    const posted = postings
      .filter(({ account }) => account === index)
      .reduce((sum, { delta }) => sum + delta, 0);
    same(moved.get(index) ?? 0, posted, `${id} changed by other than its postings`);
  }
  return outcome;
}
