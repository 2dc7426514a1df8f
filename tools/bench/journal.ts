/**
 * `npm run bench:journal -- [FOLDER]`: appends a second to a journal on the disk of that folder (the temporary one), each
 * synced before it is acknowledged: one after the other, and with many that wait together.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalRecord } from '@basis/core-types';
import { openJournal, verifyJournal } from '@basis/journal';

const APPENDS = 5_000;
const record: JournalRecord = {
  kind: 'snapshot',
  timeMs: 0,
  market: {
    kind: 'fill',
    venue: 'binance',
    symbol: 'BTC-USDT',
    quantityBase: 0.123,
    text: 'x'.repeat(200),
  },
};

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'journal-bench-'));
try {
  const run = { configHash: '', version: '', mode: 'bench' };
  const journal = await openJournal({ folder, run });
  for (const together of [1, 10, 100, 1_000]) {
    const started = performance.now();
    for (let done = 0; done < APPENDS; done += together) {
      await Promise.all(Array.from({ length: together }, () => journal.append(record)));
    }
    const perSecond = APPENDS / ((performance.now() - started) / 1000);
    const name = together === 1 ? 'one after the other' : `${together} together`;
    process.stdout.write(`${name.padEnd(20)} ${perSecond.toFixed(0).padStart(8)} appends/s\n`);
  }
  await journal.close();
  const started = performance.now();
  const { records } = await verifyJournal(folder);
  const perSecond = records / ((performance.now() - started) / 1000);
  process.stdout.write(`${'verify'.padEnd(20)} ${perSecond.toFixed(0).padStart(8)} records/s\n`);
} finally {
  rmSync(folder, { recursive: true });
}
