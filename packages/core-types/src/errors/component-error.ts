import type { JsonObject } from '../json.js';
import { ERROR_REGISTRY, type ErrorCode, type Severity } from './registry.js';

export interface ComponentErrorOptions {
  /** Said instead of the registered message when more is known. */
  readonly message?: string;
  /** Said instead of the registered resolution where this case has another way out. */
  readonly resolution?: string;
  readonly context?: JsonObject;
  readonly cause?: unknown;
}

/**
 * The one error class. Callers branch on `code`, people read `message` and `resolution`.
 *
 * @example
 * throw new ComponentError('EXEC-003', { context: { queue_length: 100, max_queue_size: 100 } });
 */
export class ComponentError extends Error {
  override readonly name = 'ComponentError';
  readonly code: ErrorCode;
  readonly component: string;
  readonly severity: Severity;
  readonly resolution: string;
  readonly context: JsonObject;

  constructor(code: ErrorCode, options: ComponentErrorOptions = {}) {
    const registered = ERROR_REGISTRY[code];
    super(
      options.message ?? registered.message,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.component = registered.component;
    this.severity = registered.severity;
    this.resolution = options.resolution ?? registered.resolution;
    this.context = options.context ?? {};
  }

  /** The error as events and `--json` output write it. */
  toDocument(): JsonObject {
    return {
      error_code: this.code,
      component: this.component,
      error_severity: this.severity,
      error_message: this.message,
      resolution: this.resolution,
      context: this.context,
    };
  }
}
