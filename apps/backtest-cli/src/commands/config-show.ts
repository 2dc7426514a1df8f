import { defineCommand, EXIT, jsonText } from '@basis/cli';
import { describeConfig } from '@basis/config';
import { runConfigFlags, runModeFlag } from '../run-flags.js';
import { loadConfig } from '../setup/load-config.js';

export const configShowCommand = defineCommand({
  name: 'config show',
  purpose: 'show the merged, validated configuration and where each value came from',
  example: '--mode=btc_basis',
  flags: { ...runModeFlag, ...runConfigFlags },
  run: (values, terminal) => {
    const { config, provenance } = loadConfig(values, terminal);
    const { lines, document } = describeConfig(config, provenance);
    terminal.out(values.json ? jsonText(document) : `${lines.join('\n')}\n`);
    return EXIT.ok;
  },
});
