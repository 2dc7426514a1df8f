import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/**
 * What remains are boxes of 16 bytes for the timestamp where it passes through calls that V8 does not inline, and each
 * step's share of hashing a block of 64 rows. One small object more in every step (three fields are 48 bytes) is beyond
 * the bound.
 */
const BYTES_PER_STEP = 80;

describe('a step that only holds', () => {
  it('makes no object', async () => {
    const script = fileURLToPath(new URL('../testing/measure-allocation.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--conditions=@basis/source',
      '--import=tsx',
      script,
    ]);
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThan(BYTES_PER_STEP);
  }, 30_000);
});
