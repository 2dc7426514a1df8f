import {
  ComponentError,
  type BlockId,
  type EpochMs,
  type OperatorCommand,
} from '@basis/core-types';
import type { BlockQueue } from '../block-queue.js';
import type { QueuedBlock } from '../progress.js';
import type { LiveState } from './live-state.js';

type Order = Exclude<OperatorCommand, { kind: 'submit' }>;

/** Does what an operator says. Throws VM-009 where it cannot be done, and then nothing has changed. */
export function obey(order: Order, live: LiveState, queue: BlockQueue, now: EpochMs): void {
  const { trading, approved, toAdopt, reads } = live;
  switch (order.kind) {
    case 'reduce_only':
      trading.brake('operator', 'reduce_only', order.reason);
      return;
    case 'halt':
      trading.brake('operator', 'halted', order.reason);
      return;
    case 'resume':
      // What is still wrong brakes again when it is looked at next.
      trading.resume();
      live.dailyLoss.begin();
      live.failures = 0;
      return;
    case 'approve':
      approved.add(waitingBlock(order.blockId, queue).block.blockId);
      return;
    case 'reject':
      queue.remove(waitingBlock(order.blockId, queue));
      approved.delete(order.blockId);
      return;
    case 'adopt':
      if (!reads.venues.includes(order.venue))
        throw notDone(`${order.venue} is no venue of this run`);
      toAdopt.add(order.venue);
      reads.want(order.venue, now);
  }
}

function waitingBlock(blockId: BlockId, queue: BlockQueue): QueuedBlock {
  const queued = queue.blocks.find(({ block }) => block.blockId === blockId);
  if (queued === undefined) throw notDone(`No block ${blockId} waits`);
  return queued;
}

function notDone(message: string): ComponentError {
  return new ComponentError('VM-009', { message });
}
