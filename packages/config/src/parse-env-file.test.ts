import { expect, it } from 'vitest';
import { parseEnvFile } from './parse-env-file.js';

const read = (text: string) => Object.fromEntries(parseEnvFile(text, 'env.unified'));

it.each([
  ['A=1', '1'],
  ['export A=1', '1'],
  ['A = 1 ', '1'],
  ['A=', ''],
  ['A=a=b', 'a=b'],
  ['A=a#b', 'a#b'],
  ['A=a # comment', 'a'],
  ['A=# comment', ''],
  ["A='a # b'", 'a # b'],
  ['A="a b" # comment', 'a b'],
  ['A=$HOME', '$HOME'],
  ['\uFEFFA=1\r', '1'],
])('reads %j', (line, value) => {
  expect(read(line)).toEqual({ A: value });
});

it('passes over comments and empty lines; the last of two wins', () => {
  expect(read('# A=0\n\n  # x\nA=1\nA=2\n')).toEqual({ A: '2' });
});

it('names a line that it cannot read, without showing it', () => {
  expect(() => read('A=1\ns3cret without a name\n')).toThrow(
    expect.objectContaining({
      code: 'CFG-002',
      message: expect.stringMatching(/^env\.unified:2: (?!.*s3cret)/),
    }),
  );
});
