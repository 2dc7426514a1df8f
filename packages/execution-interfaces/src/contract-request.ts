import {
  ComponentError,
  type ClientRef,
  type ContractRequest,
  type SmartContractAction,
  type VenueId,
} from '@basis/core-types';

/** Who signs a transaction, and what runs several calls as one; undefined where none is subscribed. */
export interface Signer {
  readonly wallet: VenueId | undefined;
  readonly atomicVenue: VenueId | undefined;
}

/**
 * One transaction of contract actions, in their order; the strictest of their least health factors holds for it. Throws
 * EIM-001 where there is no wallet to sign it, or no atomic venue to make several calls one.
 */
export function contractRequest(
  actions: readonly [SmartContractAction, ...SmartContractAction[]],
  clientRef: ClientRef,
  { wallet, atomicVenue }: Signer,
): ContractRequest {
  const [first, ...chained] = actions;
  if (wallet === undefined) throw missing('wallet', 'signs transactions', first);
  if (chained.length > 0 && atomicVenue === undefined)
    throw missing('atomic', `makes ${actions.length} calls one transaction`, first);
  const floors = actions.flatMap(({ leastHealthFactor }) => leastHealthFactor ?? []);
  return {
    kind: 'contract',
    venue: wallet,
    clientRef,
    calls: actions.map(({ call }) => call),
    ...(chained.length > 0 ? { via: atomicVenue! } : {}),
    ...(floors.length > 0 ? { leastHealthFactor: Math.max(...floors) } : {}),
  };
}

function missing(category: string, job: string, { id, call }: SmartContractAction): ComponentError {
  return new ComponentError('EIM-001', {
    message: `No subscribed venue ${job}: ${call.call} at ${call.protocol} cannot be sent`,
    resolution: `Subscribe one under venues.execution_subscriptions.${category}.`,
    context: { instruction_id: id, venue: call.protocol },
  });
}
