import type { ChainRoleView, Leg } from '@basis/core-types';

/** Every reward token whose sale is worth at least so much, and the gas of it. */
export function dustLegs({ dust, roundTripGasEth }: ChainRoleView, leastEth: number): Leg[] {
  const least = Math.max(leastEth, roundTripGasEth);
  const legs: Leg[] = [];
  for (const { token, held, saleEth } of dust) {
    if (held > 0 && saleEth > least)
      legs.push({ does: 'sell', role: 'chain', token, amount: held });
  }
  return legs;
}
