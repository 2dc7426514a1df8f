import { defineCommand, EXIT, jsonText, paintFor, signsFor } from '@basis/cli';
import { GATE_CATEGORIES, runGates } from '@basis/health';
import { runConfigFlags, dataFlag, runModeFlag, periodFlags } from '../run-flags.js';
import { gatherGates } from '../gates/gather-gates.js';
import { gatesText } from '../text/gates-text.js';

export const checkCommand = defineCommand({
  name: 'check',
  purpose: 'ask the quality gates of a backtest',
  example: '--mode=btc_basis --category=data',
  flags: {
    ...runModeFlag,
    category: {
      value: 'NAME',
      allowed: GATE_CATEGORIES,
      help: `only these gates: ${GATE_CATEGORIES.join(', ')}`,
    },
    ...periodFlags,
    ...runConfigFlags,
    ...dataFlag,
  },
  run: async (values, terminal) => {
    const { category, data, start, end } = values;
    const gates = await gatherGates({ config: values, data, category, start, end }, terminal);
    const report = runGates(gates, { category });
    terminal.out(
      values.json
        ? jsonText({ mode: values.mode, ...report })
        : gatesText(values.mode, report, paintFor(terminal.colour), signsFor(terminal.unicode)),
    );
    return report.passed ? EXIT.ok : EXIT.failed;
  },
});
