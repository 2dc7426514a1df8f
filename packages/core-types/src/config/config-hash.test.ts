import { expect, it } from 'vitest';
import { configHash } from './config-hash.js';
import { exampleRunConfig } from './example-run-config.js';
import { parseRunConfig } from './parse-run-config.js';

it('depends on values and not on the order of keys', () => {
  const input = exampleRunConfig();
  const reversed = Object.fromEntries(Object.entries(input).reverse());
  const hash = configHash(parseRunConfig(input));
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(configHash(parseRunConfig(reversed))).toBe(hash);
  expect(configHash(parseRunConfig({ ...input, initial_capital: 100_001 }))).not.toBe(hash);
});

it('is the same for a value left to its default and the default written out', () => {
  const input = exampleRunConfig();
  expect(configHash(parseRunConfig({ ...input, hedge_leverage: 2 }))).toBe(
    configHash(parseRunConfig(input)),
  );
});
