import { QUOTE, type EpochMs, type Leg, type Role } from '@basis/core-types';
import { chainLegProblem } from './chain-leg-problem.js';
import { isChainLeg } from './chain-legs.js';
import type { RoleMap } from './role-map.js';

/**
 * Why a leg makes no sense, in words; `undefined` where it does. A strategy may be the user's own and untyped: a leg of
 * another token would otherwise be traded as if it were the asset. Throws VM-003 where no venue plays its role.
 */
export function legProblem(leg: Leg, roles: RoleMap, now: EpochMs): string | undefined {
  const role: Role = leg.role;
  if (isChainLeg(leg)) return chainLegProblem(leg, roles.chain, now);
  switch (leg.does) {
    case 'buy':
    case 'sell':
      return role === 'spot'
        ? assetProblem(leg, roles)
        : 'what is bought or sold has the role spot';
    case 'short':
    case 'cover':
    case 'close_long':
      return role === 'spot'
        ? 'what is shorted or covered has the role hedge or hedge[i]'
        : assetProblem(leg, roles);
    case 'move':
      return placeProblem('from', role) ?? placeProblem('to', leg.to) ?? moneyProblem(leg, roles);
    default:
      return 'what is done on the chain has the role chain';
  }
}

/** The leg as messages name it. */
export function legText(leg: Leg): string {
  const what = `${leg.does} ${leg.amount} ${leg.token}`;
  return leg.does === 'move' ? `${what} from ${leg.role} to ${leg.to}` : `${what} at ${leg.role}`;
}

function assetProblem({ token, role }: Leg, { asset }: RoleMap): string | undefined {
  return token === asset ? undefined : `the asset of ${role} is ${asset}`;
}

function placeProblem(way: string, role: Role): string | undefined {
  return role === 'hedge' ? `${way} hedge is more than one place: name hedge[i]` : undefined;
}

function moneyProblem(leg: Extract<Leg, { does: 'move' }>, roles: RoleMap): string | undefined {
  for (const role of [leg.role, leg.to]) {
    const held = heldAt(role, roles);
    if (!held.includes(leg.token)) return `${role} holds ${held.join(' and ')}`;
  }
  return undefined;
}

function heldAt(role: Role, roles: RoleMap): readonly string[] {
  if (role === 'chain') return roles.chain.assets;
  return role === 'spot' ? [QUOTE, roles.asset] : [roles.hedgesOf(role)[0]!.settlementAsset];
}
