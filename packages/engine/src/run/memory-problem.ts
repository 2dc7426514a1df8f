import { ComponentError } from '@basis/core-types';
import type { RunHost } from '../host.js';

/** EDS-005 where the process has more memory than allowed. */
export function memoryProblem(
  host: Pick<RunHost, 'memoryMb'>,
  limitMb: number,
): ComponentError | undefined {
  const usedMb = host.memoryMb();
  if (usedMb <= limitMb) return undefined;
  return new ComponentError('EDS-005', {
    message: `The run uses ${Math.round(usedMb)} MB of memory, memory_limit_mb is ${limitMb}`,
    context: { used_mb: usedMb, memory_limit_mb: limitMb },
  });
}
