import { ComponentError, type Seq } from '@basis/core-types';

/** The number of a record, as a flag has it. Throws CLI-001 where it is none. */
export function seqOf(flag: string, text: string | undefined): Seq | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new ComponentError('CLI-001', {
    message: `--${flag}=${text} must be a whole number above 0`,
  });
}
