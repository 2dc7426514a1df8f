import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readYaml } from '@basis/config';
import { exampleRunConfig, parseRunConfig, type Json } from '@basis/core-types';
import { afterAll, expect, it } from 'vitest';
import { toYaml } from './config-yaml.js';

const folder = mkdtempSync(join(tmpdir(), 'basis-yaml-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function readBack(text: string): unknown {
  const file = join(folder, 'document.yaml');
  writeFileSync(file, text);
  return readYaml(file).values;
}

it('reads back as the very same, whatever its texts look like', () => {
  const document: Json = {
    yes: 'no',
    'a key': ['1h', 'null', ''],
    number: 1e-7,
    text: '0123',
    colon: 'a: b # c',
    nothing: null,
    empty: {},
    none: [],
    deep: {
      list: [
        { floor: 0, cap: null },
        { floor: 1, cap: 2 },
      ],
    },
  };
  expect(readBack(toYaml(document))).toEqual(document);
});

it('holds a whole configuration', () => {
  const config = parseRunConfig(exampleRunConfig()) as unknown as Json;
  expect(readBack(toYaml(config))).toEqual(config);
});
