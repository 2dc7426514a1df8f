import { join } from 'node:path';
import { configFlags, defineCommand, EXIT, findBase, jsonText, modeFlag } from '@basis/cli';
import { loadRunConfig } from '@basis/config';
import { configHash, type JournalEntry, type JsonObject, type RunConfig } from '@basis/core-types';
import { SnapshotDataProvider } from '@basis/data-provider';
import { LiveSession } from '@basis/engine';
import { replayJournal, type Replayed, type ReplayOptions } from '@basis/engine/live';
import { readJournal } from '@basis/journal';
import { journalFlag, journalFolder } from '../journal-folder.js';
import { seqOf } from '../seq-of.js';

interface Report extends Replayed {
  /** Of the last start; null where none was read. */
  readonly configHash: string | null;
  readonly isSameConfig: boolean;
}

export const journalReplayCommand = defineCommand({
  name: 'journal replay',
  purpose:
    'play a journal again, from its last checkpoint on, and tell the state that it leads to; with --verify from the beginning, working out again what was decided and asked for',
  example: '--journal=journal --mode=btc_basis --verify',
  flags: {
    ...journalFlag,
    mode: { ...modeFlag.mode, required: true },
    ...configFlags,
    verify: { help: 'compare every decision and request with what is worked out now' },
    without: { value: 'SEQ', help: 'number of a record to leave out, as one that was set aside' },
  },
  run: async (values, terminal) => {
    const folder = journalFolder(values);
    const environmentFile = values['environment-file'];
    const { config } = loadRunConfig({
      configDir: values['config-dir'] ?? join(findBase(), 'configs'),
      mode: values.mode,
      environment: terminal.environment,
      set: values.set,
      executionMode: 'live',
      ...(environmentFile === undefined ? {} : { environmentFile }),
    });
    const without = seqOf('without', values.without);
    const report = await replay(folder, config, {
      verify: values.verify,
      ...(without === undefined ? {} : { without: [without] }),
    });
    terminal.out(values.json ? jsonText({ folder, ...report }) : reportText(folder, report));
    return EXIT.ok;
  },
});

async function replay(folder: string, config: RunConfig, options: ReplayOptions): Promise<Report> {
  const started: { hash: string | null } = { hash: null };
  const makeSession = (form: JsonObject) =>
    new LiveSession({ config, market: new SnapshotDataProvider('journal', form) });
  const range = options.verify === true ? { from: 1 } : {};
  const entries = noting(readJournal(folder, range), started);
  const replayed = await replayJournal(entries, makeSession, options);
  const isSameConfig = started.hash === null || started.hash === configHash(config);
  return { ...replayed, configHash: started.hash, isSameConfig };
}

/** With which configuration the run was started last. */
async function* noting(
  entries: AsyncIterable<JournalEntry>,
  started: { hash: string | null },
): AsyncGenerator<JournalEntry> {
  for await (const entry of entries) {
    if (entry.record.kind === 'run_started') started.hash = entry.record.configHash;
    yield entry;
  }
}

function reportText(folder: string, report: Report): string {
  const { records, lastSeq, stateHash, positions, unanswered, verified, isSameConfig } = report;
  const held = Object.entries(positions).flatMap(([venue, byName]) =>
    Object.entries(byName as JsonObject).map(
      ([name, quantity]) => `    ${venue} ${name} ${String(quantity)}`,
    ),
  );
  return [
    folder,
    `  records     ${records}, the last one ${lastSeq}; ${verified} worked out again`,
    `  state       ${stateHash ?? 'an outcome is awaited'}`,
    ...(unanswered === null ? [] : [`  unanswered  request ${unanswered}`]),
    ...(isSameConfig ? [] : ['  the configuration is not the one of the journal']),
    `  positions   ${held.length === 0 ? 'none' : ''}`,
    ...held,
    '',
  ].join('\n');
}
