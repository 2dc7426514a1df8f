import { ComponentError, type BlockId, type ErrorCode } from '@basis/core-types';
import { instructionOf, type Progress } from './progress.js';

/** Why a block ends before its time. A critical cause keeps its code, any other is a VM-001. */
export function blockFailure(
  progress: Progress,
  cause: unknown,
  dropped: readonly BlockId[],
  code?: ErrorCode,
): ComponentError {
  const { blockId, action } = progress.block;
  const instruction = instructionOf(progress);
  const known = cause instanceof ComponentError ? cause : undefined;
  return new ComponentError(code ?? (known?.severity === 'CRITICAL' ? known.code : 'VM-001'), {
    message: `${action} block ${blockId} failed at ${instruction.id} (${instruction.action}): ${
      cause instanceof Error ? cause.message : String(cause)
    }`,
    context: {
      block_id: blockId,
      instruction_id: instruction.id,
      instruction_type: instruction.type,
      dropped_blocks: dropped,
      ...(known === undefined ? {} : { cause: known.toDocument() }),
    },
    ...(cause instanceof Error ? { cause } : {}),
  });
}
