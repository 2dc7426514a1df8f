import type { ChainRoleView, Leg } from '@basis/core-types';

/** Every reward token whose sale is worth at least so much. */
export function dustLegs({ dust }: ChainRoleView, leastEth: number): Leg[] {
  const legs: Leg[] = [];
  for (const { token, held, saleEth } of dust) {
    if (held > 0 && saleEth > leastEth)
      legs.push({ does: 'sell', role: 'chain', token, amount: held });
  }
  return legs;
}
