import type { Terminal } from '@basis/cli';
import type { Gate, GateCategory } from '@basis/health';
import { dataFolder } from '../setup/data-folder.js';
import type { ConfigValues } from '../setup/load-config.js';
import { judgeConfiguration } from './configuration.js';
import { judgeData, type Period } from './data.js';
import { judgeExecution } from './execution.js';
import { firstWeekGate } from './first-week.js';
import { judgeVenues } from './venues.js';

export interface GatherValues extends Period {
  readonly config: ConfigValues;
  readonly data: string | undefined;
  readonly category: GateCategory | undefined;
}

/** The gates of a backtest. What one gate needs of another that failed it says so, rather than passing unasked. */
export async function gatherGates(values: GatherValues, terminal: Terminal): Promise<Gate[]> {
  const configuration = judgeConfiguration(values.config, terminal);
  if (configuration.loaded === undefined) {
    return [
      configuration.gate,
      ...(['data', 'venues', 'execution', 'e2e_strategies'] as const).map((category) =>
        unasked(category, 'the configuration is not valid'),
      ),
    ];
  }
  const { config, settings } = configuration.loaded;
  const gates = [configuration.gate, judgeExecution(config)];
  // Reading the data takes longest, and these need none.
  if (values.category === 'configuration' || values.category === 'execution') return gates;

  const folder = await dataFolder(values.data, settings);
  const { gate, data, range } = await judgeData(config, folder, values);
  const because = 'the data cannot be used';
  return [
    configuration.gate,
    gate,
    data === undefined ? unasked('venues', because) : judgeVenues(config, data),
    judgeExecution(config),
    data === undefined || range === undefined
      ? unasked('e2e_strategies', because)
      : firstWeekGate(config, data, range),
  ];
}

function unasked(category: GateCategory, because: string): Gate {
  const message = `Could not be judged: ${because}`;
  return { category, name: 'not_judged', check: () => [{ severity: 'error', message }] };
}
