import type { FlagValues } from '@basis/cli';
import { ComponentError } from '@basis/core-types';
import { isJournal } from '@basis/journal';

export const journalFlag = {
  journal: { value: 'DIR', help: 'folder of the journal (journal)' },
} as const;

/** The folder that was named. Throws CLI-001 where there is no journal in it. */
export function journalFolder({ journal = 'journal' }: FlagValues<typeof journalFlag>): string {
  if (isJournal(journal)) return journal;
  throw new ComponentError('CLI-001', {
    message: `There is no journal in ${journal}`,
    resolution: 'Name the folder of a journal with --journal=DIR.',
    context: { journal },
  });
}
