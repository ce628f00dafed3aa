import type { Aggregator } from "../../src/aggregate/aggregator.ts";
import { unixNanos } from "../../src/host/clock.ts";
import { arena } from "../../src/set/arena.ts";
import { createRing } from "../../src/transport/ring.ts";
import { RingReader } from "../../src/transport/ring_reader.ts";
import { type FrameHeader, RingWriter } from "../../src/transport/ring_writer.ts";
import type { Block } from "../../src/worker/block.ts";
import { Flusher } from "../../src/worker/flusher.ts";
import { Registry } from "../../src/worker/registry.ts";
import { Death, Fuse, withBurningViews } from "./fuse.ts";

/** A ring's writer of which each step burns a fuse. */
class MortalRingWriter extends RingWriter {
  readonly #fuse: Fuse;

  constructor(buffer: ArrayBufferLike, fuse: Fuse) {
    super(buffer);
    this.#fuse = fuse;
  }

  override begin(cells: number): boolean {
    this.#fuse.burn();
    return super.begin(cells);
  }

  override add(row: number, lane: number, value: number): void {
    this.#fuse.burn();
    super.add(row, lane, value);
  }

  override addExemplar(row: number, lane: number, words: Uint32Array, slot: number): void {
    this.#fuse.burn();
    super.addExemplar(row, lane, words, slot);
  }

  override publish(header: FrameHeader): void {
    this.#fuse.burn();
    super.publish(header);
  }
}

/** A flusher that is replaced for its last flush by one whose every store burns a fuse. */
class MortalFlusher extends Flusher {
  readonly #ring: RingWriter;
  readonly #fuse: Fuse;
  #dying: Flusher | undefined;

  constructor(ring: RingWriter, fuse: Fuse) {
    super(arena, ring);
    this.#ring = ring;
    this.#fuse = fuse;
  }

  set isDying(isDying: boolean) {
    // Its frames are numbered from 1, so that their number is the last one's.
    this.#dying = isDying
      ? withBurningViews(this.#fuse, () => new Flusher(arena, this.#ring, this.frames))
      : undefined;
  }

  override flush(block: Block, end: number): boolean {
    return this.#dying === undefined ? super.flush(block, end) : this.#dying.flush(block, end);
  }

  override flushLast(block: Block, end: number): boolean {
    return this.#dying === undefined ? super.flushLast(block, end) : this.#dying.flushLast(block, end);
  }
}

/** A worker in this thread, as `connect()` makes them, that can end between any two stores of what it does. */
export class MortalWorker {
  readonly ring: ArrayBufferLike;
  readonly registry: Registry;
  readonly #fuse: Fuse;
  readonly #flusher: MortalFlusher;
  #isDead = false;

  /** `fuse` is what the stores of its last act burn. */
  constructor(ringBytes = 65536, fuse = new Fuse()) {
    this.#fuse = fuse;
    this.ring = createRing(ringBytes);
    const writer = new MortalRingWriter(this.ring, this.#fuse);
    this.#flusher = new MortalFlusher(writer, this.#fuse);
    this.registry = withBurningViews(this.#fuse, () => new Registry(writer, this.#flusher));
  }

  join(aggregator: Aggregator, id: number, node?: number): void {
    const memory = { arena, ring: this.ring, root: this.registry.root, node };
    aggregator.join(memory, id, { ended: () => this.#isDead }, () => {});
  }

  /** Flushes all sets: false when the ring is full. */
  flush(): boolean {
    return this.registry.flush(unixNanos());
  }

  /**
   * Ends the worker after so many stores of an act, which is a flush unless told otherwise. False when the act had no
   * more than these.
   */
  die(stores: number, act: () => void = () => this.flush()): boolean {
    this.#isDead = true;
    this.#flusher.isDying = true;
    this.#fuse.light(stores);
    try {
      act();
    } catch (error) {
      if (!(error instanceof Death)) throw error;
    }
    return this.#fuse.isBurnt;
  }

  /** Gives back the arena's memory: that of real workers goes with their threads. */
  bury(): void {
    this.#flusher.isDying = false;
    this.#fuse.putOut();
    this.registry.close();
    const reader = new RingReader(this.ring);
    for (let whole = false; !whole;) {
      whole = this.flush();
      while (reader.next());
      reader.release();
    }
    this.registry.release();
  }
}
