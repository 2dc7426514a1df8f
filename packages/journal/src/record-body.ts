import {
  ComponentError,
  pathText,
  plainJson,
  type JournalRecord,
  type Seq,
} from '@basis/core-types';

/** Legs and transfers name their asset `token`; what opens doors is longer than any asset's name. */
const ASSET_NAME = /^[A-Za-z0-9._-]{1,16}$/;

/** How the body of a record of this kind begins. */
export function recordBodyStart(seq: Seq, kind: JournalRecord['kind']): string {
  return `{"seq":${seq},"record":{"kind":"${kind}"`;
}

export function recordBody(seq: Seq, json: string): string {
  return `{"seq":${seq},"record":${json}}`;
}

/**
 * A record as JSON, its kind first. Throws JNL-007 where it would not be read back as it is, or has a key that looks like
 * a credential; what stands behind such a key is not told.
 */
export function recordJson(record: JournalRecord): string {
  const faults: string[] = [];
  const { kind, timeMs, ...rest } = record;
  plainJson(rest, (path, value, allowed) => {
    if (path.at(-1) === 'token' && typeof value === 'string' && ASSET_NAME.test(value)) return;
    faults.push(`${pathText(path)} ${allowed}`);
  });
  // What is no plain JSON may be endless or refuse to be written.
  if (faults.length > 0) throw unwritable(kind, faults);
  const json = JSON.stringify({ kind, timeMs, ...rest }, (key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      faults.push(`${key} must be a finite number`);
    }
    return value;
  });
  if (faults.length > 0) throw unwritable(kind, faults);
  return json;
}

function unwritable(kind: string, faults: readonly string[]): ComponentError {
  return new ComponentError('JNL-007', {
    message: `A ${kind} record cannot be written to the journal: ${faults.join('; ')}`,
    context: { kind, faults },
  });
}
