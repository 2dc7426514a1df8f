import type { Signs, Terminal } from '@basis/cli';
import { fixed, grouped } from '../text/numbers.js';

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** How far it has come, such as a date. */
  readonly reached: string;
}

/** Often enough to look alive, seldom enough to cost nothing. */
const SHORTEST_PAUSE_MS = 100;
const WIDTH = 24;
const CLEAR_LINE = '\r\u001b[K';

/** One line on standard error, drawn again and again, and gone at the end. Silent where that is no terminal. */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #signs: Signs;
  readonly #unit: string;
  readonly #nowMs: () => number;
  readonly #startedMs: number;
  #drawnMs: number;
  #isShown = false;

  constructor(terminal: Terminal, signs: Signs, unit: string, nowMs = () => performance.now()) {
    this.#terminal = terminal;
    this.#signs = signs;
    this.#unit = unit;
    this.#nowMs = nowMs;
    this.#startedMs = nowMs();
    // What is done at once shows no bar.
    this.#drawnMs = this.#startedMs;
  }

  update(progress: Progress): void {
    const { progressColumns } = this.#terminal;
    const now = this.#nowMs();
    if (progressColumns === null || now - this.#drawnMs < SHORTEST_PAUSE_MS) return;
    this.#drawnMs = now;
    this.#isShown = true;
    const line = progressLine(progress, (now - this.#startedMs) / 1000, this.#unit, this.#signs);
    this.#terminal.err(`${CLEAR_LINE}${line.slice(0, progressColumns - 1)}`);
  }

  clear(): void {
    if (this.#isShown) this.#terminal.err(CLEAR_LINE);
    this.#isShown = false;
  }
}

export function progressLine(
  { done, total, reached }: Progress,
  elapsedSeconds: number,
  unit: string,
  signs: Signs,
): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.floor(share * WIDTH);
  const bar = signs.full.repeat(filled) + signs.empty.repeat(WIDTH - filled);
  const perSecond = elapsedSeconds > 0 ? done / elapsedSeconds : 0;
  const left = perSecond > 0 ? Math.ceil((total - done) / perSecond) : null;
  return [
    `${bar} ${fixed(share * 100, 0).padStart(3)} %`,
    reached,
    `${grouped(perSecond, 0)} ${unit}/s`,
    left === null ? '' : `ETA ${duration(left)}`,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function duration(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)} min`;
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))} h`;
}
