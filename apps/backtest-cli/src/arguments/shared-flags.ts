import type { Flags } from '@basis/cli';
import { INTERVALS } from '@basis/core-types';

export const modeFlag = {
  mode: { value: 'NAME', required: true, help: 'a file of configs/modes, such as btc_basis' },
} as const satisfies Flags;

/** What decides the configuration of a run, besides its mode. */
export const configFlags = {
  set: { value: 'PATH=VALUE', repeated: true, help: 'change one value; may be given many times' },
  interval: {
    value: 'STEP',
    allowed: INTERVALS,
    help: `time between steps: ${INTERVALS.join(' ')}`,
  },
  'environment-file': { value: 'NAME', help: 'a file of configs/environments' },
  'config-dir': { value: 'DIR', help: 'folder of the configuration (configs)' },
} as const satisfies Flags;

export const dataFlag = {
  data: { value: 'DIR', help: 'folder of the data set (BASIS_DATA_DIR, or data/sample)' },
} as const satisfies Flags;

export const periodFlags = {
  start: { value: 'TIME', help: 'first step, ISO-8601 in UTC (where the data begin)' },
  end: { value: 'TIME', help: 'last step (where the data end)' },
} as const satisfies Flags;
