import { defineCommand, EXIT, jsonText } from '@basis/cli';
import { isoTime } from '@basis/core-types';
import { verifyJournal, type JournalReport } from '@basis/journal';
import { journalFlag, journalFolder } from '../journal-folder.js';

export const journalVerifyCommand = defineCommand({
  name: 'journal verify',
  purpose: 'tell whether a journal is whole: hashes, numbers, segments; changes nothing',
  example: '--journal=journal',
  flags: journalFlag,
  run: async (values, terminal) => {
    const folder = journalFolder(values);
    const report = await verifyJournal(folder);
    terminal.out(values.json ? jsonText({ folder, ...report }) : reportText(folder, report));
    return report.sound ? EXIT.ok : EXIT.failed;
  },
});

function reportText(folder: string, report: JournalReport): string {
  const { records, firstSeq, lastSeq, checkpoints, segments, quarantined } = report;
  const { firstTimeMs, lastTimeMs, tornBytes, lastHash } = report;
  const numbers = firstSeq === null ? '' : ` (${firstSeq} to ${lastSeq})`;
  const lines = [
    `${folder}  ${report.sound ? 'sound' : 'DAMAGED'}`,
    `  records    ${records}${numbers} in ${segments.length} segments, ${checkpoints} checkpoints`,
  ];
  if (firstTimeMs !== null && lastTimeMs !== null) {
    lines.push(`  time       ${isoTime(firstTimeMs)} → ${isoTime(lastTimeMs)}`);
  }
  if (lastHash !== null) lines.push(`  last hash  ${lastHash}`);
  if (tornBytes > 0) {
    lines.push(`  torn tail  ${tornBytes} bytes that were never acknowledged; no damage`);
  }
  for (const { file, damage } of segments) {
    if (damage !== null)
      lines.push(`  damaged    ${file} at byte ${damage.atByte}: ${damage.what}`);
  }
  for (const file of quarantined) {
    lines.push(`  set aside  ${file}: put a sound copy back under its first name`);
  }
  return `${lines.join('\n')}\n`;
}
