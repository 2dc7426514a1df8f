import { ComponentError } from '@basis/core-types';
import type { Environment } from './read-variables.js';

/** What examples and templates put where a value belongs. */
const PLACEHOLDER = /^your_|^0x\.|^0x$|^<.*>$|^\.+$|^change_?me$/i;

/** The chain that each network name stands for. */
const CHAINS: Readonly<Record<string, string>> = { mainnet: '1', sepolia: '11155111' };

/**
 * Refuses to start without the named credentials. Names what is wrong, never a value.
 *
 * @throws EXEC-004
 */
export function checkCredentials(names: readonly string[], environment: Environment): void {
  const missing = names.filter((name) => valueOf(environment, name) === '');
  const placeholders = names.filter((name) => PLACEHOLDER.test(valueOf(environment, name)));
  const contradictions = names.filter(
    (name) =>
      name.endsWith('_NETWORK') &&
      !placeholders.includes(name) &&
      !missing.includes(name) &&
      !fits(name, environment),
  );
  const findings = [
    ...missing.map((name) => `${name} is missing`),
    ...placeholders.map((name) => `${name} is still a placeholder`),
    ...contradictions.map(
      (name) => `${name} and its CHAIN_ID must name one chain, and not mainnet outside production`,
    ),
  ];
  if (findings.length === 0) return;
  throw new ComponentError('EXEC-004', {
    message: `Missing or invalid venue credentials: ${findings.join('; ')}`,
    context: { variables: [...missing, ...placeholders, ...contradictions] },
  });
}

function valueOf(environment: Environment, name: string): string {
  return environment[name]?.trim() ?? '';
}

/** Keys of dev and staging must not reach mainnet, and a name and number that differ mean that one of them is wrong. */
function fits(name: string, environment: Environment): boolean {
  const network = valueOf(environment, name);
  const chain = valueOf(environment, name.replace(/NETWORK$/, 'CHAIN_ID'));
  const isMainnet = network === 'mainnet' || chain === '1';
  if (isMainnet && !name.startsWith('BASIS_PROD__')) return false;
  return !Object.hasOwn(CHAINS, network) || chain === '' || CHAINS[network] === chain;
}
