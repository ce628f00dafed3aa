import { ArenaIdentities, registrationKey, type SetIdentity, WORKER_ATTRIBUTES } from "./set_identity.ts";
import type { Layout } from "../set/layout.ts";
import { FrameKind } from "../transport/frame.ts";
import { RingReader } from "../transport/ring_reader.ts";
import type { WorkerMemory } from "./attachment.ts";
import type { Row } from "./observations.ts";
import { type Origin, PartialSet } from "./partial_set.ts";
import { NO_LANE, PARTIAL_SETS, PartialWriter } from "./partial_writer.ts";
import { type Consumer, NO_COUNTS, Source, type SourceCounts, type Target } from "./source.ts";

/** A worker whose ring is drained by an aggregating worker. */
export interface NodeMember {
  /** The worker's number. */
  readonly id: number;
  readonly memory: WorkerMemory;
  /** The number of the last frame that was applied by who drained the ring before. */
  readonly sequence: number;
}

/**
 * A partial set that has so many rows takes no more workers in; another one does. Workers come and go, each with rows
 * that no other one has, while one that stays keeps the set.
 */
export const PARTIAL_ROWS = 10_000;

interface Member {
  readonly id: number;
  readonly memory: WorkerMemory;
  readonly ring: RingReader;
  /** What its source has seen since the last partial. */
  readonly counts: SourceCounts;
  source: Source;
}

/**
 * What an aggregating worker does: drains the rings of its workers into partial sets, and hands on what has come. It
 * writes to no memory but its own: whatever becomes of it, the root can go on from where the rings' heads are, which
 * are moved when a partial was applied.
 */
export class NodeAggregator {
  readonly #members = new Map<number, Member>();
  readonly #sets = new Map<string, PartialSet>();
  /** The sets that have something to tell. */
  readonly #touched = new Set<PartialSet>();
  readonly #writer = new PartialWriter();
  #isSplit = false;
  #numbers = 0;

  /** Takes a worker over, whose ring nobody else reads from now on. */
  join({ id, memory, sequence }: NodeMember): void {
    const ring = new RingReader(memory.ring),
      counts: SourceCounts = { ...NO_COUNTS };
    const source = this.#sourceOf(id, memory, counts, sequence);
    this.#members.set(id, { id, memory, ring, counts, source });
  }

  /** A worker is somebody else's from now on, or has ended. */
  leave(id: number): void {
    this.#members.get(id)?.source.end();
    this.#members.delete(id);
  }

  /** From now on, what several workers have recorded is not added up. */
  split(): void {
    if (this.#isSplit) return;
    this.#isSplit = true;
    for (const member of this.#members.values()) {
      const { id, memory, counts, source } = member;
      source.end();
      member.source = this.#sourceOf(id, memory, counts, source.sequence);
    }
  }

  /** Drains all rings: the frames of a partial, good until the next call, or `undefined` when nothing has come. */
  take(): Uint32Array | undefined {
    this.#writer.clear();
    for (const member of this.#members.values()) this.#drain(member);
    if (this.#touched.size > 0) this.#writer.source(PARTIAL_SETS);
    for (const set of this.#touched) {
      set.writeTo(this.#writer);
      if (set.users === 0 && this.#sets.get(set.key) === set) this.#sets.delete(set.key);
    }
    this.#touched.clear();
    const { frames } = this.#writer;
    return frames.length === 0 ? undefined : frames;
  }

  #drain({ id, ring, counts, source }: Member): void {
    const before = ring.position;
    source.drain(ring);
    if (ring.position === before) return;
    this.#writer.drained(id, ring.position, source.sequence, counts);
    Object.assign(counts, NO_COUNTS);
  }

  #sourceOf(worker: number, memory: WorkerMemory, counts: SourceCounts, sequence: number): Source {
    const consumer: Consumer = {
      targetsOf: (set, block) => [this.#targetOf({ worker, block }, set)],
    };
    const identities = new ArenaIdentities(memory.arena, memory.node);
    return new Source(identities, [consumer], counts, sequence);
  }

  #targetOf(origin: Origin, identity: SetIdentity): Target {
    const hides = (key: string) => !this.#isSplit && WORKER_ATTRIBUTES.includes(key);
    const key = `${this.#isSplit} ${identity.number} ${identity.node ?? ""} ${
      registrationKey(identity, hides)
    }`;
    const { layout } = identity;
    let set = this.#sets.get(key);
    if (set === undefined || set.size >= PARTIAL_ROWS) {
      set = new PartialSet(key, ++this.#numbers, layout, this.#isSplit);
      this.#sets.set(key, set);
    }
    set.users++;
    return new NodeTarget(origin, layout, set, this.#touched, this.#writer);
  }
}

/** Where the frames of one worker's set go: into a partial set, and what can't be added up, to the root as it is. */
class NodeTarget implements Target {
  readonly #origin: Origin;
  readonly #layout: Layout;
  readonly #set: PartialSet;
  readonly #passesAny: boolean;
  readonly #touched: Set<PartialSet>;
  readonly #writer: PartialWriter;
  /** The numbers that its rows have in the partial set. */
  readonly #numbers: number[] = [];
  /** Rows that the root doesn't know yet. */
  readonly #newRows: number[] = [];
  #isNew = true;

  constructor(
    origin: Origin,
    layout: Layout,
    set: PartialSet,
    touched: Set<PartialSet>,
    writer: PartialWriter,
  ) {
    this.#origin = origin;
    this.#layout = layout;
    this.#set = set;
    this.#passesAny = set.passes.includes(1);
    this.#touched = touched;
    this.#writer = writer;
    set.announce(origin);
  }

  addRow(row: number, measured: Row): void {
    this.#numbers[row] = this.#set.rowOf(measured, this.#origin, row);
    this.#newRows.push(row);
  }

  merge(frame: RingReader, rows: readonly Row[]): void {
    this.#touched.add(this.#set);
    this.#set.merge(frame, this.#numbers, rows);
    if (this.#isNew || this.#passesAny || frame.exemplars > 0 || frame.last || this.#newRows.length > 0) {
      this.#pass(frame);
    }
  }

  end(): void {
    this.#set.users--;
    this.#touched.add(this.#set);
  }

  #pass(frame: RingReader): void {
    const writer = this.#writer,
      { stride } = this.#layout,
      { block, generation, sequence, start, end } = frame;
    writer.source(this.#origin.worker);
    writer.beginLike(frame, this.#newRows.length);
    for (const row of this.#newRows.splice(0)) writer.add(row, NO_LANE, 0);
    for (let cell = 0; cell < frame.cells; cell++) {
      const lane = frame.laneAt(cell);
      if (lane < stride && this.#set.passes[lane] === 1) {
        writer.add(frame.rowAt(cell), lane, frame.valueAt(cell));
      }
    }
    for (let exemplar = 0; exemplar < frame.exemplars; exemplar++) writer.addExemplar(frame, exemplar);
    writer.publish({
      kind: frame.last ? FrameKind.last : FrameKind.cells,
      block,
      generation,
      sequence,
      start,
      end,
    });
    this.#isNew = false;
  }
}
