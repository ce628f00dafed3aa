/**
 * A frame: what one flush took from one metric set.
 *
 *     0   u32  units of the whole frame
 *     4   u32  kind, see FrameKind
 *     8   u32  offset of the set's block in its worker's arena
 *     12  u32  generation of the block
 *     16  u32  number of cells
 *     20  u32  epoch of the worker, see ControlWord.epoch
 *     24  f64  sequence number: 1, 2, 3 … for each worker
 *     32  f64  start of the window, Unix nanoseconds
 *     40  f64  end of the window, Unix nanoseconds
 *     48       the cells, 16 bytes each: u32 row, u32 lane, f64 value
 *              the exemplars, in what is left, 48 bytes each: u32 row, u32 lane, f64 value,
 *              f64 time (Unix nanoseconds), 16 bytes trace id, 8 bytes span id; see exemplar_slot.ts
 */

/**
 * What a frame is: a set's cells, nothing but a gap up to the end of the ring, or the last cells of a set. The others
 * are in partials alone, see partial_writer.ts.
 */
export const FrameKind = { cells: 1, gap: 2, last: 3, source: 4, define: 5, drained: 6 } as const;
/** One of the kinds of {@linkcode FrameKind}. */
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];

/** The kinds that a worker's ring has. */
export const RING_KINDS: ReadonlySet<number> = new Set([FrameKind.cells, FrameKind.last]);
/** The kinds that a partial has. */
export const PARTIAL_KINDS: ReadonlySet<number> = new Set([
  ...RING_KINDS,
  FrameKind.source,
  FrameKind.define,
  FrameKind.drained,
]);

/** Units of a frame without cells. */
export const HEADER_UNITS = 6;
/** Units of a cell. */
export const CELL_UNITS = 2;
/** Units of an exemplar. */
export const EXEMPLAR_UNITS = 6;
/** An exemplar takes the room of so many cells. */
export const EXEMPLAR_CELLS = EXEMPLAR_UNITS / CELL_UNITS;

/** Words of a frame's header, by index. */
export const FrameWord = { units: 0, kind: 1, block: 2, generation: 3, cells: 4, epoch: 5 } as const;
/** Doubles of a frame's header, by index. */
export const FrameDouble = { sequence: 3, start: 4, end: 5 } as const;
