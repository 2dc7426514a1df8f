import { configFlags, defineCommand, errorDocument, EXIT, jsonText, modeFlag } from '@basis/cli';
import { ComponentError } from '@basis/core-types';

/** Says that it cannot, and that trying again is of no use. */
export const startCommand = defineCommand({
  name: 'start',
  purpose: 'trade live; not in this version, which ends with 78',
  example: '--mode=btc_basis',
  flags: { ...modeFlag, ...configFlags },
  run: (values, terminal) => {
    const message = 'This version of basis-live cannot trade live yet; it can only check.';
    if (values.json) {
      terminal.out(jsonText(errorDocument(new ComponentError('CLI-001', { message }))));
    } else {
      terminal.err(`${message}\n`);
    }
    return EXIT.halted;
  },
});
