import {
  ComponentError,
  type EngineEvent,
  type EpochMs,
  type EventSink,
  type EventType,
  type JsonObject,
  type LogLevel,
} from '@basis/core-types';

interface Details {
  readonly data?: JsonObject | undefined;
  /** Ties everything that follows from one decision together. */
  readonly correlationId?: string | undefined;
}

export interface LogEventOptions extends Details {
  readonly timestampMs: EpochMs;
  readonly eventType: EventType;
  readonly component: string;
}

export interface StructuredEventOptions extends LogEventOptions {
  readonly level: LogLevel;
  readonly message: string;
}

export interface ComponentEventOptions extends Details {
  readonly eventType: EventType;
  readonly message: string;
  readonly level?: LogLevel | undefined;
}

export interface PerformanceMetricOptions extends Details {
  readonly metricName: string;
  readonly value: number;
  readonly unit: string;
}

/** The standardized logging methods, written once over `wants` and `emit`. */
export abstract class StandardLog implements EventSink {
  /** The name that events without one of their own carry. */
  readonly component: string;
  protected readonly now: () => EpochMs;

  constructor(component: string, now: () => EpochMs) {
    this.component = component;
    this.now = now;
  }

  abstract wants(type: EventType): boolean;
  abstract emit(event: EngineEvent): void;

  logEvent(options: LogEventOptions): void {
    const { eventType } = options;
    this.logStructuredEvent({ ...options, level: levelOf(eventType), message: eventType });
  }

  logStructuredEvent(options: StructuredEventOptions): void {
    const { timestampMs, eventType, level, message, component, data, correlationId } = options;
    if (!this.wants(eventType)) return;
    this.emit({
      timestampMs,
      type: eventType,
      component,
      level,
      message,
      data: data ?? {},
      ...(correlationId === undefined ? {} : { correlationId }),
    });
  }

  /** With the present time and this component's name. */
  logComponentEvent({ level = 'INFO', ...options }: ComponentEventOptions): void {
    const { component } = this;
    this.logStructuredEvent({ ...options, level, component, timestampMs: this.now() });
  }

  logPerformanceMetric(options: PerformanceMetricOptions): void {
    const { metricName, value, unit, data, correlationId } = options;
    this.logComponentEvent({
      eventType: 'performance_metric',
      message: `${metricName}: ${value} ${unit}`,
      data: { ...data, metric_name: metricName, value, unit },
      correlationId,
    });
  }

  logError(error: unknown, context?: JsonObject, correlationId?: string): void {
    this.logComponentEvent({
      eventType: 'error',
      level: 'ERROR',
      message: error instanceof Error ? error.message : String(error),
      data: errorData(error, context),
      correlationId,
    });
  }

  logWarning(message: string, data?: JsonObject, correlationId?: string): void {
    this.logComponentEvent({
      eventType: 'warning',
      level: 'WARNING',
      message,
      data,
      correlationId,
    });
  }
}

/** The standardized logging methods of one component, over any sink. */
export class ComponentLog extends StandardLog {
  readonly #sink: EventSink;

  constructor(component: string, sink: EventSink, now: () => EpochMs) {
    super(component, now);
    this.#sink = sink;
  }

  override wants(type: EventType): boolean {
    return this.#sink.wants(type);
  }

  override emit(event: EngineEvent): void {
    this.#sink.emit(event);
  }
}

function levelOf(type: EventType): LogLevel {
  if (type === 'error') return 'ERROR';
  return type === 'warning' ? 'WARNING' : 'INFO';
}

function errorData(error: unknown, context: JsonObject = {}): JsonObject {
  const stack_trace = error instanceof Error ? (error.stack ?? null) : null;
  if (error instanceof ComponentError) {
    const document = error.toDocument();
    return { ...document, context: { ...error.context, ...context }, stack_trace };
  }
  return {
    error_code: null,
    error_severity: 'HIGH',
    error_message: error instanceof Error ? error.message : String(error),
    context,
    stack_trace,
  };
}
