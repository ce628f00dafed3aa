/**
 * An exemplar slot: where a row keeps one exemplar from its recording to the next flush.
 *
 *     0   u32  recordings that were offered to the slot in this window
 *     4   u32  the number, from 1, of the next of them that will be kept; 0: the slot holds no exemplar
 *     8   f64  value
 *     16  f64  time, Unix nanoseconds
 *     24       16 bytes: the trace's id; zeros: none
 *     40       8 bytes: the span's id
 */
export const SLOT_BYTES = 48;
/** The same in words of 32 bits, by which slots are addressed. */
export const SLOT_WORDS = 12;

/** Words of a slot, by index. */
export const SlotWord = { seen: 0, next: 1, value: 2, time: 4, trace: 6, span: 10 } as const;

/** Bytes of a trace's id. */
export const TRACE_ID_BYTES = 16;
/** Bytes of a span's id. */
export const SPAN_ID_BYTES = 8;
