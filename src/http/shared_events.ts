import { type Render, type Rendering, renderInSlices } from "./rendering.ts";

/** Who reads events, one at a time. */
export interface EventReader {
  /** Ends what it reads before its end. */
  cut(reason: string): void;
}

/** An event that somebody waits for or reads. */
interface SharedEvent {
  readonly rendering: Promise<Rendering>;
  readonly readers: Set<EventReader>;
  /** How many there are when it is made. */
  bytes: number;
}

/**
 * Events, each made once for all who want the same at the same time. It is kept as long as somebody waits for it or reads
 * it, since who asks says from which event on: whatever is kept for longer, anybody can have made any number of times.
 */
export class SharedEvents {
  readonly #maxBytes: number;
  /** The oldest first. */
  readonly #open = new Set<SharedEvent>();
  /** Those that have all that there is, by the version that is known to who wants them. */
  readonly #current = new Map<number, SharedEvent>();

  /** An event has at most `maxBytes`, and all that are read at a time have twice as much: who reads the oldest is cut. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many are waited for or read. */
  get size(): number {
    return this.#open.size;
  }

  /** Bytes that are kept for those who read. */
  get held(): number {
    return Array.from(this.#open).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The event with what came after a version, which `render` writes. The reader closes it. */
  open(since: number, reader: EventReader, render: Render): Promise<Rendering> {
    const event = this.#current.get(since) ?? this.#make(since, reader, render);
    event.readers.add(reader);
    return event.rendering;
  }

  /** Says that a reader needs its event no more. */
  close(reader: EventReader): void {
    for (const event of this.#open) {
      if (!event.readers.delete(reader) || event.readers.size > 0) continue;
      this.#open.delete(event);
      for (const [since, current] of this.#current) if (current === event) this.#current.delete(since);
      event.rendering.then((rendering) => rendering.forget(), () => {});
    }
  }

  /** Says that there is more than the events have. Who reads one goes on. */
  renew(): void {
    this.#current.clear();
  }

  #make(since: number, reader: EventReader, render: Render): SharedEvent {
    const readers = new Set([reader]);
    function* whileRead(): Generator<Uint8Array<ArrayBuffer>> {
      for (const piece of render()) {
        yield piece;
        if (readers.size === 0) return;
      }
    }
    const event: SharedEvent = { rendering: renderInSlices(whileRead, this.#maxBytes), readers, bytes: 0 };
    this.#open.add(event);
    this.#current.set(since, event);
    // Of a failure, the readers are told.
    event.rendering.then(({ bytes }) => this.#keep(event, bytes), () => {});
    return event;
  }

  #keep(made: SharedEvent, bytes: number): void {
    made.bytes = bytes;
    for (const oldest of this.#open) {
      if (this.held <= 2 * this.#maxBytes) return;
      if (oldest === made || oldest.bytes === 0) continue;
      for (const reader of oldest.readers) {
        reader.cut("clients that were slower than others had to make room");
      }
    }
  }
}
