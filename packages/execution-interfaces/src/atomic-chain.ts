import type { Instruction, SmartContractAction } from '@basis/core-types';

/**
 * The contract actions that go with the one at `at` in one transaction: those behind it of the same atomic group. None
 * where it belongs to no group.
 */
export function chainedBehind(
  instructions: readonly Instruction[],
  at: number,
): readonly SmartContractAction[] {
  const group = groupOf(instructions[at]);
  if (group === undefined) return [];
  const chained: SmartContractAction[] = [];
  for (const next of instructions.slice(at + 1)) {
    if (next.type !== 'smart_contract_action' || groupOf(next) !== group) break;
    chained.push(next);
  }
  return chained;
}

function groupOf(instruction: Instruction | undefined): string | undefined {
  return instruction?.type === 'smart_contract_action' ? instruction.atomicGroup : undefined;
}
