import type { UnixNanos } from "../host/clock.ts";
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from "../set/exemplar_slot.ts";
import type { FieldLayout, Layout } from "../set/layout.ts";
import type { RingReader } from "../transport/ring_reader.ts";

/** One recording that stands for others (OpenTelemetry metrics data model, "Exemplars"). */
export interface Exemplar {
  /** What was recorded. */
  readonly value: number;
  /** When: within the points' window. */
  readonly time: UnixNanos;
  /** The 16 bytes of the trace's id; `undefined` when it was recorded outside of a span. */
  readonly traceId: Uint8Array | undefined;
  /** The 8 bytes of the span's id; `undefined` when it was recorded outside of a span. */
  readonly spanId: Uint8Array | undefined;
}

/** An exemplar that gives way to later ones. */
class LatestExemplar implements Exemplar {
  value = NaN;
  time: UnixNanos = -Infinity;
  readonly #ids = new Uint8Array(TRACE_ID_BYTES + SPAN_ID_BYTES);
  readonly #traceId = this.#ids.subarray(0, TRACE_ID_BYTES);
  readonly #spanId = this.#ids.subarray(TRACE_ID_BYTES);

  get traceId(): Uint8Array | undefined {
    return isPresent(this.#traceId) ? this.#traceId : undefined;
  }

  get spanId(): Uint8Array | undefined {
    return isPresent(this.#spanId) ? this.#spanId : undefined;
  }

  /** Takes an exemplar's place that a frame has. Rings of several workers are drained in any order. */
  take(frame: RingReader, exemplar: number): void {
    const time = frame.exemplarTimeAt(exemplar);
    if (time < this.time) return;
    this.time = time;
    this.value = frame.exemplarValueAt(exemplar);
    frame.copyIds(exemplar, this.#ids);
  }
}

/** An id of zeros is none. */
function isPresent(id: Uint8Array): boolean {
  return id.some((byte) => byte !== 0);
}

/** The latest exemplars of a set's series. */
export class LatestExemplars {
  readonly #layout: Layout;
  readonly #start: UnixNanos;
  /** By series and slot. */
  readonly #latest: (LatestExemplar | undefined)[] = [];

  /** What was recorded before `start` lies outside of the points' window. */
  constructor(layout: Layout, start: UnixNanos) {
    this.#layout = layout;
    this.#start = start;
  }

  /** Takes an exemplar of the frame at which the reader stands. */
  take(series: number, slot: number, frame: RingReader, exemplar: number): void {
    if (frame.exemplarTimeAt(exemplar) >= this.#start) {
      const latest = this.#latest[series * this.#layout.exemplars + slot] ??= new LatestExemplar();
      latest.take(frame, exemplar);
    }
  }

  /** Takes a field's exemplars away and puts them elsewhere, where none is later. */
  move(series: number, { exemplars, firstExemplar }: FieldLayout, to: LatestExemplars, target: number): void {
    for (let slot = firstExemplar; slot < firstExemplar + exemplars; slot++) {
      const from = series * this.#layout.exemplars + slot, into = target * this.#layout.exemplars + slot;
      const exemplar = this.#latest[from], there = to.#latest[into];
      if (exemplar !== undefined && !(there !== undefined && there.time > exemplar.time)) {
        to.#latest[into] = exemplar;
      }
      this.#latest[from] = undefined;
    }
  }

  /** Those of one field, bucket by bucket. */
  of(series: number, { exemplars, firstExemplar }: FieldLayout): readonly Exemplar[] {
    const first = series * this.#layout.exemplars + firstExemplar;
    const found: Exemplar[] = [];
    for (let slot = first; slot < first + exemplars; slot++) {
      const exemplar = this.#latest[slot];
      if (exemplar !== undefined) found.push(exemplar);
    }
    return found;
  }
}
