import {
  HealthTracker,
  accountsFor,
  type Account,
  type AccountTable,
  type DataProvider,
  type EventSink,
  type Json,
  type ResultsSink,
  type RunConfig,
  type Strategy,
} from '@basis/core-types';
import { ExecutionInterfaceManager, type Receipt } from '@basis/execution-interfaces';
import { UnifiedHealthManager } from '@basis/health';
import {
  AccruedFunding,
  CashReserve,
  ExitCosts,
  ExposureMonitor,
  FundingConventions,
  MathUtilities,
  PnLMonitor,
  PositionMonitor,
  PositionUpdateHandler,
  ReconciliationComponent,
  RiskMonitor,
  portfolioValues,
  type PortfolioValues,
} from '@basis/monitors';
import type { StrategyRegistry } from '@basis/strategies';
import { VenueManager } from '@basis/venue-manager';
import { TimestepRecorder } from '../results/timestep-recorder.js';
import { ReserveWatch } from '../run/reserve-watch.js';
import { ENGINE } from './engine-name.js';
import { executionRecord } from './execution-record.js';
import { PortfolioView } from './portfolio-view.js';

/**
 * Everything that a run consists of, live or not, each made once, in order of dependency, references set at construction.
 * The eleven components carry the names of the specification; what they work on stands below them.
 */
export interface EngineComponents {
  readonly math_utilities: MathUtilities;
  readonly data_provider: DataProvider;
  readonly event_logger: EventSink;
  readonly position_monitor: PositionMonitor;
  readonly exposure_monitor: ExposureMonitor;
  readonly risk_monitor: RiskMonitor;
  readonly pnl_calculator: PnLMonitor;
  readonly position_update_handler: PositionUpdateHandler;
  readonly reconciliation_component: ReconciliationComponent;
  readonly strategy_manager: Strategy<Json>;
  readonly execution_manager: VenueManager;

  readonly config: RunConfig;
  readonly accounts: AccountTable;
  readonly values: PortfolioValues;
  readonly interfaces: ExecutionInterfaceManager;
  readonly view: PortfolioView;
  readonly reserve: CashReserve;
  readonly reserveWatch: ReserveWatch;
  readonly fundingConventions: FundingConventions;
  readonly recorder: TimestepRecorder;
  readonly health: UnifiedHealthManager;
  /** Counts the engine's steps and their failures. */
  readonly steps: HealthTracker;
  readonly strategyHealth: HealthTracker;
}

/** The names that the components' events and errors carry. */
export const COMPONENT_CLASSES = {
  math_utilities: 'MathUtilities',
  data_provider: 'DataProvider',
  event_logger: 'EventLogger',
  position_monitor: 'PositionMonitor',
  exposure_monitor: 'ExposureMonitor',
  risk_monitor: 'RiskMonitor',
  pnl_calculator: 'PnLMonitor',
  position_update_handler: 'PositionUpdateHandler',
  reconciliation_component: 'ReconciliationComponent',
  strategy_manager: 'StrategyManager',
  execution_manager: 'VenueManager',
} as const satisfies Partial<Record<keyof EngineComponents, string>>;

export const COMPONENT_NAMES = Object.keys(
  COMPONENT_CLASSES,
) as readonly (keyof typeof COMPONENT_CLASSES)[];

export interface ComponentFactoryInput {
  readonly config: RunConfig;
  readonly data: DataProvider;
  readonly strategies: StrategyRegistry;
  readonly events: EventSink;
  readonly results: ResultsSink;
  /** The shared clock, for health reports. */
  readonly now: () => number | null;
}

