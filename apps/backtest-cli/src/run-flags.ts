import { configFlags, modeFlag, type Flags } from '@basis/cli';
import { INTERVALS } from '@basis/core-types';

export const runModeFlag = {
  mode: { ...modeFlag.mode, required: true },
} as const satisfies Flags;

/** What decides the configuration of a run, besides its mode. */
export const runConfigFlags = {
  set: configFlags.set,
  interval: {
    value: 'STEP',
    allowed: INTERVALS,
    help: `time between steps: ${INTERVALS.join(' ')}`,
  },
  'environment-file': configFlags['environment-file'],
  'config-dir': configFlags['config-dir'],
} as const satisfies Flags;

export const dataFlag = {
  data: { value: 'DIR', help: 'folder of the data set (BASIS_DATA_DIR, or data/sample)' },
} as const satisfies Flags;

export const periodFlags = {
  start: { value: 'TIME', help: 'first step, ISO-8601 in UTC (where the data begin)' },
  end: { value: 'TIME', help: 'last step (where the data end)' },
} as const satisfies Flags;
