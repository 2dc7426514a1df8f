import { STRATEGY_MODES } from '../modes.js';
import { didYouMean } from '../nearest.js';
import type { Rule } from './rule.js';

/** The mode is one that exists, and one of the house's own has the currencies it is defined for. */
export const modeRule: Rule = ({ values }, report, { knownModes }) => {
  const { mode, share_class, asset } = values;
  if (mode === undefined) return;
  if (knownModes !== undefined && !knownModes.includes(mode)) {
    report(
      ['mode'],
      mode,
      `must be one of ${knownModes.join(', ')}${didYouMean(mode, knownModes)}`,
    );
  }
  const currencies = Object.hasOwn(STRATEGY_MODES, mode) ? STRATEGY_MODES[mode]! : undefined;
  if (currencies === undefined) return;
  if (share_class !== undefined && share_class !== currencies.shareClass) {
    report(['share_class'], share_class, `must be ${currencies.shareClass} for ${mode}`);
  }
  if (asset !== undefined && asset !== currencies.asset) {
    report(['asset'], asset, `must be ${currencies.asset} for ${mode}`);
  }
};
