import { warnOnce } from "../host/warn.ts";
import type { RingReader } from "../transport/ring_reader.ts";
import type { Target } from "./accumulator.ts";
import type { SetState } from "./inspection.ts";
import type { Reader } from "./reader.ts";
import type { MeasuredAttribute } from "./collection.ts";
import { readIdentity, readRow, type SetIdentity } from "./set_identity.ts";

/** What a source saw that isn't as it should be, besides the frames that it applied. */
export interface SourceCounts {
  frames: number;
  /** Frames that are missing between two that arrived. */
  gaps: number;
  /** Frames that arrived before and were not applied again. */
  repeats: number;
  /** Frames that couldn't be read. Those behind one whose length isn't known are lost with it, and are gaps. */
  corrupt: number;
}

/** What is known of a set that frames have come from. */
interface Binding {
  readonly block: number;
  readonly generation: number;
  readonly identity: SetIdentity;
  /** The attributes of each row that frames have named. */
  readonly rows: (readonly MeasuredAttribute[])[];
  /** Where they belong, by reader. */
  readonly targets: (readonly Target[])[];
  /** Of the rows before this one, all are known. */
  known: number;
}

/** One worker's ring, as the aggregator sees it: applies each frame once, to every reader. */
export class Source {
  readonly #memory: ArrayBufferLike;
  readonly #readers: readonly Reader[];
  readonly #bindings = new Map<number, Binding>();
  readonly #counts: SourceCounts;
  #sequence = 0;

  /** `memory` is the worker's arena; `readers` and `counts` are shared with the aggregator's other sources. */
  constructor(memory: ArrayBufferLike, readers: readonly Reader[], counts: SourceCounts) {
    this.#memory = memory;
    this.#readers = readers;
    this.#counts = counts;
  }

  /** Sequence number of the last frame that was applied. */
  get sequence(): number {
    return this.#sequence;
  }

  /** The sets that frames have come from and that aren't closed. */
  get sets(): SetState[] {
    return Array.from(this.#bindings.values(), ({ identity, rows }) => ({
      descriptor: identity.descriptor,
      entity: identity.entity,
      attributes: identity.attributes,
      rows: rows.reduce((count) => count + 1, 0),
    }));
  }

  /** Applies all frames that are in the ring. Allocates nothing for a frame of a set that is known. */
  drain(ring: RingReader): void {
    const { corruptions } = ring;
    while (ring.next()) this.#apply(ring);
    ring.release();
    if (ring.corruptions === corruptions) return;
    this.#counts.corrupt += ring.corruptions - corruptions;
    warnOnce("somebody else has written into a worker's ring: the frames that waited in it are lost");
  }

  #apply(frame: RingReader): void {
    const expected = this.#sequence + 1, sequence = frame.sequence;
    if (!(sequence >= expected) || !Number.isSafeInteger(sequence)) {
      if (!Number.isSafeInteger(sequence)) this.#counts.corrupt++;
      else this.#counts.repeats++;
      return;
    }
    this.#counts.gaps += sequence - expected;
    this.#sequence = sequence;
    const binding = this.#bindingOf(frame);
    if (binding === undefined) {
      this.#counts.corrupt++;
      return;
    }
    if (!this.#readRows(binding, frame)) {
      this.#counts.corrupt++;
      return;
    }
    // By index: readers may have come since the last frame.
    for (let i = 0; i < this.#readers.length; i++) {
      for (const target of this.#targets(binding, i)) {
        target.accumulator.merge(frame, target, binding.rows);
      }
    }
    this.#counts.frames++;
    if (frame.last) this.#end(binding);
  }

  /** Nothing more comes: sets whose last frame was lost have ended, too. */
  end(): void {
    for (const binding of this.#bindings.values()) this.#end(binding);
  }

  #end(binding: Binding): void {
    this.#bindings.delete(binding.block);
    for (let i = 0; i < this.#readers.length; i++) {
      for (const target of this.#targets(binding, i)) this.#readers[i]?.end(target, binding.rows);
    }
  }

  /** Learns the attributes of the rows that the frame is the first to name. */
  #readRows(binding: Binding, frame: RingReader): boolean {
    const { cells } = frame;
    let { known } = binding;
    for (let cell = 0; cell < cells; cell++) {
      const row = frame.rowAt(cell);
      if (row < known) continue;
      if (!this.#readRow(binding, row)) return false;
      known = binding.known;
    }
    // What adds nothing has no cell, and may have an exemplar.
    for (let exemplar = 0; exemplar < frame.exemplars; exemplar++) {
      if (!this.#readRow(binding, frame.exemplarRowAt(exemplar))) return false;
    }
    return true;
  }

  #readRow(binding: Binding, row: number): boolean {
    const { block, identity, rows, targets } = binding;
    if (rows[row] !== undefined) return true;
    try {
      const measured = readRow(this.#memory, block, identity, row);
      rows[row] = measured;
      while (rows[binding.known] !== undefined) binding.known++;
      targets.forEach((ofReader, i) => {
        for (const target of ofReader) this.#readers[i]?.addRow(target, row, measured, identity);
      });
      return true;
    } catch {
      return false;
    }
  }

  #targets({ identity, rows, targets }: Binding, index: number): readonly Target[] {
    const found = targets[index];
    if (found !== undefined) return found;
    const reader = this.#readers[index], made = reader?.targetsOf(identity) ?? [];
    for (const target of made) {
      rows.forEach((measured, row) => reader?.addRow(target, row, measured, identity));
    }
    return targets[index] = made;
  }

  #bindingOf(frame: RingReader): Binding | undefined {
    const block = frame.block, found = this.#bindings.get(block);
    if (found?.generation === frame.generation) return found;
    // Another set has its memory: its own last frame was lost.
    if (found !== undefined) this.#end(found);
    try {
      const identity = readIdentity(this.#memory, block);
      const made: Binding = {
        block,
        generation: frame.generation,
        identity,
        rows: [],
        targets: [],
        known: 0,
      };
      this.#bindings.set(block, made);
      return made;
    } catch {
      // The frame names no block: shared memory was overwritten by somebody else.
      return undefined;
    }
  }
}
