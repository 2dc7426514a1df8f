import { ComponentError } from '@basis/core-types';

/** CFG-002 that says which file, which line, what is wrong and what to do about it. Never quotes the file. */
export function configFileError(
  file: string,
  line: number | undefined,
  problem: string,
): ComponentError {
  const place = line === undefined ? file : `${file}:${line}`;
  return new ComponentError('CFG-002', {
    message: `${place}: ${problem}`,
    context: { file, ...(line === undefined ? {} : { line }) },
  });
}
