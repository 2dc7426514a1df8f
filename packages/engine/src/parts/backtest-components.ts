import { SimWorld } from '@basis/venue-sim';
import { InvestorFlows } from '../run/investor-flows.js';
import {
  createComponents,
  type ComponentFactoryInput,
  type EngineComponents,
} from './component-factory.js';

/** What a backtest has besides: the simulated venues, and investors who come and go by a schedule. */
export interface BacktestComponents extends EngineComponents {
  readonly world: SimWorld;
  readonly flows: InvestorFlows;
}

export function createBacktestComponents(input: ComponentFactoryInput): BacktestComponents {
  const parts = createComponents(input);
  const { config, accounts, reserve, event_logger: events } = parts;
  const { position_update_handler: updates, pnl_calculator: pnl } = parts;
  const world = new SimWorld(config, accounts, parts.data_provider);
  const flows = new InvestorFlows(config, { accounts, world, updates, pnl, reserve, events });
  return { ...parts, world, flows };
}
