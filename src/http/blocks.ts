/** Bytes of a block, which are handed to a connection at once. */
export const BLOCK_BYTES = 65_536;

/**
 * Memory for texts that one after the other is written to: a text that was read once is garbage that a collector sees
 * late, since it was there for longer than most things are.
 *
 * Nobody is handed a block itself, since nobody tells when a connection no longer needs what it was handed.
 */
export class Blocks {
  readonly #free: Uint8Array<ArrayBuffer>[] = [];

  /** A block, with whatever bytes are in it. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#free.pop() ?? new Uint8Array(BLOCK_BYTES);
  }

  /** Takes blocks back. Those that are never given back are garbage. */
  giveBack(blocks: readonly Uint8Array<ArrayBuffer>[]): void {
    this.#free.push(...blocks);
  }
}
