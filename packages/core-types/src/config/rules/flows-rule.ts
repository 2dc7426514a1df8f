import type { Rule } from './rule.js';

/** Each flow goes one way, and they come in order, so that who is paid first is plain to see. */
export const flowsRule: Rule = ({ values }, report) => {
  const flows = values.flows ?? [];
  flows.forEach(({ at, deposit, withdraw }, index) => {
    const path = ['flows', index];
    if ((deposit === undefined) === (withdraw === undefined)) {
      const given = deposit === undefined ? 'neither is given' : 'both are given';
      report(path, flows[index], `must have one of deposit and withdraw: ${given}`);
    }
    const before = flows[index - 1]?.at;
    if (before !== undefined && Date.parse(at) < Date.parse(before)) {
      report([...path, 'at'], at, `must not be earlier than the flow before it, ${before}`);
    }
  });
};
