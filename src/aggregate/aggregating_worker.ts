import { type OwnThread, startThread } from "../host/own_thread.ts";
import { announce, changed } from "../host/wait.ts";
import { describe, warnOnce } from "../host/warn.ts";
import { FrameKind, PARTIAL_KINDS } from "../transport/frame.ts";
import { createPipe, PipeReader, PipeWord } from "../transport/pipe.ts";
import { controlOf, ControlWord } from "../transport/ring.ts";
import { RingReader } from "../transport/ring_reader.ts";
import type { Attachment } from "./attachment.ts";
import type { NodeOrder } from "./node_loop.ts";
import type { NodeStart } from "./node_thread.ts";
import { PartialIdentities } from "./partial_identities.ts";
import { COUNTED, PARTIAL_SETS } from "./partial_writer.ts";
import { type Consumer, Source, type SourceCounts } from "./source.ts";

/** An aggregating worker that has done nothing for so many drains, and so many milliseconds, is given up. */
const STALLED_DRAINS = 20, STALLED_MILLISECONDS = 5000;

/** Where the other end of the pipe is. */
export type Start = (start: NodeStart, lost: (reason: unknown) => void) => OwnThread | undefined;

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
  readonly node: number | undefined;
  readonly #options: AggregatingOptions;
  readonly #counts: SourceCounts;
  readonly #pipe: ArrayBufferLike;
  readonly #control: Int32Array;
  readonly #reader: PipeReader;
  readonly #identities = new PartialIdentities();
  readonly #sums: Source;
  readonly #members = new Map<number, Attachment>();
  #thread: OwnThread | undefined;
  #isLost = false;
  #beats = 0;
  #stalledDrains = 0;
  #stalledSince = 0;

  /** `consumers` and `counts` are shared with the root's other sources. */
  constructor(options: AggregatingOptions, consumers: readonly Consumer[], counts: SourceCounts) {
    this.node = options.node;
    this.#options = options;
    this.#counts = counts;
    this.#pipe = createPipe(options.pipeBytes);
    this.#control = controlOf(this.#pipe);
    this.#reader = new PipeReader(this.#pipe);
    this.#sums = new Source(this.#identities, consumers, counts);
  }

  /** Workers whose rings it drains. */
  get size(): number {
    return this.#members.size;
  }

  /** Whether it is of no use any more, so that its workers' rings are drained by the root. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Hands a worker over. The first one starts the thread. */
  join(attachment: Attachment): void {
    if (this.#isLost) return;
    this.#thread ??= this.#start();
    if (this.#thread === undefined) return this.#lose("there are no threads here");
    this.#members.set(attachment.id, attachment);
    this.#order({ join: attachment.handOver() });
  }

  /** A worker has ended. */
  leave({ id }: Attachment): void {
    if (this.#members.delete(id)) this.#order({ leave: id });
  }

  /** From the next partial on, workers are told apart. */
  split(): void {
    Atomics.store(this.#control, PipeWord.splits, 1);
  }

  /** Applies what it has handed on. */
  drain(): void {
    // What was handed on and not applied when it was lost is still in the rings.
    if (this.#isLost) return;
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
    this.#sums.end();
  }

  #start(): OwnThread | undefined {
    const { cpus, cadence, start = startNodeThread } = this.#options;
    this.#stalledSince = performance.now();
    return start({ pipe: this.#pipe, cadence, cpus }, (reason) => this.#lose(describe(reason)));
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
    if (this.#thread === undefined || beats !== this.#beats) {
      this.#beats = beats;
      this.#stalledDrains = 0;
      this.#stalledSince = now;
      return false;
    }
    // Both: a process that was stopped for a while finds much time gone by, but not many drains.
    return ++this.#stalledDrains > STALLED_DRAINS && now - this.#stalledSince > STALLED_MILLISECONDS;
  }

  #apply(ring: ArrayBufferLike): void {
    const frame = new RingReader(ring, PARTIAL_KINDS);
    const drained: { readonly attachment: Attachment; readonly isUnreadable: boolean; apply(): void }[] = [];
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
          for (let cell = 0; cell < frame.cells; cell++) {
            const key = COUNTED[frame.laneAt(cell)];
            if (key !== undefined) this.#counts[key] += frame.valueAt(cell);
          }
          if (attachment === undefined) break;
          const apply = () => attachment.advance(generation, sequence);
          drained.push({ attachment, isUnreadable: frame.end !== 0, apply });
          break;
        }
        default:
          take?.(frame);
      }
    }
    if (frame.corrupt) throw new RangeError("a frame that can't be one");
    // Last of all: from now on, workers may use the memory again that the partial refers to.
    for (const { attachment, isUnreadable, apply } of drained) {
      apply();
      if (!isUnreadable) continue;
      this.leave(attachment);
      attachment.takeBack();
    }
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

/** The module of the thread: beside this one, compiled or not. */
function startNodeThread(start: NodeStart, lost: (reason: unknown) => void): OwnThread | undefined {
  try {
    const url = import.meta.url, extension = url.slice(url.lastIndexOf("."));
    const thread = startThread(new URL(`./node_thread${extension}`, url), lost);
    thread?.post(start);
    return thread;
  } catch (error) {
    lost(error);
    return undefined;
  }
}
