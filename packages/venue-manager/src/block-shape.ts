import type { Instruction } from '@basis/core-types';

type Kind = 'string' | 'boolean' | 'object' | readonly string[];

const OF_ALL = { id: 'string', estimatedDeltas: 'object' } as const;
const OF_TYPE: Readonly<Record<Instruction['type'], Readonly<Record<string, Kind>>>> = {
  cex_trade: {
    ...{ ...OF_ALL, venue: 'string', symbol: 'string', reduceOnly: 'boolean' },
    ...{ tradeType: ['spot', 'perp'], side: ['buy', 'sell'] },
  },
  wallet_transfer: {
    ...{ ...OF_ALL, fromVenue: 'string', fromBucket: 'string' },
    ...{ toVenue: 'string', toBucket: 'string', token: 'string' },
  },
  smart_contract_action: { ...OF_ALL, call: 'object' },
};

/**
 * What an instruction from outside lacks of its type. It stands in the journal before anybody looks at it: what nobody can
 * read would end the run, and every start after it.
 */
export function shapeProblems(instruction: Instruction): string[] {
  const shape = OF_TYPE[instruction.type] ?? OF_ALL;
  const fields = instruction as unknown as Readonly<Record<string, unknown>>;
  return Object.entries(shape).flatMap(([field, kind]) => {
    const value = fields[field];
    if (value === undefined || value === null) return `${field} is missing`;
    if (typeof kind !== 'string')
      return kind.includes(value as string) ? [] : `${field} is none of ${kind.join(', ')}`;
    return typeof value === kind ? [] : `${field} must be a ${kind}`;
  });
}
