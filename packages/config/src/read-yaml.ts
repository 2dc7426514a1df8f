import { isMapping } from '@basis/core-types';
import { configFileError } from './config-file-error.js';
import type { Layer } from './layer.js';
import { parseYaml } from './parse-yaml.js';
import { readText } from './read-text.js';

/** A YAML file that holds a mapping, with the line of every value. */
export function readYaml(file: string): Layer {
  const layer = parseYaml(readText(file), file);
  if (!isMapping(layer.values))
    throw configFileError(file, undefined, 'must hold a mapping: write `key: value` lines');
  return layer;
}
