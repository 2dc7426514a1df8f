import type { Answer, Found, Outcome } from '@basis/core-types';

/** An answer to what was asked of a reference. */
export function isFound(answer: Answer): answer is Found {
  return (
    answer.kind === 'found' || answer.kind === 'not_found_yet' || answer.kind === 'never_existed'
  );
}

/** An answer to something that was sent. */
export function isOutcome(answer: Answer): answer is Outcome {
  const { kind } = answer;
  return !isFound(answer) && kind !== 'holdings' && kind !== 'history' && kind !== 'not_read';
}

/** Why what was sent did not come about, in words. */
export function whyNot(outcome: Exclude<Outcome, { kind: 'done' | 'accepted' }>): string {
  return 'code' in outcome
    ? `${outcome.code} ${outcome.message}`
    : `${outcome.kind}: ${outcome.message}`;
}
