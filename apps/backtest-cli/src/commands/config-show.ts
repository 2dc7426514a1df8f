import { defineCommand, EXIT } from '@basis/cli';
import { describeConfig } from '@basis/config';
import { configFlags, modeFlag } from '../arguments/shared-flags.js';
import { loadConfig } from '../setup/load-config.js';

export const configShowCommand = defineCommand({
  name: 'config show',
  purpose: 'show the merged, validated configuration and where each value came from',
  example: '--mode=btc_basis',
  flags: { ...modeFlag, ...configFlags },
  run: (values, terminal) => {
    const { config, provenance } = loadConfig(values, terminal);
    const { lines, document } = describeConfig(config, provenance);
    terminal.out(values.json ? `${JSON.stringify(document, null, 2)}\n` : `${lines.join('\n')}\n`);
    return Promise.resolve(EXIT.ok);
  },
});
