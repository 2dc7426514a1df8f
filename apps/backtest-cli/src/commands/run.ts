import {
  defineCommand,
  EXIT,
  Interrupted,
  jsonText,
  listenForInterrupts,
  paintFor,
  signsFor,
} from '@basis/cli';
import { isoTime } from '@basis/core-types';
import { requiredSeries } from '@basis/data-provider';
import { finerThanData, resolveRange } from '@basis/engine';
import { runConfigFlags, dataFlag, periodFlags } from '../run-flags.js';
import { chooseRun } from '../setup/choose-run.js';
import { dataFolder } from '../setup/data-folder.js';
import { executeRun } from '../setup/execute-run.js';
import { loadConfig } from '../setup/load-config.js';
import { openData } from '../setup/open-data.js';
import { checkResultsId, newResultsId } from '../setup/results-id.js';
import { ProgressBar } from '../terminal/progress-bar.js';
import { summaryText } from '../text/summary-text.js';

const SHOWN_WARNINGS = 5;

export const runCommand = defineCommand({
  name: 'run',
  purpose: 'run one backtest and write its results',
  example: '--mode=btc_basis --start=2024-01-01 --end=2024-06-30 --set=hedge_leverage=3',
  flags: {
    mode: { value: 'NAME', help: 'a file of configs/modes, or the mode of the scenario' },
    scenario: {
      value: 'NAME',
      help: 'a file of configs/scenarios; its mode, period and settings, where no other are given',
    },
    ...periodFlags,
    ...runConfigFlags,
    ...dataFlag,
    out: { value: 'DIR', help: 'folder in which <id>/ is made (BASIS_RESULTS_DIR, or results)' },
    id: { value: 'ID', help: 'name of the results (mode, time of the start, six random digits)' },
    replace: { help: 'take the place of results with the same id' },
    events: {
      value: 'DETAIL',
      allowed: ['full', 'standard', 'off'],
      help: 'full all events, standard (default) all but those of every step, off errors only',
    },
  },
  run: async (values, terminal) => {
    const signs = signsFor(terminal.unicode);
    const bar = new ProgressBar(terminal, signs, 'steps');
    const interruption = listenForInterrupts(() => {
      bar.clear();
      terminal.err('Stopping; once more ends at once, without results.\n');
    });
    try {
      if (values.id !== undefined) checkResultsId(values.id);
      // These are the gates of configuration and data: whatever fails them throws, with all that is wrong.
      const { mode, start, end, scenario } = chooseRun(values);
      const { config, settings } = loadConfig({ ...values, mode }, terminal, scenario);
      const folder = await dataFolder(values.data, settings);
      const data = await openData(config, folder, scenario);
      const required = requiredSeries(config);
      const range = resolveRange(config, data, required, start, end);
      const finer = finerThanData(config, data, required);
      if (finer !== undefined) terminal.err(`warning: ${finer}\n`);
      for (const { message } of data.warnings.slice(0, SHOWN_WARNINGS)) {
        terminal.err(`warning: ${message}\n`);
      }
      if (data.warnings.length > SHOWN_WARNINGS) {
        const more = data.warnings.length - SHOWN_WARNINGS;
        terminal.err(`warning: ${more} more; \`basis-backtest data check\` lists them\n`);
      }
      if (interruption.signal.aborted)
        throw new Interrupted('Interrupted before the first step: nothing was written');

      const { summary, files } = await executeRun({
        config,
        data,
        range,
        events: values.events ?? 'standard',
        root: values.out ?? settings.resultsDir,
        id: values.id ?? newResultsId(config.mode),
        replace: values.replace,
        signal: interruption.signal,
        onProgress: ({ done, total, timestampMs }) =>
          bar.update({ done, total, reached: isoTime(timestampMs).slice(0, 10) }),
      });
      bar.clear();
      terminal.out(
        values.json
          ? jsonText({ ...summary, files })
          : summaryText({
              summary,
              files,
              dataset: { name: data.name, folder },
              paint: paintFor(terminal.colour),
              signs,
            }),
      );
      return summary.status === 'interrupted' ? EXIT.interrupted : EXIT.ok;
    } finally {
      bar.clear();
      interruption.release();
    }
  },
});
