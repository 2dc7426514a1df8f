import {
  ComponentError,
  INSTRUCTION_TYPES,
  type Instruction,
  type InstructionBlock,
  type RunConfig,
} from '@basis/core-types';
import { shapeProblems } from './block-shape.js';

/**
 * Checks a block that comes from outside (an operator, another service) before it is queued. All findings at once, as
 * VM-003.
 */
export function checkBlock(
  block: Partial<InstructionBlock>,
  config: RunConfig['component_config']['venue_manager'],
): asserts block is InstructionBlock {
  const findings: string[] = [];
  for (const field of ['blockId', 'action', 'priority', 'instructions'] as const) {
    if (block[field] === undefined) findings.push(`${field} is missing`);
  }
  if (block.priority !== undefined && !Number.isInteger(block.priority))
    findings.push('priority must be an integer');
  if (block.instructions?.length === 0) findings.push('instructions must not be empty');
  const seen = new Set<string>();
  const { instructions = [] } = block;
  if (!Array.isArray(instructions)) findings.push('instructions must be a list');
  for (const instruction of Array.isArray(instructions) ? instructions : []) {
    const name = `instruction ${instruction.id}`;
    // Its name is its reference at the venue.
    if (seen.has(instruction.id)) findings.push(`${name}: another one has this name`);
    seen.add(instruction.id);
    if (!INSTRUCTION_TYPES.includes(instruction.type))
      findings.push(`${name}: unknown type ${String(instruction.type)}`);
    if (!config.supported_actions.includes(instruction.action)) {
      findings.push(`${name}: ${instruction.action} is not in supported_actions`);
    }
    const shape = shapeProblems(instruction);
    const amount = shape.length > 0 ? undefined : amountProblem(instruction);
    for (const problem of [...shape, ...(amount === undefined ? [] : [amount])])
      findings.push(`${name}: ${problem}`);
  }
  refuseInvalid(block, findings);
}

export function refuseInvalid({ blockId }: Partial<InstructionBlock>, findings: string[]): void {
  if (findings.length === 0) return;
  throw new ComponentError('VM-003', {
    message: `The instruction block is not valid: ${findings.join('; ')}`,
    context: { block_id: blockId ?? null, findings },
  });
}

function amountProblem(instruction: Instruction): string | undefined {
  let amount: number;
  if (instruction.type === 'smart_contract_action') {
    const { call } = instruction;
    if (!('amount' in call) || call.amount === 'max') return undefined;
    amount = call.amount;
  } else amount = instruction.amount;
  return amount > 0 && Number.isFinite(amount) ? undefined : `amount ${amount} must be positive`;
}
