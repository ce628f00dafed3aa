import type { OwnThread } from "../host/own_thread.ts";
import { announce, changed } from "../host/wait.ts";
import { describe, warnOnce } from "../host/warn.ts";
import { FrameKind, PARTIAL_KINDS } from "../transport/frame.ts";
import { createPipe, PipeReader, PipeWord } from "../transport/pipe.ts";
import { controlOf, ControlWord } from "../transport/ring.ts";
import { RingReader } from "../transport/ring_reader.ts";
import type { Attachment } from "./attachment.ts";
import type { AggregatingState } from "./inspection.ts";
import type { NodeOrder } from "./node_loop.ts";
import type { NodeStart } from "./node_thread.ts";
import { PartialIdentities } from "./partial_identities.ts";
import { COUNTED, PARTIAL_SETS } from "./partial_writer.ts";
import { type Consumer, Source, type SourceCounts } from "./source.ts";

/**
 * An aggregating worker that has done nothing for so many drains is woken, since its cadence may be a long one; then,
 * after so many more, and so many milliseconds, it is given up.
 */
const IDLE_DRAINS = 10, STALLED_DRAINS = 20, STALLED_MILLISECONDS = 30_000;

/** Where the other end of the pipe is. */
export type Start = (start: NodeStart, lost: (reason: unknown) => void) => OwnThread;

/** How aggregating workers run. */
export interface AggregatingOptions {
  /** The number of the NUMA node whose workers it takes first; `undefined` when there is one alone. */
  readonly node: number | undefined;
  /** The cpus that it may run on; none when it may run anywhere. */
  readonly cpus: readonly number[];
  /** Milliseconds between two drains. */
  readonly cadence: number;
  /**
   * Bytes of the pipe through which it hands on what it has: a power of two.
   * @default 4194304
   */
  readonly pipeBytes?: number;
  /**
   * How its other end is started.
   * @default as a thread
   */
  readonly start?: Start;
}

/**
 * The root's end of an aggregating worker, which drains the rings of some workers and adds up what they have. What it
 * hands on is applied here, and only then are the rings' heads moved: whatever becomes of the aggregating worker, the
 * root goes on from there.
 */
export class AggregatingWorker {
  readonly state: AggregatingState;
  readonly #options: AggregatingOptions;
  readonly #counts: SourceCounts;
  readonly #pipe: ArrayBufferLike;
  readonly #control: Int32Array;
  readonly #reader: PipeReader;
  readonly #identities = new PartialIdentities();
  readonly #sums: Source;
  readonly #members = new Map<number, Attachment>();
  /** The members whose rings it doesn't drain yet, since its thread hasn't begun: that may take seconds. */
  readonly #joining = new Set<Attachment>();
  #thread: OwnThread | undefined;
  #isLost = false;
  #beats = 0;
  #stalledDrains = 0;
  #stalledSince = 0;

  /** `id` is its number; `consumers` and `counts` are shared with the root's other sources. */
  constructor(
    id: number,
    options: AggregatingOptions,
    consumers: readonly Consumer[],
    counts: SourceCounts,
  ) {
    this.state = { id, node: options.node };
    this.#options = options;
    this.#counts = counts;
    this.#pipe = createPipe(options.pipeBytes);
    this.#control = controlOf(this.#pipe);
    this.#reader = new PipeReader(this.#pipe);
    this.#sums = new Source(this.#identities, consumers, counts);
  }

  /** Workers whose rings it drains, or will once its thread has begun. */
  get size(): number {
    return this.#members.size;
  }

