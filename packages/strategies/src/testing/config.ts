/** Configurations for the tests of this package. */
import {
  exampleRunConfig,
  parseRunConfig,
  type RunConfig,
  type RunConfigInput,
} from '@basis/core-types';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** `btc_basis` with the defaults of the schema: leverage 2, margin band 0.3 to 0.9, buffer 0.3 %. */
export function basisConfig(
  change: (config: Writable<RunConfigInput>) => void = () => undefined,
): RunConfig {
  const config: Writable<RunConfigInput> = exampleRunConfig();
  change(config);
  return parseRunConfig(config);
}
