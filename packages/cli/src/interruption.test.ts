import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { listenForInterrupts } from './interruption.js';

function listen() {
  const host = Object.assign(new EventEmitter(), { exit: vi.fn() });
  const onFirst = vi.fn();
  let now = 1000;
  const interruption = listenForInterrupts(onFirst, host, () => now);
  const press = (ms: number, signal = 'SIGINT') => {
    now = ms;
    host.emit(signal);
  };
  return { host, onFirst, interruption, press };
}

it('the first Ctrl-C asks to stop, the second ends at once with 130', () => {
  const { host, onFirst, interruption, press } = listen();
  expect(interruption.signal.aborted).toBe(false);
  press(2000);
  expect(interruption.signal.aborted).toBe(true);
  expect(onFirst).toHaveBeenCalledTimes(1);
  press(2400, 'SIGTERM');
  expect(host.exit).toHaveBeenCalledExactlyOnceWith(130);
  expect(onFirst).toHaveBeenCalledTimes(1);
});

it('one Ctrl-C that arrives more than once counts once', () => {
  const { host, press } = listen();
  press(2000);
  press(2300);
  expect(host.exit).not.toHaveBeenCalled();
});

it('gives the signals back', () => {
  const { host, onFirst, interruption, press } = listen();
  interruption.release();
  press(2000);
  expect(onFirst).not.toHaveBeenCalled();
  expect(host.eventNames()).toEqual([]);
});