  /** Whether it is of no use any more, so that its workers' rings are drained by the root. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Hands a worker over, as soon as the thread has begun, which the first one starts. */
  join(attachment: Attachment): void {
    if (this.#isLost) return;
    this.#thread ??= this.#start();
    this.#members.set(attachment.id, attachment);
    this.#joining.add(attachment);
    this.#handOver();
  }

  /** A worker has ended. */
  leave(attachment: Attachment): void {
    if (this.#members.delete(attachment.id) && !this.#joining.delete(attachment)) {
      this.#order({ leave: attachment.id });
    }
  }

  /** From the next partial on, workers are told apart. */
  split(): void {
    Atomics.store(this.#control, PipeWord.splits, 1);
  }

  /** Applies what it has handed on. */
  drain(): void {
    // What was handed on and not applied when it was lost is still in the rings.
    if (this.#isLost) return;
    this.#handOver();
    try {
      for (let ring = this.#reader.next(); ring !== undefined; ring = this.#reader.next()) this.#apply(ring);
    } catch (error) {
      this.#lose(describe(error));
    }
    if (this.#reader.corrupt) this.#lose("its memory was overwritten");
    else if (this.#isStalled()) this.#lose("it has stalled");
  }

  /** Asks it to hand on now what there is. */
  wake(): void {
    if (this.#thread === undefined) return;
    announce(this.#control, PipeWord.wakes, (Atomics.load(this.#control, PipeWord.wakes) + 1) | 0);
  }

  /** Resolves when it hands something on, or after `timeout` milliseconds. */
  progress(timeout: number): Promise<void> {
    return changed(this.#control, ControlWord.tail, Atomics.load(this.#control, ControlWord.head), timeout);
  }

  /** Ends the thread; the root drains the rings from now on. */
  close(): void {
    this.#isLost = true;
    announce(this.#control, PipeWord.closed, 1);
    this.wake();
    this.#thread?.terminate();
    for (const attachment of this.#members.values()) attachment.takeBack();
    this.#members.clear();
    this.#joining.clear();
    this.#sums.end();
  }

  #start(): OwnThread {
    const { cpus, cadence, start = startNodeThread } = this.#options;
    return start({ pipe: this.#pipe, cadence, cpus }, (reason) => this.#lose(describe(reason)));
  }

  #handOver(): void {
    if (this.#joining.size === 0 || !this.#hasBegun()) return;
    for (const attachment of this.#joining) this.#order({ join: attachment.handOver(this.state) });
    this.#joining.clear();
  }

  #hasBegun(): boolean {
    return Atomics.load(this.#control, PipeWord.beats) !== 0;
  }

  #order(order: NodeOrder): void {
    this.#thread?.post(order);
  }

  #lose(reason: string): void {
    if (this.#isLost) return;
    warnOnce(
      `an aggregating worker is of no use any more, its workers are drained by the main thread: ${reason}`,
    );
    this.close();
  }

  #isStalled(): boolean {
    const beats = Atomics.load(this.#control, PipeWord.beats), now = performance.now();
    // Nobody waits for a thread that hasn't begun.
    if (!this.#hasBegun() || beats !== this.#beats) {
      this.#beats = beats;
      this.#stalledDrains = 0;
      this.#stalledSince = now;
      return false;
    }
    if (++this.#stalledDrains === IDLE_DRAINS) {
      this.#stalledSince = now;
      this.wake();
    }
    // Both: a process that was stopped for a while finds much time gone by, but not many drains.
    return this.#stalledDrains > IDLE_DRAINS + STALLED_DRAINS &&
      now - this.#stalledSince > STALLED_MILLISECONDS;
  }

  #apply(ring: ArrayBufferLike): void {
    // Before anything is applied: what isn't whole comes again from the workers' rings.
    const checked = new RingReader(ring, PARTIAL_KINDS);
    while (checked.next());
    if (checked.corruptions > 0) throw new RangeError("a frame that can't be one");
    const frame = new RingReader(ring, PARTIAL_KINDS);
    const advances: (() => void)[] = [];
    let take: ((frame: RingReader) => void) | undefined;
    while (frame.next()) {
      const { block, generation, sequence } = frame;
      switch (frame.kind) {
        case FrameKind.source: {
          const attachment = this.#members.get(block);
          take = block === PARTIAL_SETS ? (frame) => this.#addUp(frame) : (frame) => attachment?.take(frame);
          break;
        }
        case FrameKind.define:
          this.#define(frame);
          break;
        case FrameKind.drained: {
          const attachment = this.#members.get(block);
          let corrupt = 0;
          for (let cell = 0; cell < frame.cells; cell++) {
            const key = COUNTED[frame.laneAt(cell)];
            if (key !== undefined) this.#counts[key] += frame.valueAt(cell);
            if (key === "corrupt") corrupt = frame.valueAt(cell);
          }
          advances.push(() => attachment?.advance(generation, sequence, corrupt));
          break;
        }
        default:
          // What has been applied before must not come again from the rings: this frame alone is given up.
          try {
            take?.(frame);
          } catch (error) {
            warnOnce(`the memory of a worker can't be read: ${describe(error)}`);
            this.#counts.corrupt++;
          }
      }
    }
    // Last of all: from now on, workers may use the memory again that the partial refers to.
    for (const advance of advances) advance();
  }

  #define(frame: RingReader): void {
    // The number of the worker stands where others have the start of their window.
    const worker = this.#members.get(frame.start);
    try {
      if (worker !== undefined) this.#identities.define(frame, worker.identities);
    } catch {
      this.#counts.corrupt++;
    }
  }

  #addUp(frame: RingReader): void {
    this.#sums.take(frame);
    if (frame.last) this.#identities.forget(frame.block);
  }
}

/**
 * Starts the thread by a module that is loaded when it is needed, and not before: it asks for its own address, which
 * the text of a bundle that runs as a script must not.
 */
function startNodeThread(start: NodeStart, lost: (reason: unknown) => void): OwnThread {
  // By a name that is no constant: bundlers take in what they can name.
  const path = ["./node_thread_start.ts"].join("");
  const loaded: Promise<OwnThread | undefined> = import(path).then(
    (module: typeof import("./node_thread_start.ts")) => module.startNodeThread(start, lost),
  );
  loaded.then((thread) => thread ?? lost("there are no threads here"), lost);
  const use = (act: (thread: OwnThread) => void) =>
    void loaded.then((thread) => thread && act(thread), () => {});
  return {
    post: (message) => use((thread) => thread.post(message)),
    terminate: () => use((thread) => thread.terminate()),
  };
}