export function createComponents(input: ComponentFactoryInput): EngineComponents {
  const { config, data, events } = input;
  const mode = config.execution_mode;
  const accounts = accountsFor(config);
  const values = portfolioValues(config, accounts, data);
  const mathUtilities = new MathUtilities(values.tree, config.share_class);
  const positions = new PositionMonitor(accounts, mode);
  const exposure = new ExposureMonitor(config, accounts, positions, values, mathUtilities);
  const accrued = new AccruedFunding(config, accounts, positions, values, data);
  const pnl = new PnLMonitor(
    positions,
    values,
    new ExitCosts(config, accounts, data),
    accrued,
    mode,
    config.headline_equity,
  );
  const reserve = new CashReserve(config, accounts, positions, pnl);
  const risk = new RiskMonitor(config, { accounts, positions, values, exposure, data, reserve });
  const updates = new PositionUpdateHandler(
    { accounts, data, values, positions, exposure, risk, pnl },
    mode,
    config.component_config.event_driven_strategy_engine.tight_loop_enabled,
  );
  const { tolerance_relative } = config.component_config.reconciliation_component;
  const reconciliation = new ReconciliationComponent(
    accounts,
    positions,
    tolerance_relative,
    mode,
    (account) => toleranceOf(account, config),
  );
  const interfaces = new ExecutionInterfaceManager(config, accounts, positions, data);
  const strategy = input.strategies.create(config);
  const recorder = new TimestepRecorder(
    { accounts, positions, exposure, risk, pnl, reserve, gauges: strategy.gauges },
    input.results,
  );
  const execution = new VenueManager({
    config,
    data,
    interfaces,
    positions,
    positionUpdates: updates,
    reconciliation,
    events,
    onReceipt: (receipt: Receipt, block, now) => {
      const record = executionRecord(receipt, block, now);
      recorder.execution(record);
      emitExecution(events, receipt, record);
    },
  });
  const health = new UnifiedHealthManager({ now: input.now });
  const steps = new HealthTracker(ENGINE);
  const strategyHealth = new HealthTracker(COMPONENT_CLASSES.strategy_manager);
  const tracked: readonly { readonly health: HealthTracker }[] = [
    { health: strategyHealth },
    positions,
    exposure,
    risk,
    pnl,
    updates,
    reconciliation,
    interfaces,
  ];
  health.registerComponent(steps.component, () =>
    steps.report({
      components_count: COMPONENT_NAMES.length,
      timestamps_processed: recorder.steps,
    }),
  );
  health.registerComponent(execution.health.component, () => execution.healthReport());
  for (const component of tracked)
    health.registerComponent(component.health.component, () => component.health.report());

  const viewed = {
    accounts,
    data,
    values,
    positions,
    exposure,
    risk,
    pnl,
    reserve,
    orders: execution,
  };
  return {
    math_utilities: mathUtilities,
    data_provider: data,
    event_logger: events,
    position_monitor: positions,
    exposure_monitor: exposure,
    risk_monitor: risk,
    pnl_calculator: pnl,
    position_update_handler: updates,
    reconciliation_component: reconciliation,
    strategy_manager: strategy,
    execution_manager: execution,
    config,
    accounts,
    values,
    interfaces,
    view: new PortfolioView(config, viewed),
    reserve,
    reserveWatch: new ReserveWatch(config, reserve, events),
    fundingConventions: new FundingConventions(config, data),
    recorder,
    health,
    steps,
    strategyHealth,
  };
}

/** As exact as exchanges keep balances. */
const EIGHT_DECIMALS = 1e-8;

/** What a venue may round off unseen; a simulated one rounds nothing. */
function toleranceOf(
  { venue, asset }: Account,
  { execution_mode, venue_configs }: RunConfig,
): number {
  const settings = venue_configs[venue];
  if (execution_mode === 'backtest' || settings?.venue_type !== 'cex') return 0;
  return settings.requests.tolerances[asset] ?? EIGHT_DECIMALS;
}

function emitExecution(
  events: EventSink,
  receipt: Receipt,
  record: ReturnType<typeof executionRecord>,
): void {
  const type = receipt.instruction.type === 'wallet_transfer' ? 'transfer' : 'execution';
  if (!events.wants(type)) return;
  const { instruction } = receipt;
  events.emit({
    timestampMs: record.timestampMs,
    type,
    component: 'VenueManager',
    level: 'INFO',
    message: `${instruction.action} at ${record.venue}`,
    correlationId: record.blockId,
    data:
      instruction.type === 'wallet_transfer'
        ? {
            transfer_id: instruction.id,
            source_venue: instruction.fromVenue,
            target_venue: instruction.toVenue,
            token: instruction.token,
            amount: instruction.amount,
            fee: record.feeAmount,
          }
        : {
            instruction_id: instruction.id,
            instruction_type: instruction.type,
            venue: record.venue,
            symbol: record.symbol,
            side: record.side,
            success: true,
            quantity: record.quantity,
            arrival_price: record.arrivalPrice,
            fill_price: record.fillPrice,
            execution_cost: record.executionCost,
            fee_amount: record.feeAmount,
            fee_asset: record.feeAsset,
            estimated_deltas: instruction.estimatedDeltas,
            execution_result: receipt.deltas,
          },
  });
}
