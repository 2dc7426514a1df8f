import { describe, expect, it } from 'vitest';
import { chainConfig } from './testing/chain-portfolio.js';
import { TermsInForce } from './terms-in-force.js';

const DAY = (day: number) => Date.UTC(2024, 0, day);

/** Days from which the pool's fee is another, in basis points. */
function dex(fees: Readonly<Record<number, number>>) {
  const { uniswap } = chainConfig(({ uniswap: venue }) => {
    venue.changes = Object.entries(fees).map(([day, fee_bps]) => ({
      from: new Date(DAY(Number(day))).toISOString(),
      set: { pools: { 'wstETH-WETH': { fee_bps } } },
    }));
  }).venue_configs;
  return uniswap as Extract<NonNullable<typeof uniswap>, { venue_type: 'dex' }>;
}

function followed(...all: ReturnType<typeof dex>[]) {
  const terms = new TermsInForce();
  const told: number[][] = all.map(() => []);
  all.forEach((venue, i) =>
    terms.follow(venue, ({ pools }) => told[i]!.push(pools['wstETH-WETH']!.fee_bps)),
  );
  return { terms, told };
}

describe('terms in force', () => {
  it('are told at once, then once of every edition, whoever else changes', () => {
    const { terms, told } = followed(dex({ 3: 5, 9: 7 }), dex({ 6: 50 }), dex({}));
    expect(told).toEqual([[1], [1], [1]]);
    for (let day = 1; day <= 12; day++) terms.update(DAY(day));
    expect(told).toEqual([[1, 5, 7], [1, 50], [1]]);
  });

  it('hold from the very moment of the change', () => {
    const { terms, told } = followed(dex({ 3: 5 }));
    terms.update(DAY(3) - 1);
    expect(told[0]).toEqual([1]);
    terms.update(DAY(3));
    expect(told[0]).toEqual([1, 5]);
  });

  it('are right after a jump over several changes, and back', () => {
    const { terms, told } = followed(dex({ 3: 5, 9: 7 }));
    terms.update(DAY(20));
    terms.update(DAY(4));
    terms.update(DAY(1));
    expect(told[0]).toEqual([1, 7, 5, 1]);
  });
});
