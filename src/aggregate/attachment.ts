import { unixNanos } from "../host/clock.ts";
import { announce, changed } from "../host/wait.ts";
import { CONTROL_BYTES, controlOf, ControlWord } from "../transport/ring.ts";
import { RingReader } from "../transport/ring_reader.ts";
import type { WorkerState } from "./inspection.ts";
import type { Reader } from "./reader.ts";
import { salvage } from "./salvage.ts";
import { Source, type SourceCounts } from "./source.ts";

/** The memory of a worker that records. */
export interface WorkerMemory {
  readonly arena: ArrayBufferLike;
  readonly ring: ArrayBufferLike;
  readonly root: number;
}

/** What can tell that a thread has ended: `ThreadEnd`, for real ones. */
export interface Endable {
  ended(): boolean;
}

/** How a worker's memory was left. */
export type Ending = "closed" | "salvaged";

/** One worker, as the aggregator is attached to it. */
export class Attachment {
  readonly #id: number;
  readonly #memory: WorkerMemory;
  readonly #end: Endable | undefined;
  readonly #control: Int32Array;
  readonly #ring: RingReader;
  readonly #source: Source;

  /** Without `end`, the worker runs in this thread. */
  constructor(
    memory: WorkerMemory,
    id: number,
    end: Endable | undefined,
    readers: readonly Reader[],
    counts: SourceCounts,
  ) {
    this.#id = id;
    this.#memory = memory;
    this.#end = end;
    this.#control = controlOf(memory.ring);
    this.#ring = new RingReader(memory.ring);
    this.#source = new Source(memory.arena, readers, counts);
    announce(this.#control, ControlWord.worker, id);
  }

  /** Takes what has been flushed. When the worker has ended, takes all that is left and says how it ended. */
  drain(reportInvalid: (reason: number, count: number) => void): Ending | undefined {
    // What is known to have ended before the ring is drained has nothing to add afterwards.
    const ended = Atomics.load(this.#control, ControlWord.gone) !== 0 || (this.#end?.ended() ?? false);
    const closed = Atomics.load(this.#control, ControlWord.closed) !== 0;
    this.#source.drain(this.#ring);
    if (closed) return "closed";
    if (!ended) return undefined;
    salvage(this.#source, this.#memory.arena, this.#memory.root, unixNanos(), reportInvalid);
    return "salvaged";
  }

  /** What there is to tell of the worker now. */
  inspect(): WorkerState {
    const head = Atomics.load(this.#control, ControlWord.head),
      tail = Atomics.load(this.#control, ControlWord.tail);
    return {
      id: this.#id,
      frames: this.#source.sequence,
      ringBytes: this.#memory.ring.byteLength - CONTROL_BYTES,
      // Positions count units of a double.
      waitingBytes: ((tail - head) >>> 0) * Float64Array.BYTES_PER_ELEMENT,
      isCorrupt: this.#ring.corruptions > 0,
      sets: this.#source.sets,
    };
  }

  /** Says, to whoever waits for it, that nothing more is taken from the worker. */
  leave(): void {
    this.#source.end();
    announce(this.#control, ControlWord.left, 1);
  }

  /** Asks the worker to flush now; the number to give to {@linkcode passed}. */
  askToFlush(): number {
    const barrier = (Atomics.load(this.#control, ControlWord.barrier) + 1) | 0;
    announce(this.#control, ControlWord.barrier, barrier);
    return barrier;
  }

  /** Whether all that was recorded before the request has been published. */
  passed(barrier: number): boolean {
    return isPast(Atomics.load(this.#control, ControlWord.passed), barrier);
  }

  /** Resolves when the worker passes a barrier, or after `timeout` milliseconds. */
  async progress(barrier: number, timeout: number): Promise<void> {
    const passed = Atomics.load(this.#control, ControlWord.passed);
    if (!isPast(passed, barrier)) await changed(this.#control, ControlWord.passed, passed, timeout);
  }
}

/** Whether a barrier's number, counted modulo 2^32, is at or after another one: workers skip some. */
function isPast(passed: number, barrier: number): boolean {
  return ((passed - barrier) | 0) >= 0;
}
