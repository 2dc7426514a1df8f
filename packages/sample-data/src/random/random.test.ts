import { describe, expect, it } from 'vitest';
import { Random } from './random.js';
import { RevertingNoise } from './reverting-noise.js';

const COUNT = 200_000;

function moments(draw: () => number): { mean: number; sd: number } {
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < COUNT; at += 1) {
    const value = draw();
    sum += value;
    squares += value * value;
  }
  const mean = sum / COUNT;
  return { mean, sd: Math.sqrt(squares / COUNT - mean * mean) };
}

describe('random numbers', () => {
  it('are the same for a seed and stream, and others for another of either', () => {
    const first = (seed: number, stream: string) => {
      const random = new Random(seed, stream);
      return Array.from({ length: 4 }, () => random.uniform());
    };
    expect(first(1, 'a')).toEqual(first(1, 'a'));
    expect(first(1, 'a')).not.toEqual(first(2, 'a'));
    expect(first(1, 'a')).not.toEqual(first(1, 'b'));
  });

  // Five standard errors of the mean of 200,000 draws, and twice that for the deviation.
  it('have the moments of their distributions', () => {
    const random = new Random(7, 'moments');
    const uniform = moments(() => random.uniform());
    expect(Math.abs(uniform.mean - 0.5)).toBeLessThan(0.0033);
    expect(Math.abs(uniform.sd - Math.sqrt(1 / 12))).toBeLessThan(0.005);
    const normal = moments(() => random.normal());
    expect(Math.abs(normal.mean)).toBeLessThan(0.0112);
    expect(Math.abs(normal.sd - 1)).toBeLessThan(0.016);
    const exponential = moments(() => random.exponential());
    expect(Math.abs(exponential.mean - 1)).toBeLessThan(0.0112);
    expect(Math.abs(exponential.sd - 1)).toBeLessThan(0.03);
  });

  it('shuffling keeps every item', () => {
    const mixed = new Random(3, 'x').shuffled([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(mixed).not.toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...mixed].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('reverting noise keeps the asked deviation and memory', () => {
    const noise = new RevertingNoise(new Random(5, 'x'), { sd: 2, memoryHours: 5, stepHours: 1 });
    let previous = noise.value;
    let product = 0;
    const { mean, sd } = moments(() => {
      const value = noise.next();
      product += value * previous;
      previous = value;
      return value;
    });
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(Math.abs(sd - 2)).toBeLessThan(0.05);
    // exp(-1/5)
    expect(product / COUNT / (sd * sd)).toBeCloseTo(0.8187, 2);
  });
});
