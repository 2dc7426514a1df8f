import type {
  Answer,
  ManagerRequest,
  OperatorCommand,
  VenueClient,
  VenueId,
} from '@basis/core-types';

export type CarriedOut = Exclude<ManagerRequest, { kind: 'give_up' }>;

export function venueOf(request: CarriedOut): VenueId {
  return request.kind === 'execute' ? request.request.venue : request.venue;
}

/** Hands a request to its venue, once. */
export async function carryOut(
  client: VenueClient,
  request: CarriedOut,
  signal: AbortSignal,
): Promise<Answer> {
  switch (request.kind) {
    case 'execute':
      return client.send(request.request, { signal, validUntilMs: request.validUntilMs });
    case 'cancel':
      await client.cancel(request.clientRef, signal);
      return { kind: 'accepted', ref: request.clientRef };
    case 'find':
      return client.find(request.clientRef, signal);
    case 'read_holdings':
      return client.holdings(signal);
    case 'read_history': {
      const { venue, sinceMs } = request;
      return { kind: 'history', venue, events: await client.history(sinceMs, signal) };
    }
  }
}

/**
 * What is known where no answer came: of a write, nothing; of a question, not even that something is not there, which a
 * find that came back with nothing would say.
 */
export function unanswered({ kind }: CarriedOut, message: string): Answer {
  return kind === 'execute' || kind === 'cancel'
    ? { kind: 'unknown', message }
    : { kind: 'not_read', message };
}

/** What was not even asked. */
export function unsent({ kind }: CarriedOut, message: string): Answer {
  return kind === 'execute' || kind === 'cancel'
    ? { kind: 'not_sent', message }
    : { kind: 'not_read', message };
}

/** Whether it is written to the journal of a full disk; what adds risk is not. */
export function requestLowersRisk(request: ManagerRequest): boolean {
  if (request.kind !== 'execute') return true;
  return request.request.kind === 'order' && request.request.reduceOnly;
}

export function commandLowersRisk({ kind }: OperatorCommand): boolean {
  return kind !== 'resume' && kind !== 'approve' && kind !== 'submit';
}
