import { configFlags, defineCommand, EXIT, jsonText } from '@basis/cli';
import { listScenarios, readScenario } from '@basis/config';
import { configDirOf } from '../setup/load-config.js';
import { alignRows } from '../text/table.js';

export const scenariosCommand = defineCommand({
  name: 'scenarios',
  purpose: 'list the stress scenarios that can be run',
  example: '--json',
  flags: { 'config-dir': configFlags['config-dir'] },
  run: (values, terminal) => {
    const configDir = configDirOf(values);
    const scenarios = listScenarios(configDir).map((name) => {
      const { mode, title, story, start, end, expect } = readScenario(configDir, name);
      return { name, mode, title, story, start, end, expect };
    });
    const lines = alignRows(
      [['name', 'mode', 'title'], ...scenarios.map(({ name, mode, title }) => [name, mode, title])],
      ['left', 'left', 'left'],
      '   ',
    );
    terminal.out(
      values.json ? jsonText({ scenarios }) : `${lines.map((line) => line.trimEnd()).join('\n')}\n`,
    );
    return EXIT.ok;
  },
});
