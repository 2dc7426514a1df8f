export * from './csv.js';
export * from './component-log.js';
export * from './event-logger.js';
export * from './memory-event-sink.js';
export { exportEventsCsv, type EventsExport } from './export/export-events-csv.js';
export { listEventFiles, type EventFile } from './event-files.js';
