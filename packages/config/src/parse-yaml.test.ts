import { expect, it } from 'vitest';
import { parseYaml } from './parse-yaml.js';

const refusal = (line: number | undefined, problem: string) =>
  expect.objectContaining({
    code: 'CFG-002',
    message: expect.stringMatching(
      new RegExp(`^f\\.yaml${line === undefined ? '(:\\d+)?' : `:${line}`}: .*${problem}`),
    ),
  });

it('gives values and, in the same shape, the line of each', () => {
  const { values, origins } = parseYaml('a: 1\nb:\n  c: text\n  d: [1, 2]\n\n  e:\n', 'f.yaml');
  expect(values).toEqual({ a: 1, b: { c: 'text', d: [1, 2], e: null } });
  expect(origins).toEqual({
    a: 'f.yaml:1',
    b: { c: 'f.yaml:3', d: 'f.yaml:4', e: expect.stringMatching(/^f\.yaml/) },
  });
});

it('reads by the core schema: no is text, and so is a date', () => {
  expect(parseYaml('a: no\nb: 2024-01-01\nc: 0x10\nd: 1e3\ne: ~', 'f.yaml').values).toEqual({
    a: 'no',
    b: '2024-01-01',
    c: 16,
    d: 1000,
    e: null,
  });
});

it('gives a shared block the line of where it stands', () => {
  const { values, origins } = parseYaml('a: &x\n  b: 1\nc: *x\n', 'f.yaml');
  expect(values).toEqual({ a: { b: 1 }, c: { b: 1 } });
  expect(origins).toEqual({ a: { b: 'f.yaml:2' }, c: { b: 'f.yaml:2' } });
});

it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s at any depth', (key) => {
  expect(() => parseYaml(`a:\n  - ${key}: {polluted: true}\n`, 'f.yaml')).toThrow(refusal(2, key));
  expect(() => parseYaml(`"${key}": 1\n`, 'f.yaml')).toThrow(refusal(1, key));
});

it('refuses a key that is given twice', () => {
  expect(() => parseYaml('a: 1\nb: 2\na: 3\n', 'f.yaml')).toThrow(refusal(3, 'DUPLICATE_KEY'));
});

it('refuses what is not YAML, a second document, keys that are no text, and tags', () => {
  expect(() => parseYaml('a: [1\n', 'f.yaml')).toThrow(refusal(undefined, 'not valid YAML'));
  expect(() => parseYaml('a: 1\n---\nb: 2\n', 'f.yaml')).toThrow(
    refusal(undefined, 'MULTIPLE_DOCS'),
  );
  expect(() => parseYaml('? [a, b]\n: 1\n', 'f.yaml')).toThrow(refusal(1, 'NON_STRING_KEY'));
  expect(() => parseYaml('a: !!js/function "x"\n', 'f.yaml')).toThrow(
    refusal(1, 'TAG_RESOLVE_FAILED'),
  );
});

it('does not merge `<<`', () => {
  expect(parseYaml('a: &x {b: 1}\nc:\n  <<: *x\n', 'f.yaml').values).toEqual({
    a: { b: 1 },
    c: { '<<': { b: 1 } },
  });
});

it('refuses an alias bomb', () => {
  const rows = ['a0: &a0 [x, x]'];
  for (let level = 1; level < 12; level += 1)
    rows.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  expect(() => parseYaml(rows.join('\n'), 'f.yaml')).toThrow(refusal(undefined, 'aliases'));
});

it('refuses nesting that would exhaust the stack', () => {
  expect(() => parseYaml('['.repeat(20_000), 'f.yaml')).toThrow(
    expect.objectContaining({ code: 'CFG-002' }),
  );
});

it('never quotes the text, which may hold a secret', () => {
  for (const text of [
    'api_key: "s3cret\n',
    'a: s3cret: s3cret\n',
    '@s3cret',
    'a: *s3cret\n',
    'a: !s3cret 1\n',
  ]) {
    try {
      parseYaml(text, 'f.yaml');
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain('s3cret');
      expect((error as Error).cause).toBeUndefined();
    }
  }
});
