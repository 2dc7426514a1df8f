import { randomBytes } from 'node:crypto';
import { ComponentError } from '@basis/core-types';

const ID = /^[a-z0-9_-]{1,64}$/;
const LONGEST_MODE = 41;

/** `btc_basis-20240131t120000-5f0a3c`: the mode, when it was started, and something that no other run has. */
export function newResultsId(
  mode: string,
  now = new Date(),
  unique = randomBytes(3).toString('hex'),
): string {
  const time = now.toISOString().slice(0, 19).replace(/[-:]/g, '').toLowerCase();
  return `${mode.slice(0, LONGEST_MODE)}-${time}-${unique}`;
}

/** Throws CLI-001 for what cannot name results. */
export function checkResultsId(id: string): string {
  if (ID.test(id)) return id;
  throw new ComponentError('CLI-001', {
    message: `--id = ${id}: must be 1 to 64 of the characters a-z, 0-9, _ and -`,
  });
}
