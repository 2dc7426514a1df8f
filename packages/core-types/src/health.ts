import type { Json, JsonObject } from './json.js';
import type { EpochMs } from './units.js';

export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

export interface ErrorNote {
  readonly timestamp: string;
  readonly code: string;
  readonly message: string;
  readonly severity: string;
}

/** What a registered checker answers. */
export interface CheckerReport {
  readonly status: HealthStatus;
  readonly last_update: string | null;
  /** The last ten. */
  readonly errors: readonly ErrorNote[];
  readonly metrics: Readonly<Record<string, Json>>;
}

export type HealthChecker = () => CheckerReport;

export interface HealthRegistry {
  registerComponent(name: string, checker: HealthChecker): void;
}

/** The whole system's health, as `getStatus()` and the health endpoint show it. */
export interface HealthReport {
  readonly status: HealthStatus;
  readonly timestamp: string | null;
  readonly summary: JsonObject;
  readonly components: Readonly<Record<string, CheckerReport>>;
}

const KEPT_ERRORS = 10;
const HEALTHY_AFTER_UPDATES = 100;

/**
 * Counts a component's updates and errors and derives its status: healthy after 100 updates without an error,
 * unhealthy on a critical error or while the last update failed, degraded in between. Errors of low severity are noted
 * alone.
 */
export class HealthTracker {
  readonly component: string;
  #updates = 0;
  #errorCount = 0;
  /** Time of the last update, -1 before; in an array, because a number written to a field costs an object. */
  readonly #lastUpdate = Float64Array.of(-1);
  #updatesSinceError = HEALTHY_AFTER_UPDATES;
  #failing = false;
  readonly #errors: ErrorNote[] = [];

  constructor(component: string) {
    this.component = component;
  }

  get updates(): number {
    return this.#updates;
  }
  get errorCount(): number {
    return this.#errorCount;
  }

  updated(timestampMs: EpochMs): void {
    this.#updates += 1;
    this.#lastUpdate[0] = timestampMs;
    this.#updatesSinceError += 1;
    this.#failing = false;
  }

  failed(timestampMs: EpochMs, error: { code: string; message: string; severity: string }): void {
    this.#errorCount += 1;
    // What is low is noted for whoever looks, and nothing is worse for it.
    if (error.severity !== 'LOW') {
      this.#updatesSinceError = 0;
      this.#failing = error.severity === 'CRITICAL' || error.severity === 'HIGH';
    }
    if (this.#errors.length === KEPT_ERRORS) this.#errors.shift();
    this.#errors.push({
      timestamp: isoTime(timestampMs),
      code: error.code,
      message: error.message,
      severity: error.severity,
    });
  }

  get status(): HealthStatus {
    if (this.#failing) return 'unhealthy';
    return this.#updatesSinceError >= HEALTHY_AFTER_UPDATES ? 'healthy' : 'degraded';
  }

  /** The short answer that every component gives about itself, with what it counts. */
  answer(executionMode: string, counts: Readonly<Record<string, Json>>): JsonObject {
    return {
      status: this.status,
      error_count: this.#errorCount,
      execution_mode: executionMode,
      ...counts,
      component: this.component,
    };
  }

  report(metrics: Readonly<Record<string, Json>> = {}): CheckerReport {
    return {
      status: this.status,
      last_update: this.#lastUpdate[0]! < 0 ? null : isoTime(this.#lastUpdate[0]!),
      errors: [...this.#errors],
      metrics: {
        update_count: this.#updates,
        error_rate: this.#errorCount / Math.max(this.#updates, 1),
        ...metrics,
      },
    };
  }
}

/** ISO-8601 with milliseconds only where there are some. */
export function isoTime(timestampMs: EpochMs): string {
  const text = new Date(timestampMs).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}
