import { type UnixNanos, unixNanos } from "../host/clock.ts";
import { announce, changed } from "../host/wait.ts";
import { CONTROL_BYTES, controlOf, ControlWord } from "../transport/ring.ts";
import { RingReader } from "../transport/ring_reader.ts";
import type { AggregatingState, WorkerState } from "./inspection.ts";
import type { NodeMember } from "./node_aggregator.ts";
import type { Reader } from "./reader.ts";
import { salvage } from "./salvage.ts";
import { ArenaIdentities, type Identities } from "./set_identity.ts";
import { Source, type SourceCounts } from "./source.ts";

/** The memory of a worker that records. */
export interface WorkerMemory {
  readonly arena: ArrayBufferLike;
  readonly ring: ArrayBufferLike;
  readonly root: number;
  /** The NUMA node on which it runs; nothing when it isn't pinned. */
  readonly node?: number | undefined;
}

/** What can tell that a thread has ended: `ThreadEnd`, for real ones. */
export interface Endable {
  ended(): boolean;
}

/** How a worker's memory was left. */
export type Ending = "closed" | "salvaged";

/** One worker, as the aggregator is attached to it. */
export class Attachment {
  /** The worker's number. */
  readonly id: number;
  /** What its frames name. */
  readonly identities: Identities;
  readonly #memory: WorkerMemory;
  readonly #end: Endable | undefined;
  readonly #control: Int32Array;
  #ring: RingReader;
  readonly #source: Source;
  /** When the end of the thread was seen. */
  #endTime: UnixNanos | undefined;
  /** Who else drains its ring, and up to where that has been applied. */
  #handedOver: { readonly by: AggregatingState; applied: number } | undefined;
  /** Whether somebody else who drained the ring has found frames that can't be ones. */
  #isCorrupt = false;

  /** Without `end`, the worker runs in this thread. */
  constructor(
    memory: WorkerMemory,
    id: number,
    end: Endable | undefined,
    readers: readonly Reader[],
    counts: SourceCounts,
  ) {
    this.id = id;
    this.#memory = memory;
    this.#end = end;
    this.#control = controlOf(memory.ring);
    this.#ring = new RingReader(memory.ring);
    this.identities = new ArenaIdentities(memory.arena, memory.node);
    this.#source = new Source(this.identities, readers, counts);
    announce(this.#control, ControlWord.worker, id);
  }

  /** Takes what has been flushed. When the worker has ended, takes all that is left and says how it ended. */
  drain(reportInvalid: (reason: number, count: number) => void): Ending | undefined {
    // What is known to have ended before the ring is drained has nothing to add afterwards.
    const ended = Atomics.load(this.#control, ControlWord.gone) !== 0 || (this.#end?.ended() ?? false);
    // What is left in the lanes was recorded by now, however long it takes until the ring is empty.
    if (ended) this.#endTime ??= unixNanos();
    const closed = Atomics.load(this.#control, ControlWord.closed) !== 0;
    if (this.#handedOver === undefined) {
      this.#source.drain(this.#ring);
      this.#ring.release();
    } else {
      this.#giveBack(this.#handedOver.applied);
      if (!this.isTaken(Atomics.load(this.#control, ControlWord.tail))) return undefined;
    }
    if (closed) return "closed";
    if (this.#endTime === undefined) return undefined;
    salvage(this.#source, this.#memory.arena, this.#memory.root, this.#endTime, reportInvalid);
    return "salvaged";
  }

  /** Somebody else drains the ring from now on. What has to be known for that. */
  handOver(by: AggregatingState): NodeMember {
    this.#handedOver = { by, applied: this.#ring.position };
    const { arena, ring, root, node } = this.#memory;
    return { id: this.id, memory: { arena, ring, root, node }, sequence: this.#source.sequence };
  }

  /** The ring is drained here again. */
  takeBack(): void {
    if (this.#handedOver === undefined) return;
    this.#giveBack(this.#handedOver.applied);
    this.#handedOver = undefined;
    this.#ring = new RingReader(this.#memory.ring);
  }

  /** Applies a frame that who drains the ring has handed on. */
  take(frame: RingReader): void {
    this.#source.take(frame);
  }

  /** All that was in the ring up to a position has been applied; `corrupt` frames on the way couldn't be read. */
  advance(position: number, sequence: number, corrupt: number): void {
    this.#source.resume(sequence);
    this.#isCorrupt ||= corrupt > 0;
    if (this.#handedOver !== undefined) this.#handedOver.applied = position | 0;
    this.#giveBack(position | 0);
  }

  /** Gives the ring's memory up to a position back to the worker; again, if somebody else has overwritten the word. */
  #giveBack(position: number): void {
    if (Atomics.load(this.#control, ControlWord.head) === position) return;
    announce(this.#control, ControlWord.head, position);
  }

  /** What there is to tell of the worker now. */
  inspect(): WorkerState {
    const head = Atomics.load(this.#control, ControlWord.head),
      tail = Atomics.load(this.#control, ControlWord.tail);
    return {
      id: this.id,
      node: this.#memory.node,
      drainedBy: this.#handedOver?.by,
      frames: this.#source.sequence,
      ringBytes: this.#memory.ring.byteLength - CONTROL_BYTES,
      // Positions count units of a double.
      waitingBytes: ((tail - head) >>> 0) * Float64Array.BYTES_PER_ELEMENT,
      isCorrupt: this.#isCorrupt || this.#ring.corruptions > 0,
      sets: this.#source.sets,
    };
  }

  /** Says, to whoever waits for it, that nothing more is taken from the worker. */
  leave(): void {
    this.#source.end();
    announce(this.#control, ControlWord.left, 1);
  }

  /** Asks the worker to flush now; the number to give to {@linkcode published}. */
  askToFlush(): number {
    const barrier = (Atomics.load(this.#control, ControlWord.barrier) + 1) | 0;
    announce(this.#control, ControlWord.barrier, barrier);
    return barrier;
  }

  /**
   * Up to where the ring holds all that was recorded before the request; `undefined` while the worker hasn't flushed
   * since then.
   */
  published(barrier: number): number | undefined {
    const hasPassed = isPast(Atomics.load(this.#control, ControlWord.passed), barrier);
    return hasPassed ? Atomics.load(this.#control, ControlWord.tail) : undefined;
  }

  /** Whether all that is in the ring up to a position has been taken. */
  isTaken(position: number): boolean {
    return isPast(this.#handedOver?.applied ?? Atomics.load(this.#control, ControlWord.head), position);
  }

  /** Resolves when the worker passes a barrier, or after `timeout` milliseconds. */
  async progress(barrier: number, timeout: number): Promise<void> {
    const passed = Atomics.load(this.#control, ControlWord.passed);
    if (!isPast(passed, barrier)) await changed(this.#control, ControlWord.passed, passed, timeout);
  }
}

/** Whether a number that is counted modulo 2^32 is at or after another one: of barriers, workers skip some. */
function isPast(passed: number, barrier: number): boolean {
  return ((passed - barrier) | 0) >= 0;
}
