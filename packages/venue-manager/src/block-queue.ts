import { ComponentError, type BlockId, type Json } from '@basis/core-types';
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

  clear(): void {
    this.#blocks = [];
  }

  save(): Json {
    return JSON.parse(JSON.stringify(this.#blocks)) as Json;
  }

  load(saved: Json): void {
    // A copy: whoever saved it keeps theirs.
    this.#blocks = [...(saved as unknown as QueuedBlock[])];
  }
}
