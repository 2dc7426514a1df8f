export { FileJournal, type FoundJournal } from './file-journal.js';
export { FORMAT } from './head.js';
export type { JournalFile, OpenFile } from './journal-file.js';
export { openJournal, type JournalOptions } from './open-journal.js';
export { readJournal, type ReadRange } from './read-journal.js';
export type { Damage } from './read-segment.js';
export {
  isJournal,
  verifyJournal,
  type JournalReport,
  type SegmentReport,
} from './verify-journal.js';
