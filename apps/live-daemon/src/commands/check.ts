import { join } from 'node:path';
import { listNames } from '@basis/config';
import { checkMode, type ModeReport } from '../check-mode.js';
import { EXIT } from '../exit-codes.js';
import { findConfigs } from '../find-configs.js';
import type { Flags } from '../parse-words.js';
import type { Terminal } from '../terminal.js';

/** Whether a mode, or without one each of them, could be started live. */
export function check(flags: Flags, terminal: Terminal): number {
  const configDir = flags['config-dir'] ?? findConfigs();
  const modes = flags.mode === undefined ? listNames(join(configDir, 'modes')) : [flags.mode];
  const reports = modes.map((mode) => checkMode(mode, configDir, flags, terminal));
  const passed = reports.every((report) => report.passed);
  terminal.out(
    flags.json
      ? `${JSON.stringify({ passed, modes: reports }, null, 2)}\n`
      : reports.map(reportText).join('\n'),
  );
  return passed ? EXIT.ok : EXIT.failed;
}

function reportText({ mode, venues, results }: ModeReport): string {
  const kinds = Object.entries(venues ?? {}).map(([venue, kind]) => `${venue} ${kind}`);
  return [
    mode,
    ...(kinds.length === 0 ? [] : [`  venues: ${kinds.join(', ')}`]),
    ...results.flatMap(({ category, name, passed, findings }) => [
      `  ${passed ? 'ok  ' : 'FAIL'} ${category}: ${name}`,
      ...findings.flatMap(({ message }) => message.split('\n').map((line) => `       ${line}`)),
    ]),
    '',
  ].join('\n');
}
