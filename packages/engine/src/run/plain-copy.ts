/** A copy through JSON, which shares nothing with what was given; throws a text that names the place of what JSON has not. */
import type { Json } from '@basis/core-types';

export class NotPlain extends Error {
  override readonly name = 'NotPlain';
}

/**
 * JSON would write NaN and infinity as null, which loads as 0.
 *
 * @throws NotPlain
 */
export function plainCopy(given: unknown): Json {
  const paths = new WeakMap<object, string>();
  const pathOf = (holder: object, key: string) => {
    const above = paths.get(holder) ?? '';
    return above === '' ? key : `${above}.${key}`;
  };
  function looked(this: object, key: string, value: unknown): unknown {
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) throw new NotPlain(`${pathOf(this, key)} is ${value}`);
    } else if (typeof value === 'object' && value !== null) {
      paths.set(value, pathOf(this, key));
    }
    return value;
  }
  try {
    return JSON.parse(JSON.stringify(given, looked) ?? 'null') as Json;
  } catch (cause) {
    throw cause instanceof NotPlain ? cause : new NotPlain('it is not plain JSON', { cause });
  }
}
