import type { Flags } from './flag.js';

/** Which mode; a command may require it. */
export const modeFlag = {
  mode: { value: 'NAME', help: 'a file of configs/modes, such as btc_basis' },
} as const satisfies Flags;

/** What decides the configuration, besides its mode. */
export const configFlags = {
  set: { value: 'PATH=VALUE', repeated: true, help: 'change one value; may be given many times' },
  'environment-file': { value: 'NAME', help: 'a file of configs/environments' },
  'config-dir': { value: 'DIR', help: 'folder of the configuration (configs)' },
} as const satisfies Flags;
