export { runClock, runClocks, type RunClocksOptions, type Schedule } from './clock/run-clocks.js';
export { VirtualClock } from './clock/virtual-clock.js';
export type { Effect } from './exchange/effect-ledger.js';
export {
  ExchangeModel,
  type ExchangeModelOptions,
  type ForeignOrder,
} from './exchange/exchange-model.js';
export type { ForcedClose } from './exchange/forced-close.js';
export type { OrderFilter } from './exchange/order-filter.js';
export type { ArrivedRequest } from './exchange/venue-desk.js';
export type {
  CancelFault,
  EventFault,
  Fault,
  IdRule,
  ReadFault,
  SendFault,
  Silence,
  Trouble,
  VenueRules,
} from './exchange/venue-rules.js';
export { MemoryJournal, type MemoryJournalOptions } from './journal/memory-journal.js';
