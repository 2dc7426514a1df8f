export { chainedBehind } from './atomic-chain.js';
export { ExecutionInterfaceManager } from './execution-interface-manager.js';
export { ExecutionInterface, type HoldingsReader } from './execution-interface.js';
export { CexExecutionInterface } from './cex-execution-interface.js';
export {
  DexExecutionInterface,
  OnchainExecutionInterface,
  TransferExecutionInterface,
} from './contract-execution-interface.js';
export { chooseVenue, type Errand } from './venue-choice.js';
export { CostModel, executionCost } from './cost-model.js';
export type { Receipt } from './receipt.js';
