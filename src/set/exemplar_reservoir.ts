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

  constructor(filter: ExemplarFilter) {
    this.#isTraceBased = filter === "trace_based";
  }

  /** Points the reservoir at a row. */
  bind({ firstExemplar }: FieldLayout, { block, exemplars }: RowPlace): void {
    this.#first = block === 0 ? 0 : exemplars + firstExemplar * SLOT_WORDS;
  }

  /** Offers a value that was recorded; without a span, the active one counts. */
  offer(slot: number, value: number, given: SpanContext | undefined): void {
    if (this.#first === 0) return;
    let span = given;
    if (this.#isTraceBased) {
      span ??= activeSpan();
      if (!isSampled(span)) return;
    }
    const word = this.#first + slot * SLOT_WORDS, seen = (u32[word] ?? 0) + 1;
    u32[word] = seen;
    if (seen >= (u32[word + SlotWord.next] ?? 0)) keep(word, seen, value, span ?? activeSpan());
  }
}

function keep(word: number, seen: number, value: number, span: SpanContext | undefined): void {
  // First the slot is emptied: a worker that ends between these stores leaves no exemplar, rather than half of one.
  u32[word + SlotWord.next] = 0;
  f64[(word + SlotWord.value) / 2] = value;
  f64[(word + SlotWord.time) / 2] = unixNanos();
  if (!writeIds(word, span)) u32.fill(0, word + SlotWord.trace, word + SLOT_WORDS);
  u32[word + SlotWord.next] = nextKept(seen, Math.random());
}

/**
 * The number of the next recording to keep, after number `kept`. Number `n` must replace what is kept with
 * probability `1 / n`: then number `m` and all before it don't with probability `kept / m`, which is that of a
 * `random` in [0, 1) of at most `kept / m`. So one random number serves for all that are skipped.
 */
export function nextKept(kept: number, random: number): number {
  return Math.min(Math.floor(kept / random) + 1, LAST);
}

/** Writes a span's ids. False when it has none that are well-formed: the program may have given anything. */
function writeIds(word: number, span: SpanContext | undefined): boolean {
  if (span === undefined) return false;
  try {
    return writeId(span.traceId, (word + SlotWord.trace) * 4, TRACE_ID_BYTES) &&
      writeId(span.spanId, (word + SlotWord.span) * 4, SPAN_ID_BYTES);
  } catch {
    return false;
  }
}

/** Writes hexadecimal digits as bytes. An id of zeros is none. */
function writeId(id: unknown, offset: number, bytes: number): boolean {
  if (typeof id !== "string" || id.length !== bytes * 2) return false;
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
