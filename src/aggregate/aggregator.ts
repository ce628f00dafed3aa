import { delay } from "../host/wait.ts";
import { describe, warnOnce } from "../host/warn.ts";
import { type AggregatingOptions, AggregatingWorker } from "./aggregating_worker.ts";
import { Attachment, type Endable, type Ending, type WorkerMemory } from "./attachment.ts";
import type { Resource } from "./collection.ts";
import type { AggregatingState, WorkerState } from "./inspection.ts";
import { Reader, type ReaderOptions } from "./reader.ts";
import { NO_COUNTS, type SourceCounts } from "./source.ts";

/** What a drain did, for percore's own metrics. */
export interface DrainCounts extends Readonly<SourceCounts> {
  /** Workers whose lanes were read after they had ended. */
  readonly salvages: number;
  /** Aggregating workers that are of no use any more. */
  readonly lost: number;
}

interface Member {
  readonly attachment: Attachment;
  /** Whether it is this thread, which flushes before it drains. */
  readonly isOwn: boolean;
  /** Who drains its ring, if it isn't this thread. */
  readonly by: AggregatingWorker | undefined;
  readonly onEnd: (ending: Ending) => void;
}

/** Drains the rings of all attached workers into all readers. */
export class Aggregator {
  readonly #resource: Resource;
  readonly #readers: Reader[] = [];
  readonly #members = new Set<Member>();
  #aggregating: readonly AggregatingWorker[];
  readonly #counts: SourceCounts = { ...NO_COUNTS };
  #salvages = 0;

  /** With aggregating workers, which drain the rings of workers that aren't this thread's own. */
  constructor(resource: Resource, aggregating: readonly AggregatingOptions[] = []) {
    this.#resource = resource;
    this.#aggregating = aggregating.map((options, id) =>
      new AggregatingWorker(id, options, this.#readers, this.#counts)
    );
  }

  /** Workers that are attached now. */
  get size(): number {
    return this.#members.size;
  }

  /** The aggregating workers that are of use. */
  get aggregating(): readonly AggregatingState[] {
    return this.#aggregating.filter(({ isLost }) => !isLost).map(({ state }) => state);
  }

  /** What there is to tell of all workers now, in the order in which they were attached. */
  inspect(): WorkerState[] {
    return Array.from(this.#members, ({ attachment }) => attachment.inspect());
  }

  /** Makes a reader, which sees what is drained from now on. */
  reader(options: ReaderOptions): Reader {
    const reader = new Reader(this.#resource, options);
    this.#readers.push(reader);
    if (reader.by === "worker") { for (const each of this.#aggregating) each.split(); }
    return reader;
  }

  /** Takes a worker in, under a number; `onEnd` is called when its last value is in. */
  join(memory: WorkerMemory, id: number, end: Endable | undefined, onEnd: (ending: Ending) => void): void {
    const attachment = new Attachment(memory, id, end, this.#readers, this.#counts);
    const isOwn = end === undefined, by = isOwn ? undefined : this.#aggregatingFor(memory.node);
    this.#members.add({ attachment, isOwn, by, onEnd });
    by?.join(attachment);
  }

  /** Takes all that has been flushed. What was counted since the last call is returned. */
  drain(reportInvalid: (reason: number, count: number) => void): DrainCounts {
    for (const each of this.#aggregating) each.drain();
    const { length } = this.#aggregating;
    this.#aggregating = this.#aggregating.filter(({ isLost }) => !isLost);
    for (const member of this.#members) {
      const ending = this.#drain(member, reportInvalid);
      if (ending === undefined) continue;
      this.#members.delete(member);
      if (ending === "salvaged") this.#salvages++;
      member.by?.leave(member.attachment);
      member.attachment.leave();
      member.onEnd(ending);
    }
    const lost = length - this.#aggregating.length;
    const counts = { ...this.#counts, salvages: this.#salvages, lost };
    Object.assign(this.#counts, NO_COUNTS);
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
   * Asks all workers but this thread to flush and drains them until each has done so, or until `timeout` milliseconds have passed.
   * The number of workers that were late.
   */
  async barrier(drain: () => void, timeout: number): Promise<number> {
    const deadline = performance.now() + timeout;
    const waiting = new Map<Member, number>(), published = new Map<Member, number>();
    for (const member of this.#members) {
      if (!member.isOwn) waiting.set(member, member.attachment.askToFlush());
    }
    for (;;) {
      for (const [member, barrier] of waiting) {
        const position = member.attachment.published(barrier);
        if (position === undefined) continue;
        published.set(member, position);
        waiting.delete(member);
      }
      for (const by of aggregatingOf(published)) by?.wake();
      drain();
      for (const [member, position] of published) {
        if (member.attachment.isTaken(position)) published.delete(member);
      }
      for (const members of [waiting, published]) {
        for (const member of members.keys()) if (!this.#members.has(member)) members.delete(member);
      }
      const late = waiting.size + published.size, left = deadline - performance.now();
      if (late === 0 || left <= 0) return late;
      // A worker that has no room passes only after a drain, and one that has ended never does: look again soon.
      const soon = Math.min(left, 10);
      await Promise.race([
        ...Array.from(waiting, ([{ attachment }, barrier]) => attachment.progress(barrier, soon)),
        ...Array.from(aggregatingOf(published), (by) => by?.progress(soon) ?? delay(soon)),
      ]);
    }
  }

  /** Ends the aggregating workers: from now on, all rings are drained here. */
  close(): void {
    for (const each of this.#aggregating) each.close();
    this.#aggregating = [];
  }

  /** Of the aggregating workers of a node, or of all if it has none, the one with the fewest workers. */
  #aggregatingFor(node: number | undefined): AggregatingWorker | undefined {
    const near = this.#aggregating.filter((each) => node !== undefined && each.state.node === node);
    const [first, ...others] = near.length > 0 ? near : this.#aggregating;
    return others.reduce(
      (least, each) => least === undefined || each.size < least.size ? each : least,
      first,
    );
  }
}

/** Who drains the rings of some members: each once, `undefined` for this thread. */
function aggregatingOf(members: ReadonlyMap<Member, unknown>): ReadonlySet<AggregatingWorker | undefined> {
  return new Set(Array.from(members.keys(), ({ by }) => by));
}
