import { describe, warnOnce } from "../host/warn.ts";
import { Attachment, type Endable, type Ending, type WorkerMemory } from "./attachment.ts";
import type { Resource } from "./collection.ts";
import type { WorkerState } from "./inspection.ts";
import { Reader, type ReaderOptions } from "./reader.ts";
import type { SourceCounts } from "./source.ts";

/** What a drain did, for percore's own metrics. */
export interface DrainCounts extends Readonly<SourceCounts> {
  /** Workers whose lanes were read after they had ended. */
  readonly salvages: number;
}

interface Member {
  readonly attachment: Attachment;
  readonly onEnd: (ending: Ending) => void;
}

/** Drains the rings of all attached workers into all readers. */
export class Aggregator {
  readonly #resource: Resource;
  readonly #readers: Reader[] = [];
  readonly #members = new Set<Member>();
  readonly #counts: SourceCounts = { frames: 0, gaps: 0, repeats: 0, corrupt: 0 };
  #salvages = 0;

  constructor(resource: Resource) {
    this.#resource = resource;
  }

  /** Workers that are attached now. */
  get size(): number {
    return this.#members.size;
  }

  /** What there is to tell of all workers now, in the order in which they were attached. */
  inspect(): WorkerState[] {
    return Array.from(this.#members, ({ attachment }) => attachment.inspect());
  }

  /** Makes a reader, which sees what is drained from now on. */
  reader(options: ReaderOptions): Reader {
    const reader = new Reader(this.#resource, options);
    this.#readers.push(reader);
    return reader;
  }

  /** Takes a worker in, under a number; `onEnd` is called when its last value is in. */
  join(memory: WorkerMemory, id: number, end: Endable | undefined, onEnd: (ending: Ending) => void): void {
    this.#members.add({ attachment: new Attachment(memory, id, end, this.#readers, this.#counts), onEnd });
  }

  /** Takes all that has been flushed. What was counted since the last call is returned. */
  drain(reportInvalid: (reason: number, count: number) => void): DrainCounts {
    for (const member of this.#members) {
      const ending = this.#drain(member, reportInvalid);
      if (ending === undefined) continue;
      this.#members.delete(member);
      if (ending === "salvaged") this.#salvages++;
      member.attachment.leave();
      member.onEnd(ending);
    }
    const counts = { ...this.#counts, salvages: this.#salvages };
    Object.assign(this.#counts, { frames: 0, gaps: 0, repeats: 0, corrupt: 0 });
    this.#salvages = 0;
    return counts;
  }

  /** A worker whose memory was overwritten must not keep the others from being drained: it is given up. */
  #drain({ attachment }: Member, reportInvalid: (reason: number, count: number) => void): Ending | undefined {
    try {
      return attachment.drain(reportInvalid);
    } catch (error) {
      warnOnce(`the memory of a worker can't be read: ${describe(error)}`);
      this.#counts.corrupt++;
      return "closed";
    }
  }

  /**
   * Asks all workers to flush and drains them until each has done so, or until `timeout` milliseconds have passed.
   * The number of workers that were late.
   */
  async barrier(drain: () => void, timeout: number): Promise<number> {
    const deadline = performance.now() + timeout;
    const waiting = new Map<Member, number>();
    for (const member of this.#members) waiting.set(member, member.attachment.askToFlush());
    for (;;) {
      // First look who has passed, then drain: what a worker published before it passed is then taken.
      const passed = [...waiting].filter(([{ attachment }, barrier]) => attachment.passed(barrier));
      drain();
      for (const [member] of passed) waiting.delete(member);
      for (const member of waiting.keys()) if (!this.#members.has(member)) waiting.delete(member);
      const left = deadline - performance.now();
      if (waiting.size === 0 || left <= 0) return waiting.size;
      // A worker that has no room passes only after a drain, and one that has ended never does: look again soon.
      const looks = [...waiting].map(([{ attachment }, barrier]) =>
        attachment.progress(barrier, Math.min(left, 10))
      );
      await Promise.race(looks);
    }
  }
}
