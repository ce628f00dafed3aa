import { warnOnce } from "../host/warn.ts";
import type { RingReader } from "../transport/ring_reader.ts";
import type { SetState } from "./inspection.ts";
import type { Row } from "./observations.ts";
import type { Identities, SetIdentity } from "./set_identity.ts";

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

/** Nothing seen. */
export const NO_COUNTS: Readonly<SourceCounts> = { frames: 0, gaps: 0, repeats: 0, corrupt: 0 };

/** Where the frames of one registered set go. */
export interface Target {
  /** Learns the attributes of a row, before the first frame that has it. */
  addRow(row: number, measured: Row): void;
  /** Takes the frame at which the reader stands; `rows` are those of its set. */
  merge(frame: RingReader, rows: readonly Row[]): void;
  /** The set has ended. */
  end(rows: readonly Row[]): void;
}

/** Where the frames of sets go: a reader, or what an aggregating worker hands on. */
export interface Consumer {
  /** Where the frames of a set go of which the first one has come, which stands in a block of its worker's arena. */
  targetsOf(set: SetIdentity, block: number): readonly Target[];
}

/** What is known of a set that frames have come from. */
interface Binding {
  readonly block: number;
  readonly generation: number;
  readonly identity: SetIdentity;
  /** The attributes of each row that frames have named. */
  readonly rows: Row[];
  /** Where they belong, by consumer. */
  readonly targets: (readonly Target[])[];
  /** Of the rows before this one, all are known. */
  known: number;
}

/** One worker's frames, as they are seen from behind its ring: applies each once, to every consumer. */
export class Source {
  readonly #identities: Identities;
  readonly #consumers: readonly Consumer[];
  readonly #bindings = new Map<number, Binding>();
  readonly #counts: SourceCounts;
  #sequence: number;

  /**
   * `consumers` and `counts` are shared with other sources; `sequence` is the number of the last frame that was applied
   * elsewhere.
   */
  constructor(identities: Identities, consumers: readonly Consumer[], counts: SourceCounts, sequence = 0) {
    this.#identities = identities;
    this.#consumers = consumers;
    this.#counts = counts;
    this.#sequence = sequence;
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
    if (ring.corruptions === corruptions) return;
    this.#counts.corrupt += ring.corruptions - corruptions;
    warnOnce("somebody else has written into a worker's ring: the frames that waited in it are lost");
  }

  /** Applies a frame whose number somebody else has seen to. */
  take(frame: RingReader): boolean {
    const binding = this.#bindingOf(frame);
    if (binding === undefined || !this.#readRows(binding, frame)) {
      this.#counts.corrupt++;
      return false;
    }
    // By index: readers may have come since the last frame.
    for (let i = 0; i < this.#consumers.length; i++) {
      for (const target of binding.targets[i] ?? this.#makeTargets(binding, i)) {
        target.merge(frame, binding.rows);
      }
    }
    if (frame.last) this.#end(binding);
    return true;
  }

  /** Goes on after a frame that was applied elsewhere. */
  resume(sequence: number): void {
    this.#sequence = sequence;
  }

  /** Nothing more comes: sets whose last frame was lost have ended, too. */
  end(): void {
    for (const binding of this.#bindings.values()) this.#end(binding);
  }

  #end({ block, rows, targets }: Binding): void {
    this.#bindings.delete(block);
    for (const target of targets.flat()) target.end(rows);
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
    if (this.take(frame)) this.#counts.frames++;
  }

  /** Learns the attributes of the rows that the frame is the first to name. */
  #readRows(binding: Binding, frame: RingReader): boolean {
    const { cells } = frame;
    let { known } = binding;
    for (let cell = 0; cell < cells; cell++) {
      const row = frame.rowAt(cell);
      if (row < known || binding.rows[row] !== undefined) continue;
      if (!this.#readRow(binding, row)) return false;
      known = binding.known;
    }
    // What adds nothing has no cell, and may have an exemplar.
    for (let exemplar = 0; exemplar < frame.exemplars; exemplar++) {
      const row = frame.exemplarRowAt(exemplar);
      if (binding.rows[row] === undefined && !this.#readRow(binding, row)) return false;
    }
    return true;
  }

  #readRow(binding: Binding, row: number): boolean {
    const { block, identity, rows, targets } = binding;
    try {
      const measured = this.#identities.rowOf(block, identity, row);
      rows[row] = measured;
      while (rows[binding.known] !== undefined) binding.known++;
      for (const ofConsumer of targets) for (const target of ofConsumer ?? []) target.addRow(row, measured);
      return true;
    } catch {
      return false;
    }
  }

  // Apart from looking whether there are any: a function with a closure may allocate whatever way it takes.
  #makeTargets({ block, identity, rows, targets }: Binding, index: number): readonly Target[] {
    const made = this.#consumers[index]?.targetsOf(identity, block) ?? [];
    for (const target of made) rows.forEach((measured, row) => target.addRow(row, measured));
    return targets[index] = made;
  }

  #bindingOf(frame: RingReader): Binding | undefined {
    const block = frame.block, found = this.#bindings.get(block);
    if (found?.generation === frame.generation) return found;
    // Another set has its memory: its own last frame was lost.
    if (found !== undefined) this.#end(found);
    try {
      const identity = this.#identities.identityOf(block);
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
