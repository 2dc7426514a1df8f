import { ERROR_REGISTRY, type ErrorCode, type Outcome } from '@basis/core-types';

/** The venue's no: nothing happened. `detail` says which number missed which limit. */
export function refuse(code: Extract<ErrorCode, `VEN-${string}`>, detail: string): Outcome {
  return { kind: 'refused', code, message: `${ERROR_REGISTRY[code].message}: ${detail}` };
}
