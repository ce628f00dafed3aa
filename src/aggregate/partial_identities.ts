import type { RingReader } from "../transport/ring_reader.ts";
import type { Row } from "./observations.ts";
import { type Identities, type SetIdentity, WORKER_ATTRIBUTES } from "./set_identity.ts";

/** A partial set, and those of its rows that were defined and not yet asked for. */
interface Defined {
  readonly identity: SetIdentity;
  readonly rows: Map<number, Row>;
}

/** What the frames of partial sets name: read, when it is defined, from the memory of a worker that has the same set. */
export class PartialIdentities implements Identities {
  readonly #sets = new Map<number, Defined>();

  /** Learns what a frame of kind `define` says of a set of this worker. @throws when there is none. */
  define(frame: RingReader, worker: Identities): void {
    const block = frame.generation, identity = worker.identityOf(block), isSplit = frame.end !== 0;
    let defined = this.#sets.get(frame.block);
    if (defined === undefined) {
      // What tells one of several workers says nothing of what all of them have recorded.
      const entity = Object.entries(identity.entity).filter(([key]) =>
        isSplit || !WORKER_ATTRIBUTES.includes(key)
      );
      defined = { identity: { ...identity, entity: Object.fromEntries(entity) }, rows: new Map() };
      this.#sets.set(frame.block, defined);
    }
    for (let cell = 0; cell < frame.cells; cell++) {
      defined.rows.set(frame.rowAt(cell), worker.rowOf(block, identity, frame.laneAt(cell)));
    }
  }

  /** The set has ended. */
  forget(block: number): void {
    this.#sets.delete(block);
  }

  identityOf(block: number): SetIdentity {
    return this.#defined(block).identity;
  }

  rowOf(block: number, _: SetIdentity, row: number): Row {
    const { rows } = this.#defined(block), found = rows.get(row);
    if (found === undefined) throw new RangeError(`partial set ${block} has no row ${row}`);
    rows.delete(row);
    return found;
  }

  #defined(block: number): Defined {
    const defined = this.#sets.get(block);
    if (defined === undefined) throw new RangeError(`there is no partial set ${block}`);
    return defined;
  }
}
