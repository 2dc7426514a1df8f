import {
  sha256Hex,
  type CexVenueConfig,
  type ClientRef,
  type EpochMs,
  type InstructionId,
} from '@basis/core-types';

type RefFormat = CexVenueConfig['requests']['reference'];

const TAG_LENGTH = 8;
/** 36 to the power of eight: as many tags as there are. */
const TAGS = 2_821_109_907_456;
/** Hex digits that a double holds exactly. */
const EXACT_HEX_DIGITS = 13;

/** Eight characters of base 36 that runs differ by, so that no name of one run is ever a name of another. */
export function runTagOf(configHash: string, startedAtMs: EpochMs): string {
  const hash = sha256Hex(configHash, `@${startedAtMs}`);
  const number = Number.parseInt(hash.slice(0, EXACT_HEX_DIGITS), 16) % TAGS;
  return number.toString(36).padStart(TAG_LENGTH, '0');
}

/**
 * Our name for an instruction in the form that its venue takes: the same for the same instruction, whenever it is asked
 * for, and never the same for two. What an operator calls his own may be too long or of other characters: then its hash
 * stands for it, behind a mark that no readable name has at that place.
 */
export function clientRefFor(
  format: RefFormat,
  runTag: string,
  instructionId: InstructionId,
): ClientRef {
  const digits = (count: number) => sha256Hex(runTag, instructionId).slice(0, count);
  switch (format) {
    case 'text':
      return /^[\w-]{1,27}$/.test(instructionId)
        ? `${runTag}-${instructionId}`
        : `${runTag}_${digits(27)}`;
    case 'alphanumeric':
      // x is the hyphen, for our own names have none, and begin with another letter.
      return /^[a-wyz0-9][a-wyz0-9-]{0,23}$/.test(instructionId)
        ? `${runTag}${instructionId.replaceAll('-', 'x')}`
        : `${runTag}x${digits(23)}`;
    case 'hex':
      return `0x${digits(32)}`;
  }
}
