export { ExecutionInterfaceManager } from './execution-interface-manager.js';
export { ExecutionInterface, type HoldingsReader } from './execution-interface.js';
export { CexExecutionInterface } from './cex-execution-interface.js';
export { TransferExecutionInterface } from './transfer-execution-interface.js';
export { CostModel, executionCost } from './cost-model.js';
export type { Receipt } from './receipt.js';
