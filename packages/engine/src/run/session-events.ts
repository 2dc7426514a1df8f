import {
  configHash,
  isoTime,
  type ComponentError,
  type DurationMs,
  type EpochMs,
  type EventSink,
} from '@basis/core-types';
import {
  COMPONENT_CLASSES,
  COMPONENT_NAMES,
  type EngineComponents,
} from '../parts/component-factory.js';
import { ENGINE } from '../parts/engine-name.js';
import type { OutageEvents } from './outage-events.js';

export type StepTrigger = 'time' | 'manual';

/** What a session tells the event logger. Asked once per run whether the per-step events are wanted at all. */
export class SessionEvents {
  readonly #parts: EngineComponents;
  readonly #events: EventSink;
  readonly #wantsTimesteps: boolean;
  readonly #wantsUpdates: boolean;
  readonly #clock: (() => DurationMs) | undefined;
  readonly #outages: OutageEvents;
  #stepBeganMs: DurationMs = 0;
  #liquidationsTold: number;

  /** `clock` times the steps; without it they carry no time taken. */
  constructor(
    parts: EngineComponents,
    outages: OutageEvents,
    clock: (() => DurationMs) | undefined,
  ) {
    this.#parts = parts;
    this.#events = parts.event_logger;
    this.#wantsTimesteps = this.#events.wants('timestep');
    this.#wantsUpdates = this.#events.wants('state_update');
    this.#outages = outages;
    this.#clock = clock;
    this.#liquidationsTold = parts.position_update_handler.liquidations;
  }

  initialized(timestampMs: EpochMs): void {
    const type = 'component_initialization';
    if (!this.#events.wants(type)) return;
    const { config } = this.#parts;
    const data = {
      execution_mode: config.execution_mode,
      mode: config.mode,
      config_hash: configHash(config),
      components_count: COMPONENT_NAMES.length,
    };
    for (const component of Object.values(COMPONENT_CLASSES)) {
      this.#events.emit({ timestampMs, type, component, level: 'INFO', message: type, data });
    }
  }

  stepBegins(t: EpochMs): void {
    for (;;) {
      const outage = this.#outages.take(t);
      if (outage === undefined) break;
      if (this.#events.wants(outage.type)) this.#events.emit(outage);
    }
    if (this.#wantsUpdates && this.#clock !== undefined) this.#stepBeganMs = this.#clock();
  }

  stepEnded(timestampMs: EpochMs, trigger: StepTrigger): void {
    if (this.#parts.position_update_handler.liquidations !== this.#liquidationsTold)
      this.#tellLiquidation(timestampMs);
    if (this.#wantsTimesteps) this.#tellTimestep(timestampMs);
    if (this.#wantsUpdates) this.#tellUpdate(timestampMs, trigger);
  }

  #tellLiquidation(timestampMs: EpochMs): void {
    const { position_update_handler: updates, risk_monitor } = this.#parts;
    const positions = updates.liquidations - this.#liquidationsTold;
    this.#liquidationsTold = updates.liquidations;
    if (!this.#events.wants('venue_event')) return;
    this.#events.emit({
      timestampMs,
      type: 'venue_event',
      component: 'PositionUpdateHandler',
      level: 'ERROR',
      message: `${positions} position${positions === 1 ? '' : 's'} liquidated`,
      data: { what: 'liquidation', positions, risk: risk_monitor.getRisk() },
    });
  }

  #tellTimestep(timestampMs: EpochMs): void {
    const { exposure_monitor, risk_monitor, pnl_calculator, execution_manager } = this.#parts;
    this.#events.emit({
      timestampMs,
      type: 'timestep',
      component: ENGINE,
      level: 'DEBUG',
      message: 'timestep',
      data: {
        exposure: exposure_monitor.getExposure(),
        risk: risk_monitor.getRisk(),
        pnl: pnl_calculator.getLatestPnl(),
        execution: execution_manager.getExecutionStatus(),
      },
    });
  }

  #tellUpdate(timestampMs: EpochMs, trigger: StepTrigger): void {
    this.#events.emit({
      timestampMs,
      type: 'state_update',
      component: ENGINE,
      level: 'DEBUG',
      message: 'state_update',
      data: {
        trigger_source: trigger,
        current_timestamp: isoTime(timestampMs),
        components_updated: COMPONENT_NAMES.length,
        step: this.#parts.recorder.steps,
        processing_time_ms: this.#clock === undefined ? null : this.#clock() - this.#stepBeganMs,
      },
    });
  }

  failed(timestampMs: EpochMs, error: ComponentError): void {
    // What went wrong in a step that is no error of a component's own is a failure of the orchestration.
    const outcome = error.code === 'EDS-001' ? 'orchestration_failed' : 'strategy_engine_failed';
    for (const type of ['error', outcome] as const) {
      if (!this.#events.wants(type)) continue;
      this.#events.emit({
        timestampMs,
        type,
        component: type === 'error' ? error.component : ENGINE,
        level: 'ERROR',
        message: error.message,
        data: { ...error.toDocument(), stack_trace: error.stack ?? '' },
      });
    }
  }
}
