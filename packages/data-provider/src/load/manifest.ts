import { ComponentError, INTERVALS, intervalMs, type DurationMs } from '@basis/core-types';
import { parse } from 'yaml';

export interface Manifest {
  readonly name: string;
  readonly synthetic: boolean;
  /** Length of the candles, for a series too short to show it. */
  readonly intervalMs: DurationMs | null;
}

type Interval = (typeof INTERVALS)[number];

/** What a dataset says about itself in `manifest.yaml`. Throws DATA-004 naming the key that is wrong. */
export function parseManifest(text: string, file: string): Manifest {
  const document = parseYaml(text, file);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw bad(file, 'manifest', document, 'a mapping with name and synthetic');
  }
  const { name, synthetic = false, interval } = document as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') throw bad(file, 'name', name, 'a name');
  if (typeof synthetic !== 'boolean') throw bad(file, 'synthetic', synthetic, 'true or false');
  if (interval === undefined) return { name, synthetic, intervalMs: null };
  if (!isInterval(interval)) throw bad(file, 'interval', interval, INTERVALS.join(', '));
  return { name, synthetic, intervalMs: intervalMs(interval) };
}

function isInterval(value: unknown): value is Interval {
  return INTERVALS.some((interval) => interval === value);
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new ComponentError('DATA-004', {
      message: `${file} is not valid YAML: ${String(cause)}`,
      context: { file },
      cause,
    });
  }
}

function bad(file: string, key: string, value: unknown, allowed: string): ComponentError {
  const shown = JSON.stringify(value) ?? 'missing';
  return new ComponentError('DATA-004', {
    message: `${file}: ${key} is ${shown}; allowed is ${allowed}`,
    context: { file, key, value: shown, allowed },
  });
}
