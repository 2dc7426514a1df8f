import { join } from 'node:path';
import { configFlags, defineCommand, EXIT, findBase, jsonText, modeFlag } from '@basis/cli';
import { listNames } from '@basis/config';
import { checkMode, type ModeReport } from '../check-mode.js';

export const checkCommand = defineCommand({
  name: 'check',
  purpose:
    'tell whether a mode, or without --mode each, could be started live: configuration, how each venue is reached, credentials',
  example: '--mode=btc_basis --environment-file=mixed_testnet',
  flags: { ...modeFlag, ...configFlags },
  run: (values, terminal) => {
    const configDir = values['config-dir'] ?? join(findBase(), 'configs');
    const modes = values.mode === undefined ? listNames(join(configDir, 'modes')) : [values.mode];
    const reports = modes.map((mode) => checkMode(mode, configDir, values, terminal));
    const passed = reports.every((report) => report.passed);
    terminal.out(
      values.json ? jsonText({ passed, modes: reports }) : reports.map(reportText).join('\n'),
    );
    return passed ? EXIT.ok : EXIT.failed;
  },
});

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
