import { memoryTerminal, signsFor } from '@basis/cli';
import { describe, expect, it } from 'vitest';
import { ProgressBar, progressLine } from './progress-bar.js';

const signs = signsFor(false);

describe('the line', () => {
  it('shows the share, how far it is, the speed and the time that is left', () => {
    const line = progressLine({ done: 500, total: 1000, reached: '2024-06-01' }, 2, 'steps', signs);
    expect(line).toBe('############............  50 %  2024-06-01  250 steps/s  ETA 2 s');
  });

  it('counts long times in minutes and hours', () => {
    const eta = (total: number) =>
      progressLine({ done: 1, total, reached: '' }, 1, 'steps', signs).split('ETA ')[1];
    expect(eta(126)).toBe('2:05 min');
    expect(eta(7261)).toBe('2:01 h');
  });
});

describe('the bar', () => {
  const drawing = (progressColumns: number | null) => {
    let now = 0;
    const terminal = memoryTerminal({ progressColumns });
    const bar = new ProgressBar(terminal, signs, 'steps', () => now);
    const updateAt = (ms: number) => {
      now = ms;
      bar.update({ done: ms, total: 2000, reached: '2024-01-01' });
    };
    return { terminal, bar, updateAt };
  };
  const lines = (text: string) => text.split('\r').length - 1;

  it('is drawn at most ten times a second and cleared at the end', () => {
    const { terminal, bar, updateAt } = drawing(80);
    for (let ms = 0; ms <= 1000; ms += 10) updateAt(ms);
    expect(lines(terminal.written.err)).toBe(10);
    bar.clear();
    expect(terminal.written.err.endsWith('\r\u001b[K')).toBe(true);
    expect(terminal.written.out).toBe('');
  });

  it('fits a narrow terminal', () => {
    const { terminal, updateAt } = drawing(20);
    updateAt(500);
    expect(terminal.written.err.replace('\r\u001b[K', '')).toHaveLength(19);
  });

  it('is silent where there is no terminal, and where all was done at once', () => {
    const silent = drawing(null);
    silent.updateAt(500);
    silent.bar.clear();
    expect(silent.terminal.written.err).toBe('');
    const quick = drawing(80);
    quick.updateAt(50);
    quick.bar.clear();
    expect(quick.terminal.written.err).toBe('');
  });
});
