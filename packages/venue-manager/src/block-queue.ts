import { ComponentError, type BlockId, type Json, type TriggerSource } from '@basis/core-types';
import { blockReducesRisk } from './live/reduces-risk.js';
import type { QueuedBlock } from './progress.js';

/** Blocks that wait, lowest priority number first, in order of arrival among equals. */
export class BlockQueue {
  readonly #capacity: number;
  #blocks: QueuedBlock[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#blocks.length;
  }

  get blocks(): readonly QueuedBlock[] {
    return this.#blocks;
  }

  get ids(): readonly BlockId[] {
    return this.#blocks.map(({ block }) => block.blockId);
  }

  /** What adding this block would be refused for. */
  overflow(blockId: BlockId): ComponentError | undefined {
    if (this.length < this.#capacity) return undefined;
    return new ComponentError('EXEC-003', {
      context: { block_id: blockId, queue_length: this.length, max_queue_size: this.#capacity },
    });
  }

  add(queued: QueuedBlock): void {
    const { priority } = queued.block;
    const at = this.#blocks.findIndex(({ block }) => block.priority > priority);
    this.#blocks.splice(at < 0 ? this.#blocks.length : at, 0, queued);
  }

  remove(queued: QueuedBlock): void {
    this.#blocks = this.#blocks.filter((other) => other !== queued);
  }

  /**
   * Takes out what was made for a state that a failed block has changed, and names it: what has come from where that did. An
   * operator who wants less risk wants it from whatever state.
   */
  overtake(failedSource: TriggerSource): readonly BlockId[] {
    const stays = ({ block, source }: QueuedBlock) =>
      source !== failedSource || (source === 'manual' && blockReducesRisk(block));
    const dropped = this.#blocks.filter((queued) => !stays(queued));
    this.#blocks = this.#blocks.filter(stays);
    return dropped.map(({ block }) => block.blockId);
  }

  save(): Json {
    return JSON.parse(JSON.stringify(this.#blocks)) as Json;
  }

  load(saved: Json): void {
    // A copy: whoever saved it keeps theirs.
    this.#blocks = [...(saved as unknown as QueuedBlock[])];
  }
}
