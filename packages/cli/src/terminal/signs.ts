const UNICODE = { passed: '✓', failed: '✗', next: '→', between: '·', full: '█', empty: '░' };
const ASCII: Signs = { passed: 'ok', failed: 'x', next: '->', between: '-', full: '#', empty: '.' };

export type Signs = typeof UNICODE;

export function signsFor(unicode: boolean): Signs {
  return unicode ? UNICODE : ASCII;
}
