import {
  inTransitId,
  type AccountTable,
  type Bucket,
  type Instruction,
  type VenueId,
} from '@basis/core-types';

export interface Held {
  readonly accounts: AccountTable;
  readonly quantities: Float64Array;
}

/** What has to arrive before something can be sent. */
export interface AwaitedMoney {
  readonly venue: VenueId;
  readonly token: string;
  readonly lacks: number;
}

/**
 * What instructions that are sent as one have to wait for: together they take more of a token than its venue holds, and
 * some of that token is under way. So a step that uses what an earlier one sent does not begin before the deposit is
 * confirmed; where nothing is under way there is nothing to wait for, and the venue says what is missing.
 */
export function awaitedMoney(step: readonly Instruction[], held: Held): AwaitedMoney | undefined {
  for (const { venue, bucket, token, delta } of changesOf(step)) {
    const lacks = -delta - heldAt(venue, bucket, token, held);
    const isShort = delta < 0 && lacks > 0;
    if (isShort && underWay(token, held) > 0 && !bringsAll(step, token))
      return { venue, token, lacks };
  }
  return undefined;
}

/** Whether instructions take of what is waited for. The fee of a perp is no matter: its margin is there already. */
export function spends(
  instructions: readonly Instruction[],
  { venue, token }: AwaitedMoney,
): boolean {
  const paying = instructions.filter((one) => one.type !== 'cex_trade' || one.tradeType === 'spot');
  for (const change of changesOf(paying))
    if (change.delta < 0 && change.venue === venue && change.token === token) return true;
  return false;
}

/** Everything there is of a token at the lender: no estimate says how much that is, so it may well do. */
function bringsAll(step: readonly Instruction[], token: string): boolean {
  return step.some((instruction) => {
    if (instruction.type !== 'smart_contract_action') return false;
    const { call } = instruction;
    return call.call === 'withdraw' && call.asset === token && call.amount === 'max';
  });
}

/** What instructions sent as one should change of a token at a place. */
export interface Change {
  readonly venue: VenueId;
  /** Where at the venue it is taken from; undefined where the venue has one place for it. */
  readonly bucket: Bucket | undefined;
  readonly token: string;
  delta: number;
  /** All that comes and all that goes, added up. */
  turnover: number;
}

export function changesOf(step: readonly Instruction[]): Iterable<Change> {
  const changes = new Map<string, Change>();
  for (const instruction of step) {
    for (const [venue, deltas] of Object.entries(instruction.estimatedDeltas)) {
      const bucket = bucketOf(instruction, venue);
      for (const [token, delta] of Object.entries(deltas)) {
        const id = `${venue}:${bucket}:${token}`;
        const change = changes.get(id);
        const turnover = Math.abs(delta);
        if (change === undefined) changes.set(id, { venue, bucket, token, delta, turnover });
        else {
          change.delta += delta;
          change.turnover += turnover;
        }
      }
    }
  }
  return changes.values();
}

/** Spot is paid from the spot wallet and perps from the margin, where a venue keeps them apart. */
function bucketOf(instruction: Instruction, venue: VenueId): Bucket | undefined {
  if (instruction.type === 'wallet_transfer')
    return venue === instruction.fromVenue ? instruction.fromBucket : undefined;
  if (instruction.type === 'cex_trade') return instruction.tradeType === 'spot' ? 'spot' : 'margin';
  return undefined;
}

function heldAt(
  venue: VenueId,
  bucket: Bucket | undefined,
  token: string,
  { accounts, quantities }: Held,
): number {
  const all = accounts
    .ofVenue(venue)
    .filter(({ kind, asset }) => kind === 'balance' && asset === token);
  // A venue with one wallet keeps it under a name of its own.
  const there = all.filter((account) => account.bucket === bucket);
  return (there.length > 0 ? there : all).reduce((sum, { index }) => sum + quantities[index]!, 0);
}

/** Nothing of what is no token: positions do not travel. */
function underWay(token: string, { accounts, quantities }: Held): number {
  const account = accounts.find(inTransitId(token));
  return account === undefined ? 0 : quantities[account.index]!;
}
