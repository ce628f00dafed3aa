import { unixNanos } from "../host/clock.ts";
import { arena } from "./arena.ts";
import type { ExemplarFilter } from "./descriptor.ts";
import { SLOT_WORDS, SlotWord, SPAN_ID_BYTES, TRACE_ID_BYTES } from "./exemplar_slot.ts";
import type { RowPlace } from "./instrument.ts";
import type { FieldLayout } from "./layout.ts";
import { activeSpan, isSampled, type SpanContext } from "./span_context.ts";

const u8 = new Uint8Array(arena);
const u32 = new Uint32Array(arena);
const f64 = new Float64Array(arena);

/** The largest number of a recording that a slot can wait for. */
const LAST = 0xffffffff;

/**
 * The exemplars of one instrument (OpenTelemetry metrics SDK, "ExemplarReservoir"): in each window, one of the
 * recordings that are offered to a slot, each with the same probability. Allocates nothing and never throws; what
 * isn't kept costs an addition and a comparison, and with `trace_based` a look at its span.
 */
export class ExemplarReservoir {
  readonly #isTraceBased: boolean;
  /** Index of the first slot's first word; 0 when nobody reads what is recorded. */
  #first = 0;
  /** Offset of the row's mark. */
  #mark = 0;

  constructor(filter: ExemplarFilter) {
    this.#isTraceBased = filter === "trace_based";
  }

  /** Points the reservoir at a row. */
  bind({ firstExemplar }: FieldLayout, { block, exemplars, mark }: RowPlace): void {
    this.#first = block === 0 ? 0 : exemplars + firstExemplar * SLOT_WORDS;
    this.#mark = mark;
  }

  /** Offers a value that was recorded; without a span, the active one counts. */
  offer(slot: number, value: number, given: SpanContext | undefined): void {
    let span = given;
    if (this.#isTraceBased) {
      if (this.#first === 0) return;
      span ??= activeSpan();
      if (!isSampled(span)) return;
    }
    if (!this.#count(slot)) return;
    span ??= activeSpan();
    const traceId = idOf(span, "traceId"), spanId = idOf(span, "spanId");
    // All that is the program's has run by now: it may have closed the set, and its memory may be another's.
    if (this.#first !== 0) this.#keep(slot, value, traceId, spanId);
  }

  /** Counts an offer; whether it is to be kept. */
  #count(slot: number): boolean {
    if (this.#first === 0) return false;
    const word = this.#first + slot * SLOT_WORDS, seen = (u32[word] ?? 0) + 1;
    u32[word] = seen;
    return seen >= (u32[word + SlotWord.next] ?? 0);
  }

  #keep(slot: number, value: number, traceId: string, spanId: string): void {
    const word = this.#first + slot * SLOT_WORDS;
    // First the slot is emptied: a worker that ends between these stores leaves no exemplar, rather than half of one.
    u32[word + SlotWord.next] = 0;
    f64[(word + SlotWord.value) / 2] = value;
    f64[(word + SlotWord.time) / 2] = unixNanos();
    const hasIds = writeId(traceId, (word + SlotWord.trace) * 4, TRACE_ID_BYTES) &&
      writeId(spanId, (word + SlotWord.span) * 4, SPAN_ID_BYTES);
    if (!hasIds) u32.fill(0, word + SlotWord.trace, word + SLOT_WORDS);
    u32[word + SlotWord.next] = nextKept(Math.max(1, u32[word] ?? 1), Math.random());
    // Once more: the program's code may have flushed.
    u8[this.#mark] = 1;
  }
}

/**
 * The number of the next recording to keep, after number `kept`. Number `n` must replace what is kept with
 * probability `1 / n`: then number `m` and all before it don't with probability `kept / m`, which is that of a
 * `random` in [0, 1) of at most `kept / m`. So one random number serves for all that are skipped.
 */
export function nextKept(kept: number, random: number): number {
  return Math.min(Math.floor(kept / random) + 1, LAST);
}

/** An id of a span; empty when it has none. The program may have given anything. */
function idOf(span: SpanContext | undefined, name: "traceId" | "spanId"): string {
  try {
    const id: unknown = span?.[name];
    return typeof id === "string" ? id : "";
  } catch {
    return "";
  }
}

/** Writes hexadecimal digits as bytes. An id of zeros is none. */
function writeId(id: string, offset: number, bytes: number): boolean {
  if (id.length !== bytes * 2) return false;
  let any = 0;
  for (let i = 0; i < bytes; i++) {
    const byte = digit(id.charCodeAt(i * 2)) << 4 | digit(id.charCodeAt(i * 2 + 1));
    if (byte < 0) return false;
    any |= byte;
    u8[offset + i] = byte;
  }
  return any !== 0;
}

/** The value of a hexadecimal digit; -1 for any other character. */
function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
