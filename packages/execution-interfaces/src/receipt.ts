import type {
  Account,
  AccountTable,
  AssetSymbol,
  Cause,
  EstimatedDeltas,
  Fill,
  Instruction,
  InstrumentSymbol,
  Outcome,
  Posting,
  Side,
  SmartContractAction,
} from '@basis/core-types';
import { executionCost } from './cost-model.js';

type Done = Extract<Outcome, { kind: 'done' }>;

/** What an executed instruction did and cost, made from the venue's own outcome. */
export interface Receipt {
  readonly instruction: Instruction;
  /** What went with it in the same transaction: every number here is of the whole. */
  readonly chained: readonly SmartContractAction[];
  readonly outcome: Done;
  readonly filledBase: number;
  /** Price when the instruction was issued; 0 for what has none. */
  readonly arrivalPrice: number;
  /** Average over the fills; 0 for what has none. */
  readonly fillPrice: number;
  /** Quote units, adverse is negative: side x (arrival - fill) x quantity. */
  readonly executionCost: number;
  /** Of the fills; without any of the transfer, else gas. */
  readonly feeAmount: number;
  readonly feeAsset: string;
  /** What really changed, by venue and token. */
  readonly deltas: EstimatedDeltas;
}

interface Carried {
  readonly instruction: Instruction;
  readonly chained: readonly SmartContractAction[];
  readonly outcome: Done;
  readonly arrivalPrice: number;
  /** Undefined for what is no trade. */
  readonly side: Side | undefined;
}

export function receiptOf(
  { instruction, chained, outcome, arrivalPrice, side }: Carried,
  accounts: AccountTable,
): Receipt {
  // Fills of several swaps are of different tokens: together they make no price and no fee.
  const fills = chained.length === 0 ? outcome.fills : [];
  const { filledBase, fillPrice } = averageOf(fills);
  return {
    instruction,
    chained,
    outcome,
    filledBase,
    arrivalPrice,
    fillPrice,
    executionCost:
      side === undefined ? 0 : executionCost(side, arrivalPrice, fillPrice, filledBase),
    ...feeOf(instruction, fills, outcome.postings, accounts),
    deltas: deltasOf(outcome.postings, accounts),
  };
}

function averageOf(fills: readonly Fill[]): { filledBase: number; fillPrice: number } {
  // A single fill keeps its own price: dividing would cost its last digits.
  const [only] = fills;
  if (only !== undefined && fills.length === 1)
    return { filledBase: only.quantityBase, fillPrice: only.priceQuote };
  let filledBase = 0;
  let notional = 0;
  for (const { quantityBase, priceQuote } of fills) {
    filledBase += quantityBase;
    notional += quantityBase * priceQuote;
  }
  return { filledBase, fillPrice: filledBase > 0 ? notional / filledBase : 0 };
}

function feeOf(
  instruction: Instruction,
  fills: readonly Fill[],
  postings: readonly Posting[],
  accounts: AccountTable,
): Pick<Receipt, 'feeAmount' | 'feeAsset'> {
  if (fills.length > 0) {
    const feeAmount = fills.reduce((sum, fill) => sum + fill.feeAmount, 0);
    return { feeAmount, feeAsset: fills[0]!.feeAsset };
  }
  const gas = postings.find(({ cause }) => cause === 'gas');
  if (gas !== undefined)
    return {
      feeAmount: paidFor('gas', postings),
      feeAsset: accounts.accounts[gas.account]!.asset,
    };
  return {
    feeAmount: paidFor('transfer_fee', postings),
    feeAsset: instruction.type === 'wallet_transfer' ? instruction.token : '',
  };
}

function paidFor(cause: Cause, postings: readonly Posting[]): number {
  let paid = 0;
  for (const posting of postings) if (posting.cause === cause) paid -= posting.delta;
  return paid;
}

function deltasOf(postings: readonly Posting[], accounts: AccountTable): EstimatedDeltas {
  const deltas: Record<string, Record<AssetSymbol, number>> = {};
  for (const { account, delta } of postings) {
    const { venue, kind, asset, symbol } = accounts.accounts[account]!;
    if (kind === 'perp_open_value') continue;
    const token = tokenOf(kind, asset, symbol);
    const ofVenue = (deltas[venue] ??= {});
    ofVenue[token] = (ofVenue[token] ?? 0) + delta;
  }
  return deltas;
}

/** What is no plain balance has its kind in its name: positions, and shares of a lending reserve, which are no tokens. */
function tokenOf(
  kind: Account['kind'],
  asset: AssetSymbol,
  symbol: InstrumentSymbol | undefined,
): string {
  switch (kind) {
    case 'perp_position':
      return `${symbol!}:perp`;
    case 'lending_supply':
      return `${asset}:supply`;
    case 'lending_debt':
      return `${asset}:debt`;
    case 'claim':
      return `${asset}:queue`;
    default:
      return asset;
  }
}
