import { defineCommand, EXIT, jsonText } from '@basis/cli';
import type { JournalEntry } from '@basis/core-types';
import { readJournal } from '@basis/journal';
import { journalFlag, journalFolder } from '../journal-folder.js';
import { seqOf } from '../seq-of.js';

export const journalShowCommand = defineCommand({
  name: 'journal show',
  purpose: 'print the records of a journal, one to a line, from its last checkpoint or a number on',
  example: '--journal=journal --from=1',
  flags: { ...journalFlag, from: { value: 'SEQ', help: 'number of the first record' } },
  run: async (values, terminal) => {
    const range = { from: seqOf('from', values.from) };
    const shown: JournalEntry[] = [];
    for await (const entry of readJournal(journalFolder(values), range)) {
      if (values.json) shown.push(entry);
      else terminal.out(`${JSON.stringify(entry)}\n`);
    }
    if (values.json) terminal.out(jsonText({ records: shown }));
    return EXIT.ok;
  },
});
