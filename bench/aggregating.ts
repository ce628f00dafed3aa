/** What the benchmarks of aggregating have in common: workers that record, and a reader that adds up what they flush. */
import type { Collection } from "../src/aggregate/collection.ts";
import { Reader } from "../src/aggregate/reader.ts";
import { ArenaIdentities } from "../src/aggregate/set_identity.ts";
import { NO_COUNTS, Source, type SourceCounts } from "../src/aggregate/source.ts";
import { arena } from "../src/set/arena.ts";
import { createRing } from "../src/transport/ring.ts";
import { RingReader } from "../src/transport/ring_reader.ts";
import { RingWriter } from "../src/transport/ring_writer.ts";
import { Flusher } from "../src/worker/flusher.ts";
import { Registry } from "../src/worker/registry.ts";
import { expectEqual } from "./benchmark.ts";

/** More than any benchmark has of one set, so that none of them goes to overflow. */
const CARDINALITY_LIMIT = 2 ** 20;

/** A ring, and the aggregator's end of it. */
interface Attached {
  readonly bytes: Uint8Array;
  readonly ring: RingReader;
  readonly source: Source;
}

/** Workers that all record the same: one does, and the rings of the others are copies of its own. */
export class Workers {
  /** Where the sets of all of them are registered. */
  readonly registry: Registry;
  readonly #reader = new Reader({ attributes: {} }, { cardinalityLimit: CARDINALITY_LIMIT });
  readonly #counts: SourceCounts = { ...NO_COUNTS };
  readonly #flusher: Flusher;
  readonly #attached: readonly Attached[];
  #windows = 0;

  constructor(count: number, ringBytes: number) {
    this.#attached = Array.from({ length: count }, () => {
      const ring = createRing(ringBytes);
      return {
        bytes: new Uint8Array(ring),
        ring: new RingReader(ring),
        source: new Source(new ArenaIdentities(arena), [this.#reader], this.#counts),
      };
    });
    const writer = new RingWriter(this.#own.bytes.buffer);
    this.#flusher = new Flusher(arena, writer);
    this.registry = new Registry(writer, this.#flusher);
  }

  /** Puts what was recorded since the last call into the ring of the one that records. */
  flush(): void {
    if (!this.registry.flush(++this.#windows)) throw new Error("the ring is too small for the benchmark");
  }

  /** Gives the others what it has flushed since the last drain. */
  copy(): void {
    for (const { bytes } of this.#attached) if (bytes !== this.#own.bytes) bytes.set(this.#own.bytes);
  }

  /** Takes all that is in the rings: what is measured. */
  drain(): void {
    for (const { source, ring } of this.#attached) {
      source.drain(ring);
      ring.release();
    }
  }

  /** What has arrived, unless a frame is missing or wasn't taken. */
  collect(): Collection {
    const { frames, ...wrong } = this.#counts;
    expectEqual("the number of frames", frames, this.#flusher.frames * this.#attached.length);
    for (const [what, count] of Object.entries(wrong)) expectEqual(`the number of ${what}`, count, 0);
    return this.#reader.collect();
  }

  get #own(): Attached {
    const [own] = this.#attached;
    if (own === undefined) throw new RangeError("there must be a worker");
    return own;
  }
}
