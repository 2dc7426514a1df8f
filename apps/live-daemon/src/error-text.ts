import { ComponentError, type JsonObject } from '@basis/core-types';

/** `code message`, then what to do next; the stack only where it was asked for. */
export function errorText(error: unknown, withStack: boolean): string {
  const { code, message, resolution } = factsOf(error);
  const stack = withStack && error instanceof Error ? `${error.stack}\n` : '';
  return `${code} ${message}\n→ ${resolution}\n${stack}`;
}

/** The same as the one document that `--json` prints. */
export function errorDocument(error: unknown): JsonObject {
  const { code, message, resolution, context } = factsOf(error);
  return { error: { code, message, resolution, context } };
}

function factsOf(error: unknown) {
  if (error instanceof ComponentError) return error;
  return {
    code: 'UNEXPECTED',
    message: error instanceof Error ? error.message : String(error),
    resolution: 'Run again with BASIS_LOG_LEVEL=DEBUG and report what it shows.',
    context: {},
  };
}
