import type { Answer, Found, ManagerRequest, Outcome } from '@basis/core-types';

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

/** Whether this is an answer to that request. */
export function answers(request: ManagerRequest, answer: Answer): boolean {
  switch (request.kind) {
    case 'execute':
      return isOutcome(answer);
    case 'cancel':
      return isOutcome(answer) || answer.kind === 'not_read';
    case 'find':
      return isFound(answer) || answer.kind === 'not_read';
    case 'read_holdings':
    case 'read_history': {
      const kind = request.kind === 'read_holdings' ? 'holdings' : 'history';
      if (answer.kind === 'not_read') return true;
      return answer.kind === kind && 'venue' in answer && answer.venue === request.venue;
    }
    case 'give_up':
      return false;
  }
}

/** Whether a request is the one that is proposed; its numbers are those of the journal. */
export function isSame(proposed: ManagerRequest, request: ManagerRequest): boolean {
  return proposed.id === request.id && aimOf(proposed) === aimOf(request);
}

function aimOf(request: ManagerRequest): string {
  switch (request.kind) {
    case 'execute':
      return `execute ${request.request.clientRef}`;
    case 'find':
    case 'cancel':
      return `${request.kind} ${request.venue} ${request.clientRef}`;
    case 'read_holdings':
      return `read_holdings ${request.venue}`;
    case 'read_history':
      return `read_history ${request.venue} ${request.sinceMs}`;
    case 'give_up':
      return `give_up ${request.blockId}`;
  }
}
