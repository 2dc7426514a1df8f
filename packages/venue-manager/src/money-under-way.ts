import { inTransitId, type AccountTable, type Instruction, type VenueId } from '@basis/core-types';

export interface Held {
  readonly accounts: AccountTable;
  readonly quantities: Float64Array;
}

/**
 * Whether instructions that are sent as one have to wait: together they take more of a token than its venue holds, and
 * some of that token is under way. So a step that uses what an earlier one sent does not begin before the deposit is
 * confirmed, however long that takes; where nothing is under way there is nothing to wait for, and the venue says what is
 * missing.
 */
export function waitsForMoney(step: readonly Instruction[], held: Held): boolean {
  for (const { venue, token, delta } of sumOf(step)) {
    if (delta < 0 && heldAt(venue, token, held) < -delta && underWay(token, held) > 0) return true;
  }
  return false;
}

interface Change {
  readonly venue: VenueId;
  readonly token: string;
  delta: number;
}

function sumOf(step: readonly Instruction[]): Iterable<Change> {
  const changes = new Map<string, Change>();
  for (const { estimatedDeltas } of step) {
    for (const [venue, deltas] of Object.entries(estimatedDeltas)) {
      for (const [token, delta] of Object.entries(deltas)) {
        const change = changes.get(`${venue}:${token}`);
        if (change === undefined) changes.set(`${venue}:${token}`, { venue, token, delta });
        else change.delta += delta;
      }
    }
  }
  return changes.values();
}

function heldAt(venue: string, token: string, { accounts, quantities }: Held): number {
  return accounts
    .ofVenue(venue)
    .filter(({ kind, asset }) => kind === 'balance' && asset === token)
    .reduce((sum, { index }) => sum + quantities[index]!, 0);
}

/** Nothing of what is no token: positions do not travel. */
function underWay(token: string, { accounts, quantities }: Held): number {
  const account = accounts.find(inTransitId(token));
  return account === undefined ? 0 : quantities[account.index]!;
}
