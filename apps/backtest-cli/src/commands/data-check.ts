import { defineCommand, EXIT, jsonText, paintFor, signsFor } from '@basis/cli';
import { runConfigFlags, dataFlag, runModeFlag } from '../run-flags.js';
import { inspectDataset } from '../setup/inspect-dataset.js';
import { inspectionText } from '../text/inspection-text.js';

export const dataCheckCommand = defineCommand({
  name: 'data check',
  purpose: 'tell everything that is wrong with a data set',
  example: '--data=data/sample --mode=btc_basis',
  flags: {
    ...dataFlag,
    mode: { value: runModeFlag.mode.value, help: 'only the series that a run of this mode needs' },
    ...runConfigFlags,
  },
  run: async (values, terminal) => {
    const inspection = await inspectDataset(values, terminal);
    terminal.out(
      values.json
        ? jsonText(inspection)
        : inspectionText(inspection, paintFor(terminal.colour), signsFor(terminal.unicode)),
    );
    return inspection.passed ? EXIT.ok : EXIT.failed;
  },
});
