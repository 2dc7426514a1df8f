export { SimWorld } from './sim-world.js';
export { SimCex, type SimCexOptions } from './cex/sim-cex.js';
export { SimWallet } from './sim-wallet.js';
export { TransferNetwork, type Shipment, type Receiver } from './transfer-network.js';
export { Ledger, PostingList } from './ledger.js';
