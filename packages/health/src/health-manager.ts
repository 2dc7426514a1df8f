import {
  ComponentError,
  isoTime,
  type CheckerReport,
  type EpochMs,
  type ErrorNote,
  type HealthChecker,
  type HealthRegistry,
  type HealthReport,
  type HealthStatus,
} from '@basis/core-types';

export interface HealthManagerOptions {
  /** The time that reports carry; null where the caller has no clock. */
  readonly now: () => EpochMs | null;
}

/** For probes that ask often and only want to know whether the process should be left alone. */
export interface BasicHealth {
  readonly status: HealthStatus;
  readonly timestamp: string | null;
}

const SEVERITY: Readonly<Record<HealthStatus, number>> = { healthy: 0, degraded: 1, unhealthy: 2 };
const SHOWN_ERRORS = 10;

/**
 * Knows how to ask every component of one run how it is. Asking never throws: a checker that does counts as unhealthy,
 * because a component that cannot say how it is cannot be trusted.
 *
 * @example
 * const health = new UnifiedHealthManager({ now: () => null });
 * health.registerComponent('RiskMonitor', () => tracker.report());
 * health.checkDetailedHealth().status; // 'healthy'
 */
export class UnifiedHealthManager implements HealthRegistry {
  readonly #checkers = new Map<string, HealthChecker>();
  readonly #now: () => EpochMs | null;

  constructor(options: HealthManagerOptions) {
    this.#now = options.now;
  }

  /** A second checker of the same name would hide the first, so it is refused. */
  registerComponent(name: string, checker: HealthChecker): void {
    if (this.#checkers.has(name)) {
      throw new ComponentError('EDS-001', {
        message: `The component ${name} is already registered with the health manager: register each once per run`,
        context: { component_name: name },
      });
    }
    this.#checkers.set(name, checker);
  }

  /** undefined where no component has this name. */
  checkComponentHealth(name: string): CheckerReport | undefined {
    const checker = this.#checkers.get(name);
    return checker === undefined ? undefined : this.#ask(checker, this.#timestamp());
  }

  /** Healthy where nothing is registered: there is nothing that could be ill. */
  checkBasicHealth(): BasicHealth {
    const { status, timestamp } = this.checkDetailedHealth();
    return { status, timestamp };
  }

  checkDetailedHealth(): HealthReport {
    const timestamp = this.#timestamp();
    const counts = { healthy: 0, degraded: 0, unhealthy: 0 };
    const components: [string, CheckerReport][] = [];
    let worst: HealthStatus = 'healthy';
    for (const [name, checker] of this.#checkers) {
      const report = this.#ask(checker, timestamp);
      counts[report.status] += 1;
      if (SEVERITY[report.status] > SEVERITY[worst]) worst = report.status;
      components.push([name, report]);
    }
    return {
      status: worst,
      timestamp,
      summary: { total: components.length, ...counts },
      components: Object.fromEntries(components),
    };
  }

  #timestamp(): string | null {
    const now = this.#now();
    return now === null ? null : isoTime(now);
  }

  #ask(checker: HealthChecker, timestamp: string | null): CheckerReport {
    try {
      const report = checker();
      // A plugin written in JavaScript may answer anything.
      if (!Object.hasOwn(SEVERITY, report.status)) {
        throw new Error(`unknown status ${JSON.stringify(report.status)}`);
      }
      return { ...report, errors: report.errors.slice(-SHOWN_ERRORS) };
    } catch (error) {
      return {
        status: 'unhealthy',
        last_update: null,
        errors: [noteOf(error, timestamp)],
        metrics: {},
      };
    }
  }
}

function noteOf(error: unknown, timestamp: string | null): ErrorNote {
  const known = error instanceof ComponentError ? error : undefined;
  const reason = error instanceof Error ? error.message : String(error);
  return {
    timestamp: timestamp ?? '',
    code: known?.code ?? 'EDS-001',
    message: `The health check itself failed: ${reason}`,
    severity: known?.severity ?? 'HIGH',
  };
}
